"""A hub's own history: names and local authorities by date, no two at once, and reports of past years that use them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.html import strip_tags

from schools.actions import (
    CannotChangeHistory,
    change_hub_name,
    correct_hub_name,
    merge_hub,
    move_authority,
    undo_hub_merge,
)
from schools.hub_history import authority_spans, hub_title_on, name_spans
from schools.models import AuthorityPeriod, FormerHubName, HubAuthority
from sustaining.assurance.facts import gather_facts
from sustaining.common.years import AcademicYear
from sustaining.reports import programme, tables
from sustaining.reports.actions import take_return
from sustaining.reports.filters import ReportFilter
from sustaining.reports.impact_documents import hub_document
from sustaining.reports.quality_checks import open_points
from tests.reports.independent_rows import read

pytestmark = pytest.mark.django_db
SINCE = date(2026, 10, 1)


@pytest.fixture
def served(cast) -> HubAuthority:
    return HubAuthority.objects.create(hub=cast.hub, local_authority="Rivershire")


@pytest.fixture
def renamed(cast, now):
    return change_hub_name(cast.hub, name="Two Rivers", starts_on=SINCE, by=cast.admin, now=now)


def authorities_on(hub, day: date) -> list[str]:
    """Return the local authorities that the hub served on a day."""
    return [span.name for span in authority_spans(hub) if (span.starts_on or day) <= day <= (span.ends_on or day)]


def database_day() -> date:
    """Return today by the clock of the database, by which its triggers go: a test's own clock is another."""
    return read("SELECT (now() AT TIME ZONE 'Europe/London')::date AS day")[0]["day"]


def test_name_of_a_day_is_the_one_that_the_hub_had(renamed):
    assert hub_title_on(renamed, SINCE) == "Two Rivers Maths Hub"
    assert hub_title_on(renamed, SINCE - timedelta(days=1)) == "Rivermead Maths Hub"
    spans = [(span.name, span.starts_on, span.ends_on) for span in name_spans(renamed)]
    assert spans == [("Two Rivers", SINCE, None), ("Rivermead", None, SINCE - timedelta(days=1))]


def test_corrected_name_leaves_no_former_one(cast, now):
    assert correct_hub_name(cast.hub, name="River Mead", by=cast.admin, now=now).name == "River Mead"
    assert not FormerHubName.objects.exists()


@pytest.mark.parametrize(
    ("name", "starts_on"), [("Rivermead", SINCE), ("Stonefield", SINCE), ("Later", date(2030, 1, 1))]
)
def test_name_that_is_had_already_taken_or_still_to_come_is_refused(cast, now, name, starts_on):
    with pytest.raises(CannotChangeHistory):
        change_hub_name(cast.hub, name=name, starts_on=starts_on, by=cast.admin, now=now)


def test_second_name_cannot_begin_before_the_first_ended(cast, renamed, now):
    with pytest.raises(CannotChangeHistory, match="was called Rivermead until"):
        change_hub_name(renamed, name="Third", starts_on=SINCE, by=cast.admin, now=now)
    with pytest.raises(DatabaseError, match="one_hub_name_a_day"), transaction.atomic():
        FormerHubName.objects.create(
            hub=renamed, name="X", ends_on=SINCE - timedelta(days=1), changed_by=cast.admin, changed_at=now
        )


def test_report_of_a_past_year_has_the_name_of_its_last_day(cast, renamed, now):
    past, present = (
        ReportFilter(cast.admin, AcademicYear(start), now.date(), renamed)
        for start in (cast.project.academic_year - 1, cast.project.academic_year)
    )
    assert str(past).startswith("Rivermead Maths Hub, 2025/26")
    assert str(present).startswith("Two Rivers Maths Hub, 2026/27")
    assert {row[0] for row in tables.participation(present)} == {"Two Rivers"}
    assert {row["name"] for row in programme.compare_hubs(past)} == {"Rivermead", "Stonefield"}
    assert {row["name"] for row in programme.compare_hubs(present)} == {"Two Rivers", "Stonefield"}


def test_impact_report_and_assurance_pack_of_a_past_year_have_the_name_of_then(cast, renamed, now):
    year = cast.project.academic_year
    for start, title in ((year - 1, "Rivermead Maths Hub"), (year, "Two Rivers Maths Hub")):
        document = hub_document(renamed, cast.lead, start)
        assert document.title == f"Impact: {title}"
        assert title in dict(document.sections)["Aims"]
        assert gather_facts(renamed, AcademicYear(start), now)["hub"] == title


def test_return_for_a_day_has_the_name_of_that_day(cast, renamed, now):
    year = AcademicYear(cast.project.academic_year)
    seen = open_points(cast.lead, year, now.date(), renamed).digest
    cast.participation.__class__.objects.filter(pk=cast.participation.pk).update(enrolled_at=f"{year.starts} 09:00+00")
    for on, name in ((SINCE - timedelta(days=1), "Rivermead"), (now.date(), "Two Rivers")):
        frozen = take_return(renamed, kind="schools", year=year, on=on, seen=seen, by=cast.lead, now=now)
        assert f",{name}," in frozen.content


def test_authority_moves_on_a_day_and_both_hubs_know_when(cast, served, now):
    move_authority(served, hub=cast.other.hub, starts_on=SINCE, by=cast.admin, now=now)
    before = SINCE - timedelta(days=1)
    assert (authorities_on(cast.hub, before), authorities_on(cast.hub, SINCE)) == (["Rivershire"], [])
    assert (authorities_on(cast.other.hub, before), authorities_on(cast.other.hub, SINCE)) == ([], ["Rivershire"])
    (span,) = authority_spans(cast.hub)
    assert (span.starts_on, span.ends_on) == (None, before)


def test_change_past_the_action_begins_today_and_a_second_one_that_day_leaves_one_period(cast, served):
    today = database_day()
    HubAuthority.objects.filter(pk=served.pk).update(hub=cast.other.hub)
    assert authorities_on(cast.other.hub, today) == ["Rivershire"]
    assert authorities_on(cast.hub, today - timedelta(days=1)) == ["Rivershire"]
    HubAuthority.objects.filter(pk=served.pk).update(hub=cast.hub)
    assert [(row.hub, row.starts_on, row.ends_on) for row in AuthorityPeriod.objects.all()] == [
        (cast.hub, None, today - timedelta(days=1)), (cast.hub, today, None),
    ]  # fmt: skip


def test_merged_hub_passes_its_authorities_on_with_the_day_and_gets_them_back(cast, served, now):
    merge_hub(cast.hub, successor=cast.other.hub, reason="One lead school.", by=cast.admin, now=now)
    assert authorities_on(cast.other.hub, database_day()) == ["Rivershire"]
    undo_hub_merge(cast.hub, reason="Wrong hub.", by=cast.admin, now=now)
    assert authorities_on(cast.hub, database_day()) == ["Rivershire"]


@pytest.mark.parametrize("starts_on", [None, date(2026, 9, 15)])
def test_database_refuses_two_hubs_for_an_authority_on_one_day(cast, served, starts_on):
    with pytest.raises(DatabaseError, match="one_hub_an_authority_and_day"), transaction.atomic():
        AuthorityPeriod.objects.create(
            authority=served, hub=cast.other.hub, starts_on=starts_on, ends_on=date(2026, 10, 31)
        )


@pytest.mark.parametrize("day", [date(2030, 1, 1), SINCE])
def test_authority_cannot_move_on_a_day_to_come_or_before_its_last_move(cast, served, now, day):
    if day == SINCE:
        served = move_authority(served, hub=cast.other.hub, starts_on=SINCE, by=cast.admin, now=now)
    target = cast.hub if day == SINCE else cast.other.hub
    with pytest.raises(CannotChangeHistory):
        move_authority(served, hub=target, starts_on=day, by=cast.admin, now=now)


def test_only_programme_administrators_change_a_hubs_history(cast, served, now):
    for person in (cast.lead, cast.auditor, cast.other.lead):
        with pytest.raises(PermissionDenied):
            change_hub_name(cast.hub, name="Two Rivers", starts_on=SINCE, by=person, now=now)
        with pytest.raises(PermissionDenied):
            move_authority(served, hub=cast.other.hub, starts_on=SINCE, by=person, now=now)


def test_pages_rename_a_hub_move_an_authority_and_show_both_by_date(cast, served, client_of):
    admin, hub = client_of(cast.admin), cast.hub
    name = reverse("schools:hub-name", args=[hub.pk])
    assert (
        "Enter the first day of the new name"
        in admin.post(name, {"name": "Two Rivers", "what": "changed"}).content.decode()
    )
    admin.post(name, {"name": "Two Rivers", "what": "changed", "starts_on": "1 October 2026"})
    move = reverse("schools:move-authority", args=[served.pk])
    assert "Choose the hub that serves it." in admin.post(move, {}).content.decode()
    admin.post(move, {"hub": cast.other.hub.pk, "starts_on": "1 October 2026"})
    page = strip_tags(client_of(cast.auditor).get(reverse("schools:hub-history", args=[hub.pk])).content.decode())
    for text in ("Two Rivers", "Rivermead", "until Wed 30 Sep 2026", "Rivershire"):
        assert text in page
    assert client_of(cast.lead).get(name).status_code == 403
    assert client_of(cast.advocate).get(reverse("schools:hub-history", args=[hub.pk])).status_code == 403
