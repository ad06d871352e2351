"""The school that leads a hub changes on a day; reports of past years name the one of that year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from schools.actions import CannotChangeHistory, change_lead_school, correct_lead_school
from schools.lead_schools import lead_school_on, lead_school_spans
from schools.models import FormerLeadSchool, Hub
from sustaining.accounts.models import User
from tests.sign_in import sign_in_recently

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(cast) -> Hub:
    cast.hub.lead_school = "Alder School"
    cast.hub.save()
    return cast.hub


def test_lead_school_of_a_day_is_the_one_of_that_day(cast, hub, now):
    first = timezone.localdate(now) - timedelta(days=20)
    changed = change_lead_school(hub, name="Birch School", starts_on=first, by=cast.lead, now=now)
    assert changed.lead_school == "Birch School"
    days = (first - timedelta(days=1), first, first + timedelta(days=400))
    assert [lead_school_on(changed, day) for day in days] == ["Alder School", "Birch School", "Birch School"]
    spans = [(span.name, span.starts_on, span.ends_on) for span in lead_school_spans(changed)]
    assert spans == [("Birch School", first, None), ("Alder School", None, first - timedelta(days=1))]


def test_first_lead_school_has_no_school_before(cast, now):
    Hub.objects.filter(pk=cast.hub.pk).update(lead_school="")
    hub = change_lead_school(cast.hub, name="Alder School", starts_on=timezone.localdate(now), by=cast.lead, now=now)
    assert not FormerLeadSchool.objects.exists()
    assert [span.name for span in lead_school_spans(hub)] == ["Alder School"]


def test_change_in_future_or_before_the_last_change_is_refused(cast, hub, now):
    today = timezone.localdate(now)
    with pytest.raises(CannotChangeHistory, match="today or earlier"):
        change_lead_school(hub, name="Birch School", starts_on=today + timedelta(days=1), by=cast.lead, now=now)
    change_lead_school(hub, name="Birch School", starts_on=today - timedelta(days=9), by=cast.lead, now=now)
    with pytest.raises(CannotChangeHistory, match="Choose a later first day"):
        change_lead_school(hub, name="Cedar School", starts_on=today - timedelta(days=9), by=cast.lead, now=now)
    with pytest.raises(CannotChangeHistory, match="already leads the hub"):
        change_lead_school(hub, name="Birch School", starts_on=today, by=cast.lead, now=now)


def test_name_and_first_day_are_corrected(cast, hub, now):
    today = timezone.localdate(now)
    with pytest.raises(CannotChangeHistory, match="no first day to correct"):
        correct_lead_school(hub, name="Alder Academy", starts_on=today, by=cast.lead, now=now)
    assert correct_lead_school(hub, name="Alder Academy", by=cast.lead, now=now).lead_school == "Alder Academy"
    change_lead_school(hub, name="Birch School", starts_on=today, by=cast.lead, now=now)
    earlier = today - timedelta(days=30)
    corrected = correct_lead_school(hub, name="Birch Trust School", starts_on=earlier, by=cast.lead, now=now)
    assert lead_school_on(corrected, earlier) == "Birch Trust School"
    assert lead_school_on(corrected, earlier - timedelta(days=1)) == "Alder Academy"


def test_former_lead_school_stays(cast, hub, now):
    change_lead_school(hub, name="Birch School", starts_on=timezone.localdate(now), by=cast.lead, now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        FormerLeadSchool.objects.all().delete()


def test_only_a_lead_changes_the_lead_school(cast, hub, now):
    for person in (cast.hubadmin, cast.other.lead, cast.auditor):
        with pytest.raises(PermissionDenied):
            change_lead_school(hub, name="Birch", starts_on=timezone.localdate(now), by=person, now=now)


def test_page_changes_it_and_reports_of_past_years_name_the_school_of_that_year(cast, hub, client, now):
    sign_in_recently(client, cast.lead)
    page, today = reverse("schools:lead-school", args=[hub.pk]), timezone.localdate(now)
    data = {"name": "Birch School", "what": "changed", "starts_on": ""}
    assert "Enter the first day" in client.post(page, data).content.decode()
    assert client.post(page, {**data, "starts_on": f"{today:%d/%m/%Y}"}).status_code == 302
    settings = client.get(reverse("schools:hub-settings", args=[hub.pk])).content.decode()
    assert "Birch School" in settings
    assert "Alder School" in settings
    year = cast.project.academic_year
    for start, name in ((year, "Birch School"), (year - 1, "Alder School")):
        impact = client.get(reverse("reports:hub-impact", args=[hub.pk, start])).content.decode()
        assert f"led by {name}" in impact
    report = client.get(reverse("reports:report"), {"year": year}).content.decode()
    assert "led by Birch School" in " ".join(report.split())


@given(gaps=st.lists(st.integers(1, 500), min_size=1, max_size=6), day=st.integers(-600, 2000))
def test_spans_cover_every_day_once(gaps, day):
    start, names = date(2015, 9, 1), [f"School {number}" for number in range(len(gaps) + 1)]
    with transaction.atomic():
        hub = Hub.objects.create(name=f"Hub {len(gaps)}", region="North", lead_school=names[-1])
        ends = start
        for name, gap in zip(names, gaps, strict=False):
            ends += timedelta(days=gap)
            FormerLeadSchool.objects.create(
                hub=hub, name=name, ends_on=ends, changed_by=User.objects.system(), changed_at=timezone.now()
            )
        moment = start + timedelta(days=day)
        covering = [
            span.name for span in lead_school_spans(hub)
            if (span.starts_on is None or span.starts_on <= moment) and (span.ends_on is None or span.ends_on >= moment)
        ]  # fmt: skip
        assert covering == [lead_school_on(hub, moment)]
        transaction.set_rollback(True)
