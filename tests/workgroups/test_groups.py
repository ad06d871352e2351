"""Schools join, move and leave with dates; a year's meetings are made at once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.db import DatabaseError, transaction
from django.urls import reverse
from icalendar import Calendar

from schools.closed_days import bank_holidays
from sustaining.common.years import AcademicYear
from sustaining.outbox.models import Email
from sustaining.workgroups import actions
from sustaining.workgroups.actions import GroupNotPossible, NewMeeting
from sustaining.workgroups.models import Membership
from sustaining.workgroups.series import day_problem, proposals

from .conftest import BEGINS

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def test_leaving_school_loses_its_invitations_and_is_emailed(our_meeting, cast, now):
    membership = Membership.objects.get()
    actions.leave_group(membership, on=date(2026, 12, 1), by=cast.hubadmin, now=now)
    assert set(our_meeting.invitations.live().values_list("user", flat=True)) == {cast.specialist.pk}
    emails = Email.objects.filter(kind="meeting_withdrawn")
    assert emails.count() == 2
    assert all("METHOD:CANCEL" in email.calendar for email in emails)


def test_school_leaving_after_a_meeting_keeps_its_invitations(our_meeting, cast, now):
    actions.leave_group(Membership.objects.get(), on=date(2026, 12, 17), by=cast.hubadmin, now=now)
    assert our_meeting.invitations.live().count() == 3


def test_moving_school_is_invited_by_the_new_group_only(our_group, our_meeting, cast, now):
    other = actions.set_up_group(cast.hub, project=cast.project, name="Work Group C", by=cast.hubadmin, now=now)
    there = actions.add_meeting(other, starts_at=BEGINS, ends_at=BEGINS + timedelta(hours=1), by=cast.hubadmin, now=now)
    actions.move_school(Membership.objects.get(), to=other, on=date(2026, 12, 1), by=cast.hubadmin, now=now)
    assert there.invitations.live().count() == 2
    assert our_meeting.invitations.live().count() == 1
    with pytest.raises(GroupNotPossible):
        actions.move_school(other.memberships.get(), to=other, on=date(2026, 12, 2), by=cast.hubadmin, now=now)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2027, 9, 1)])
def test_leaving_on_a_day_outside_the_year_is_refused(our_group, cast, now, day):
    with pytest.raises(GroupNotPossible, match="Date must be"):
        actions.leave_group(Membership.objects.get(), on=day, by=cast.hubadmin, now=now)


def test_overlapping_memberships_are_refused_by_the_database(our_group, cast, now):
    membership = Membership.objects.get()
    other = actions.set_up_group(cast.hub, project=cast.project, name="Work Group C", by=cast.hubadmin, now=now)
    Membership.objects.filter(pk=membership.pk).update(starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 1))
    span = {"group": other, "participation": membership.participation}
    for starts, ends in (
        (date(2026, 11, 1), date(2026, 11, 5)),
        (date(2026, 9, 5), date(2026, 10, 2)),
        (date(2026, 11, 30), None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Membership.objects.bulk_create([Membership(**span, starts_on=starts, ends_on=ends)])
    Membership.objects.create(**span, starts_on=date(2026, 12, 1))


def test_day_problem_names_bank_holidays_and_weekends():
    assert "Spring" in day_problem(date(2027, 5, 31))
    assert "Good Friday" in day_problem(date(2027, 3, 26))
    assert "weekend" in day_problem(date(2026, 12, 5))
    assert day_problem(date(2026, 12, 7)) == ""


@pytest.mark.parametrize("weekday", range(5))
@pytest.mark.parametrize("start", [2024, 2026, 2027])
def test_proposals_give_a_school_day_in_every_half_term(our_group, weekday, start):
    year = AcademicYear(start)
    proposed = proposals(our_group.hub, year, weekday=weekday, week=3, after=year.starts)
    days = [proposal.day for proposal in proposed]
    assert len(days) == 6
    assert all(day and day.weekday() == weekday and day not in bank_holidays(start) for day in days)
    assert all(proposal.day in proposal.half_term for proposal in proposed)


def test_series_of_meetings_is_announced_in_one_email(our_group, cast, now):
    days = (date(2026, 12, 2), date(2027, 2, 3), date(2027, 4, 21))  # both sides of the clock change
    new = [
        NewMeeting(
            f"Meeting of {day:%B}", datetime.combine(day, time(16), LONDON), datetime.combine(day, time(18), LONDON)
        )
        for day in days
    ]
    made = actions.plan_series(our_group, meetings=[*new, NewMeeting("Visit")], by=cast.specialist, now=now)
    assert [meeting.state for meeting in made] == ["scheduled"] * 3 + ["tba"]
    mails = Email.objects.filter(kind="meetings_planned")
    assert mails.count() == 3
    assert not Email.objects.filter(kind="meeting_date").exists()
    text = mails[0].calendar
    events = Calendar.from_ical(text).walk("VEVENT")
    assert [event.decoded("dtstart").astimezone(LONDON).hour for event in events] == [16, 16, 16]
    assert len(vobject.readOne(text).contents["vevent"]) == 3
    assert "Wednesday 21 April 2027, 4pm" in mails[0].text


def test_series_check_page_refuses_bank_holiday_until_changed(our_group, cast, client_of):
    client, url = client_of(cast.specialist), reverse("workgroups:series", args=[our_group.pk])
    page = client.post(url, {"weekday": "0", "week": "3", "start": "4pm", "end": "6pm", "mode": "in_person"})
    rows = page.context["rows"]
    assert [bool(form.initial["is_held"]) for form in rows] == [False, True, True, True, True, True]
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    for number, day in enumerate(("25/1/2027", "31/5/2027")):
        data |= {f"form-{number}-{name}": value for name, value in {
            "is_held": "on", "date": day, "start": "4pm", "end": "6pm", "mode": "in_person"}.items()}  # fmt: skip
    page = client.post(url, data)
    assert "Meeting 2: 31 May is a bank holiday" in page.content.decode()
    assert not our_group.meetings.exists()
    client.post(url, {**data, "form-1-date": "7/6/2027"})
    assert our_group.meetings.count() == 2


@pytest.mark.parametrize(
    "fields", [{"weekday": "9"}, {"week": "x"}, {"start": ""}, {"form-TOTAL_FORMS": "x"}, {"form-TOTAL_FORMS": "999"}]
)
def test_series_with_invalid_fields_creates_no_meetings(our_group, cast, client_of, fields):
    page = client_of(cast.specialist).post(reverse("workgroups:series", args=[our_group.pk]), fields)
    assert page.status_code == 200
    assert not our_group.meetings.exists()
