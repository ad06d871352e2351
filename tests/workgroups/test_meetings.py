"""A Work Group's meetings: announced, moved, cancelled, held; told to those who must know, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from icalendar import Calendar, Timezone
from lxml import html

from sustaining.common.calendars import LONDON_RULES
from sustaining.common.errors import DomainError, WrongState
from sustaining.outbox.models import Email
from sustaining.workgroups import actions
from sustaining.workgroups.actions import DateNotPossible, GroupNotPossible
from sustaining.workgroups.calendars import meeting_calendar
from sustaining.workgroups.choices import Mark, MeetingState, Mode, Rsvp
from sustaining.workgroups.models import MEETING_MOVES, Attendance, Meeting
from tests.cast import enrol_another

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")


def at(day: int, month: int, hour: int = 16, year: int = 2026) -> datetime:
    """A moment in London."""
    return datetime(year, month, day, hour, tzinfo=LONDON)


@pytest.fixture
def group(cast, now):
    work_group = actions.set_up_group(
        cast.hub, project=cast.project, name="Work Group B", leads=[cast.specialist_record], by=cast.hubadmin, now=now
    )
    actions.join_group(work_group, participation=cast.participation, by=cast.hubadmin, now=now)
    return work_group


@pytest.fixture
def tba(group, cast, now):
    return actions.add_meeting(group, title="Ratio", by=cast.hubadmin, now=now)


def announce(meeting, cast, now, start=None, **fields):
    begins = start or at(9, 12)
    times = {
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=2),
        "mode": Mode.IN_PERSON,
        "place": "Castle Hill",
    }
    return actions.announce_meeting(meeting, **{**times, **fields}, by=cast.hubadmin, now=now)


def mails(template: str) -> list[Email]:
    return list(Email.objects.filter(kind=template).order_by("to"))


def entry(email: Email):
    """The event in the mail's calendar file, and its METHOD."""
    calendar = Calendar.from_ical(email.calendar)
    (event,) = calendar.walk("VEVENT")
    return event, str(calendar["METHOD"])


def test_meeting_without_date_notifies_nobody(tba):
    assert tba.state == MeetingState.TO_BE_ANNOUNCED
    assert not mails("meeting_date")
    assert not tba.invitations.exists()


def test_announced_meeting_emails_members_and_leads_a_calendar_file(tba, cast, now):
    meeting = announce(tba, cast, now)
    emails = mails("meeting_date")
    assert {email.to for email in emails} == {cast.advocate.email, cast.advocate_two.email, cast.specialist.email}
    event, method = entry(emails[0])
    assert method == "REQUEST"
    assert event.decoded("dtstart") == at(9, 12)
    assert event.decoded("dtstart").utcoffset() == timedelta(0)
    assert int(event["SEQUENCE"]) == meeting.sequence
    assert "BEGIN:VTIMEZONE" in emails[0].calendar


def test_moved_meeting_keeps_uid_and_raises_sequence(tba, cast, now):
    meeting = announce(tba, cast, now)
    first, _ = entry(mails("meeting_date")[0])
    actions.move_meeting(
        meeting, starts_at=at(10, 12), ends_at=at(10, 12, 18), mode=Mode.ONLINE, joining_link="https://meet.example/x",
        by=cast.hubadmin, now=now,
    )  # fmt: skip
    second, method = entry(mails("meeting_moved")[0])
    assert len(mails("meeting_moved")) == 3
    assert (second["UID"], method) == (first["UID"], "REQUEST")
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
    assert "https://meet.example/x" in str(second["LOCATION"])


@pytest.mark.parametrize("year", [2024, 2026, 2031])
def test_calendar_time_zone_rules_match_london_summer_time(year):
    zone = Timezone.from_ical(LONDON_RULES).to_tz(lookup_tzid=False)
    for month, day in ((1, 15), (3, 28), (4, 2), (7, 1), (10, 24), (11, 2)):
        noon = datetime(year, month, day, 12)  # noqa: DTZ001
        assert noon.replace(tzinfo=zone).utcoffset() == noon.replace(tzinfo=LONDON).utcoffset()


def test_cancelled_meeting_emails_a_cancelling_calendar_entry(tba, cast, now):
    meeting = announce(tba, cast, now)
    actions.cancel_meeting(meeting, reason="Snow", by=cast.hubadmin, now=now)
    event, method = entry(mails("meeting_cancelled")[0])
    assert (method, str(event["STATUS"])) == ("CANCEL", "CANCELLED")
    assert len(mails("meeting_cancelled")) == 3
    assert "Snow" in mails("meeting_cancelled")[0].text
    with pytest.raises(WrongState):
        actions.cancel_meeting(meeting, reason="Again", by=cast.hubadmin, now=now)


def test_cancelling_unannounced_meeting_emails_nobody(tba, cast, now):
    actions.cancel_meeting(tba, reason="Not needed", by=cast.hubadmin, now=now)
    assert not mails("meeting_cancelled")


def test_school_joining_later_is_invited_to_future_meetings(tba, group, cast, now):
    announce(tba, cast, now)
    participation = enrol_another(cast, 940001, "Late School", now)
    actions.join_group(group, participation=participation, by=cast.hubadmin, now=now)
    assert len(mails("meeting_date")) == 5


def test_school_in_a_second_group_of_the_project_is_refused(group, cast, now):
    second = actions.set_up_group(cast.hub, project=cast.project, name="Work Group C", by=cast.lead, now=now)
    with pytest.raises(GroupNotPossible):
        actions.join_group(second, participation=cast.participation, by=cast.lead, now=now)
    with pytest.raises(GroupNotPossible):
        actions.join_group(group, participation=cast.participation, by=cast.lead, now=now)


def test_school_of_another_hub_is_refused_by_group(group, cast, now):
    with pytest.raises((GroupNotPossible, PermissionDenied)):
        actions.join_group(group, participation=cast.other.participation, by=cast.hubadmin, now=now)


@pytest.mark.parametrize(
    ("start", "hours", "sentence"),
    [
        (at(9, 12), -1, "End time must be after the start time"), (at(9, 12), 0, "End time must be after the start time"),
        (at(9, 12), 13, "12 hours or shorter"), (at(1, 9, 16, 2027), 2, "must be in 2026/27"),
        (at(31, 8, 16, 2026), 2, "must be in 2026/27"),
    ],
)  # fmt: skip
def test_meeting_time_outside_its_limits_is_refused(tba, cast, now, start, hours, sentence):
    with pytest.raises(DateNotPossible, match=sentence):
        announce(tba, cast, now, start, ends_at=start + timedelta(hours=hours))
    tba.refresh_from_db()
    assert tba.state == MeetingState.TO_BE_ANNOUNCED


def test_invitation_is_answered_by_its_own_user_only(tba, cast, now):
    meeting = announce(tba, cast, now)
    invitation = meeting.invitations.get(user=cast.advocate)
    with pytest.raises(PermissionDenied):
        actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.hubadmin, now=now)
    actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.advocate, now=now)
    actions.answer_invitation(invitation, rsvp=Rsvp.APOLOGIES, by=cast.advocate, now=now)
    with pytest.raises(WrongState):
        actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.advocate, now=at(9, 12, 17))


def test_register_is_open_from_the_day_until_closed(tba, cast, now):
    meeting = announce(tba, cast, now)
    with pytest.raises(WrongState, match="opens on the day"):
        actions.mark_attendance(meeting, user=cast.advocate, mark=Mark.PRESENT, by=cast.specialist, now=now)
    with pytest.raises(WrongState, match="hasn’t started yet"):
        actions.hold_meeting(meeting, mark_rest=True, by=cast.specialist, now=now)
    on_the_day = at(9, 12, 18)
    for mark in (Mark.ABSENT, Mark.PRESENT):
        actions.mark_attendance(meeting, user=cast.advocate, mark=mark, by=cast.specialist, now=on_the_day)
    with pytest.raises(DomainError, match="invited"):
        actions.mark_attendance(meeting, user=cast.finance, mark=Mark.PRESENT, by=cast.specialist, now=on_the_day)
    assert Attendance.objects.get().mark == Mark.PRESENT
    actions.hold_meeting(meeting, mark_rest=True, by=cast.specialist, now=on_the_day)
    with pytest.raises(WrongState):
        actions.mark_attendance(meeting, user=cast.advocate, mark=Mark.ABSENT, by=cast.specialist, now=on_the_day)


def test_register_mark_with_htmx_returns_the_row(tba, cast, now, client_of):
    meeting = announce(tba, cast, now, now - timedelta(hours=1))
    url = reverse("workgroups:mark", args=[meeting.pk])
    for mark in ("present", "apologies"):
        tap = {"person": cast.advocate.pk, "mark": mark}
        answer = client_of(cast.specialist).post(url, tap, headers={"HX-Request": "true"})
        row = html.fromstring(answer.content.decode())
        assert row.xpath("//button[@aria-pressed='true']/@value") == [mark]


@pytest.mark.parametrize("person", ["", "x", "0", "9" * 40, "-3", "999999"])
def test_register_mark_with_invalid_person_changes_nothing(tba, cast, now, client_of, person):
    meeting = announce(tba, cast, now, now - timedelta(hours=1))
    url = reverse("workgroups:mark", args=[meeting.pk])
    for headers in ({}, {"HX-Request": "true"}):
        answer = client_of(cast.specialist).post(url, {"person": person, "mark": "present"}, headers=headers)
        assert answer.status_code in (200, 204, 302, 404)
    assert not Attendance.objects.exists()


def test_forbidden_meeting_moves_are_refused_in_raw_sql(tba, cast, now):
    for source, through in ((MeetingState.TO_BE_ANNOUNCED, ()), (MeetingState.CANCELLED, ("cancelled",))):
        for state in through:
            Meeting.objects.filter(pk=tba.pk).update(state=state)
        for target in MeetingState:
            if target != source and (source, target) not in MEETING_MOVES.pairs():
                with pytest.raises(DatabaseError), transaction.atomic():
                    Meeting.objects.filter(pk=tba.pk).update(state=target)


def test_meeting_without_date_has_no_calendar_file(tba, cast, now, client_of):
    with pytest.raises(ValueError, match="without a date can’t be added to a calendar"):
        meeting_calendar(tba, now=now)
    assert client_of(cast.lead).get(reverse("workgroups:meeting-calendar", args=[tba.pk])).status_code == 404


def test_joining_link_is_shown_to_members_only(tba, cast, now, client_of):
    meeting = announce(tba, cast, now, mode=Mode.ONLINE, joining_link="https://meet.example/secret")
    url = reverse("workgroups:meeting", args=[meeting.pk])
    assert b"meet.example/secret" in client_of(cast.advocate).get(url).content
    assert client_of(cast.finance).get(url).status_code == 404
    assert client_of(cast.other.advocate).get(url).status_code == 404


def times(**fields):
    return {
        "date": "9/12/2026",
        "start": "4pm",
        "end": "6pm",
        "mode": "in_person",
        "place": "",
        "joining_link": "",
        **fields,
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"date": ""}, {"date": "1/1/9999"}, {"date": "1/9/2027"}, {"start": "25:00"}, {"start": "13pm"}, {"end": "4pm"},
        {"end": ""}, {"mode": "by pigeon"}, {"mode": "online", "joining_link": "javascript:alert(1)"}, {"place": "x" * 201},
        {"start": "\x00"}, {"date": "٩/١٢/٢٠٢٦x"},
    ],
)  # fmt: skip
def test_meeting_time_with_invalid_fields_shows_form_errors(tba, cast, client_of, fields):
    page = client_of(cast.hubadmin).post(reverse("workgroups:schedule", args=[tba.pk]), times(**fields))
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    tba.refresh_from_db()
    assert tba.state == MeetingState.TO_BE_ANNOUNCED


def test_announcing_twice_sends_one_email_each(tba, cast, client_of):
    client, url = client_of(cast.hubadmin), reverse("workgroups:schedule", args=[tba.pk])
    for _ in range(2):
        client.post(url, times())
    assert len(mails("meeting_date")) == 3
    tba.refresh_from_db()
    assert tba.starts_at == at(9, 12)
