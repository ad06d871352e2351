"""Schools' years from before their hub used the site: recorded as they ended, and taken back as a list. Nobody is emailed."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse

from funding.models import Grant
from funding.reconciliation import differences
from schools.actions import enrol_school, record_past_year
from schools.actions.past_years import NotPast, PastYear
from schools.choices import ParticipationState
from schools.models import Advocate, Participation, Project, SchoolContact
from sustaining.accounts.models import User
from sustaining.common.file_checks import check_waiting_files
from sustaining.common.sheet_uploads import check_sheet
from sustaining.common.years import AcademicYear
from sustaining.onboarding import actions
from sustaining.onboarding.actions import CannotUndo
from sustaining.onboarding.choices import OpeningKind
from sustaining.onboarding.models import OpeningUpload
from sustaining.onboarding.opening_columns import template_rows
from sustaining.onboarding.openings import check_openings
from sustaining.outbox.models import Email
from sustaining.reports import figures
from sustaining.reports.filters import ReportFilter
from tests.cast import as_advocate
from tests.factories import SchoolFactory, UserFactory
from tests.onboarding.test_opening_payments import bring_in as bring_in_payments
from tests.onboarding.test_opening_payments import line as payment_line
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
HEADINGS = (
    "URN", "Year", "Outcome", "Last day", "Reason", "Advocate 1 name", "Advocate 1 email", "Advocate 2 name",
    "Headteacher name", "Headteacher email",
)  # fmt: skip


@pytest.fixture
def past(cast: Any) -> Project:
    """The Sustaining project of last year."""
    return Project.objects.create(
        code="NCP25-14", title="Sustaining", academic_year=2025, stage="sustaining", release_grant=Decimal(1000)
    )


@pytest.fixture
def school(cast: Any) -> Any:
    return SchoolFactory(hub=cast.hub, name="Long Standing School")


def line(school: Any, outcome: str = "Completed", **values: Any) -> dict[str, Any]:
    return {"URN": school.urn, "Year": "2025/26", "Outcome": outcome, **values}


def upload(house: Any, rows: list[dict[str, Any]], now: Any) -> OpeningUpload:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    file = check_sheet("years.csv", out.getvalue().encode())
    listed = actions.upload_openings(house.hub, kind=OpeningKind.YEARS, file=file, by=house.lead, now=now)
    check_waiting_files()
    listed.refresh_from_db()
    assert listed.is_mapped, (listed.refusal, listed.headings)
    return listed


def bring_in(house: Any, rows: list[dict[str, Any]], now: Any) -> OpeningUpload:
    listed = upload(house, rows, now)
    seen = check_openings(listed, house.lead, now).fingerprint
    actions.save_openings(listed, seen=seen, by=house.lead, now=now)
    listed.refresh_from_db()
    return listed


def explain(house: Any, rows: list[dict[str, Any]], now: Any) -> list[str]:
    checked = check_openings(upload(house, rows, now), house.lead, now)
    return [f"{row.verdict}: {' '.join(row.why)}" for row in checked.rows]


PEOPLE = {
    "Advocate 1 name": "Ann Earlier", "Advocate 1 email": "ann.earlier@school.example", "Advocate 2 name": "Ben Unknown",
    "Headteacher name": "Hal Earlier", "Headteacher email": "hal.earlier@school.example",
}  # fmt: skip


def test_completed_year_is_recorded_with_people_whose_posts_have_ended(cast, now, past, school):
    emails = Email.objects.count()
    listed = bring_in(cast, [line(school, **PEOPLE, **{"Last day": "17/07/2026"})], now)
    year = Participation.objects.get(school=school)
    assert (year.state, year.ended_on, year.hub, year.project) == ("completed", date(2026, 7, 17), cast.hub, past)
    assert (year.enrolled_at.date(), year.enrolled_by) == (date(2025, 9, 1), cast.lead)
    advocate = Advocate.objects.get(school=school)
    assert (advocate.user.email, advocate.starts_on, advocate.ends_on) == (
        "ann.earlier@school.example", date(2025, 9, 1), date(2026, 7, 17),
    )  # fmt: skip
    assert SchoolContact.objects.get(school=school).role == "headteacher"
    assert not User.objects.filter(full_name="Ben Unknown").exists()
    assert not advocate.user.has_usable_password()
    assert Email.objects.count() == emails
    grant = Grant.objects.get(participation=year)
    assert (grant.amount, grant.paid, bool(grant.closed_at)) == (0, 0, True)
    assert not hasattr(school, "plan")
    assert listed.made == [{"participation": year.pk, "line": 2}]
    assert list(differences()) == []


def test_withdrawn_year_counts_as_withdrawn_in_its_year(cast, now, past, school):
    bring_in(cast, [line(school, "withdrew", **{"Last day": "14/03/2026", "Reason": "No cover."})], now)
    year = Participation.objects.get(school=school)
    assert (year.state, year.ended_on, year.end_reason) == ("withdrawn", date(2026, 3, 14), "No cover.")
    taking_part = figures.taking_part(ReportFilter(cast.lead, AcademicYear(2025), now.date()))
    assert (taking_part["withdrawn"], taking_part["schools"]) == (1, 0)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"Outcome": "so so"}, "problem: Enter how the year ended: completed or withdrew."),
        ({"Outcome": "withdrew"}, "problem: Enter the day on which the school withdrew"),
        ({"Last day": "17/07/2025"}, "problem: Last day must be in 2025/26, after Mon 1 Sep 2025."),
        ({"Last day": "summer"}, "problem: Enter the last day as a date"),
        ({"Year": "2026/27"}, "problem: “2026/27” isn’t a project or year that is over."),
        ({"Year": "2019/20"}, "problem: “2019/20” isn’t a project or year that is over."),
        ({"Advocate 1 email": "x@school.example"}, "problem: Enter the name of Advocate 1."),
        ({"Advocate 1 name": "Ann", "Advocate 1 email": "x"}, "problem: Ann: Enter an email address"),
        (
            {"Advocate 2 name": "Ben"},
            "add: Ben is not recorded: there is no email address. Completed on Mon 31 Aug 2026.",
        ),
        ({}, "add: Completed on Mon 31 Aug 2026."),
    ],
)
def test_each_row_says_what_it_would_do_or_what_is_wrong(cast, now, past, school, values, sentence):
    assert sentence in explain(cast, [{**line(school), **values}], now)[0]


def test_year_that_is_known_is_not_recorded_twice(cast, now, past, school):
    first, second = explain(cast, [line(school), line(school)], now)
    assert first.startswith("add")
    assert second == "problem: Same school and year as row 2."
    bring_in(cast, [line(school)], now)
    assert explain(cast, [line(school)], now) == ["known: Recorded already: completed. Nothing will change."]


def shown(house: Any, year: int) -> Any:
    """What reports say of a year."""
    report = ReportFilter(house.lead, AcademicYear(year), date(2026, 11, 24))
    return (
        figures.taking_part(report), figures.sessions(report), figures.money(report), figures.days(report),
        figures.attendance(report), figures.plans(report),
    )  # fmt: skip


def test_this_years_figures_and_desks_stay_as_they_are(cast, now, past, school, client_of):
    people = (cast.lead, cast.hubadmin, cast.specialist, cast.advocate)

    def desks() -> list[str]:
        pages = [client_of(person).get(reverse("desk:todo")) for person in people]
        return [task.item.title for page in pages for task in page.context["tasks"].shown]

    before, to_do = shown(cast, 2026), desks()
    past_before = figures.taking_part(ReportFilter(cast.lead, AcademicYear(2025), now.date()))
    bring_in(cast, [line(school, **PEOPLE), line(cast.school)], now)
    assert shown(cast, 2026) == before
    assert desks() == to_do
    past_after = figures.taking_part(ReportFilter(cast.lead, AcademicYear(2025), now.date()))
    assert past_after["schools"] == past_before["schools"] + 2
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT COUNT(DISTINCT p.school_id) FROM schools_participation p
            JOIN schools_project j ON j.id = p.project_id
            WHERE j.academic_year = 2025 AND p.hub_id = %s AND p.state IN ('active', 'paused', 'completed')
            AND NOT p.entered_by_mistake""",
            [cast.hub.pk],
        )
        assert cursor.fetchone() == (past_after["schools"],)


def test_undoing_gives_the_same_figures_as_before_and_the_year_can_come_back(cast, now, past, school):
    before = shown(cast, 2025), shown(cast, 2026)
    rows = [line(school, **PEOPLE), line(cast.school, "withdrew", **{"Last day": "1/2/2026"})]
    listed = bring_in(cast, rows, now)
    assert (shown(cast, 2025), shown(cast, 2026)) != before
    emails = Email.objects.count()
    assert actions.undo_openings(listed, reason="Wrong list.", by=cast.lead, now=now) == 2
    assert (shown(cast, 2025), shown(cast, 2026)) == before
    assert Email.objects.count() == emails
    years = Participation.objects.filter(project=past)
    assert set(years.values_list("state", "entered_by_mistake", "end_reason")) == {("withdrawn", True, "Wrong list.")}
    bring_in(cast, rows, now + timedelta(hours=1))
    assert sorted(years.values_list("state", "entered_by_mistake")) == [("completed", False), ("withdrawn", False)]
    assert Grant.objects.filter(participation__project=past).count() == 2
    assert list(differences()) == []


def test_year_with_a_payment_is_not_undone(cast, now, past, school):
    listed = bring_in(cast, [line(school)], now)
    paid = payment_line(cast, "600", URN=school.urn, Year="2025/26", **{"Date paid": "1/3/2026"})
    payments = bring_in_payments(cast, [paid], now)
    grant = Grant.objects.get(participation__school=school)
    assert (grant.amount, grant.paid) == (600, 600)
    with (
        pytest.raises(CannotUndo, match="Long Standing School, NCP25-14 \\(1 payment brought in\\)"),
        transaction.atomic(),
    ):
        actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now)
    actions.undo_openings(payments, reason="Wrong.", by=cast.lead, now=now)
    grant.refresh_from_db()
    assert (grant.amount, grant.paid) == (0, 0)
    assert actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now) == 1


def test_past_year_does_not_keep_a_school_from_being_enrolled(cast, now, past, school):
    bring_in(cast, [line(school)], now)
    advocates = [as_advocate(UserFactory(full_name=name), cast.project) for name in ("Una New", "Vic New")]
    assert enrol_school(school, project=cast.project, advocates=advocates, by=cast.lead, now=now).state == "active"


def test_years_of_schools_are_seen_on_their_pages(cast, now, past, school, client_of):
    listed = bring_in(cast, [line(school)], now)
    html = client_of(cast.lead).get(school.get_absolute_url()).content.decode()
    assert "NCP25-14" in html
    html = client_of(cast.auditor).get(listed.get_absolute_url()).content.decode()
    assert "NCP25-14, 2025/26: completed" in html
    html = client_of(cast.lead).get(reverse("onboarding:set-up", args=[cast.hub.pk])).content.decode()
    assert "1 past year of schools brought in" in html


def test_only_a_hub_lead_records_a_year_that_is_over(cast, now, past, school):
    completed = PastYear(ParticipationState.COMPLETED, date(2026, 7, 17))
    for person in (cast.hubadmin, cast.auditor, cast.advocate, cast.other.lead):
        with pytest.raises(PermissionDenied), transaction.atomic():
            record_past_year(cast.hub, school=school, project=past, past=completed, by=person, now=now)
    with pytest.raises(NotPast), transaction.atomic():
        record_past_year(cast.hub, school=school, project=cast.project, past=completed, by=cast.lead, now=now)


def test_template_has_an_example_that_can_be_read(cast, now, past):
    headings, rows = template_rows(OpeningKind.YEARS)
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    file = check_sheet("years.csv", out.getvalue().encode())
    listed = actions.upload_openings(cast.hub, kind=OpeningKind.YEARS, file=file, by=cast.lead, now=now)
    check_waiting_files()
    listed.refresh_from_db()
    assert listed.is_mapped
    assert len(listed.columns) == len(headings)


@at_two_sizes
def test_check_page_queries_do_not_grow_with_rows(cast, now, past, client_of, sizes, django_assert_max_num_queries):
    rows: list[dict[str, Any]] = []
    for number in sizes:
        while len(rows) < number:
            place = len(rows)
            person = {"Advocate 1 name": f"Ann {place}", "Advocate 1 email": f"ann{place}@school.example"}
            rows.append(line(SchoolFactory(hub=cast.hub), **person))
        listed = upload(cast, rows, now)
        with django_assert_max_num_queries(40):
            page = client_of(cast.lead).get(listed.get_absolute_url())
        assert f"Bring in {number} past year" in page.content.decode()
