"""Every calendar file that the site sends keeps the MUSTs of RFC 5545 and 5546, and two parsers read it alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from devplans.actions import planning
from devplans.models import Session
from devplans.session_reminders import session_reminders
from schools.actions import NewAdvocate, hand_over
from schools.models import Hub
from sustaining.common.calendars import REQUEST, add_attendee, calendar_event, calendar_file
from sustaining.outbox.models import Email
from sustaining.workgroups import actions
from sustaining.workgroups.choices import Mode, Rsvp
from tests.calendars import assert_valid, moment
from tests.devplans.test_planning import plan

from .conftest import BEGINS

pytestmark = pytest.mark.django_db
ORGANISER = "mailto:no-reply@sustaining.invalid"


def assert_valid_for_all(calendar: str, to: str = "") -> None:
    """Compare our reading with icalendar's and vobject's."""
    events = [part for part in assert_valid(calendar, to=to).parts if part.name == "VEVENT"]
    second = vobject.readOne(calendar).contents["vevent"]
    third = Calendar.from_ical(calendar).walk("VEVENT")
    for event, by_vobject, by_icalendar in zip(events, second, third, strict=True):
        assert (event.value("UID"), event.value("SEQUENCE")) == (by_vobject.uid.value, by_vobject.sequence.value)
        assert (
            [moment(line) for line in event.all("DTSTART")]
            == [by_vobject.dtstart.value]
            == [by_icalendar.decoded("dtstart")]
        )
        assert not by_icalendar.errors


@pytest.mark.parametrize("contact", ["hub@demo.example", ""])
def test_every_email_with_a_calendar_is_valid(our_group, cast, now, contact):
    Hub.objects.filter(pk=cast.hub.pk).update(contact_email=contact, name='Émrys; "Rivermead", North: hub')
    our_group.hub.refresh_from_db()
    cast.participation.school.hub.refresh_from_db()
    times = {"starts_at": BEGINS, "ends_at": BEGINS + timedelta(hours=2)}
    meeting = actions.add_meeting(our_group, title="Ratio,\x0bagain; “now”", **times, by=cast.hubadmin, now=now)
    new = [
        actions.NewMeeting("", BEGINS + timedelta(days=day), BEGINS + timedelta(days=day, hours=1)) for day in (7, 14)
    ]
    actions.plan_series(our_group, meetings=new, by=cast.hubadmin, now=now)
    own = meeting.invitations.get(user=cast.advocate)
    actions.answer_invitation(own, rsvp=Rsvp.COMING, by=cast.advocate, now=now)
    later = {name: time + timedelta(hours=1) for name, time in times.items()}
    actions.move_meeting(meeting, **later, mode=Mode.IN_PERSON, place="x" * 90 + "é", by=cast.lead, now=now)
    membership = cast.participation.memberships.get()
    actions.leave_group(membership, on=now.date(), by=cast.lead, now=now)
    actions.join_group(our_group, participation=cast.participation, on=now.date(), by=cast.lead, now=now)
    actions.cancel_meeting(meeting, reason="Snow", by=cast.lead, now=now)
    session = plan(cast, now)
    planning.move_session(
        session, starts_at=session.starts_at + timedelta(hours=1), ends_at=session.ends_at + timedelta(hours=1),
        place="M3", by=cast.lead, now=now,
    )  # fmt: skip
    hand_over(
        cast.advocacy, to=NewAdvocate(full_name="Áine O’Neill", email="aine@demo.example"),
        last_day=now.date(), by=cast.lead, now=now,
    )  # fmt: skip
    planning.cancel_session(Session.objects.get(pk=session.pk), reason="Ill", by=cast.lead, now=now)
    emails = Email.objects.exclude(calendar="")
    assert {
        "meeting_date", "meeting_moved", "meeting_cancelled", "meeting_withdrawn", "meetings_planned", "session_planned",
        "session_moved", "session_people", "session_passed_on", "session_cancelled",
    } == set(emails.values_list("kind", flat=True))  # fmt: skip
    for email in emails:
        assert_valid_for_all(email.calendar, email.to)
        organisers = {part.value("ORGANIZER") for part in assert_valid(email.calendar).parts if part.name == "VEVENT"}
        assert organisers == {f"mailto:{contact}" if contact else ORGANISER}


def test_answer_is_kept_when_the_meeting_moves_on_its_day(our_meeting, cast, now):
    own = our_meeting.invitations.get(user=cast.advocate)
    actions.answer_invitation(own, rsvp=Rsvp.COMING, by=cast.advocate, now=now)
    times = {"starts_at": BEGINS + timedelta(hours=1), "ends_at": BEGINS + timedelta(hours=2)}
    actions.move_meeting(our_meeting, **times, mode=Mode.IN_PERSON, by=cast.lead, now=now)
    answers = {email.to: email.calendar for email in Email.objects.filter(kind="meeting_moved")}
    assert "PARTSTAT=ACCEPTED" in answers[cast.advocate.email].replace("\r\n ", "")
    assert "PARTSTAT=NEEDS-ACTION" in answers[cast.advocate_two.email].replace("\r\n ", "")


def test_reminder_of_a_session_is_a_request_under_its_present_sequence(cast, now):
    session = plan(cast, now)
    occasions = list(session_reminders(session.starts_at - timedelta(hours=3)))
    assert occasions
    for occasion in occasions:
        assert_valid_for_all(occasion.calendar(), occasion.to.email)


@given(name=st.text(), place=st.text(max_size=80), text=st.text())
def test_odd_text_never_breaks_a_calendar_file(name, place, text):
    event = calendar_event(
        "meeting", 1, sequence=0, now=BEGINS, starts=BEGINS, ends=BEGINS + timedelta(hours=1), organiser=(name, ""),
        summary=text, place=place, description=text, path="/meetings/1/",
    )  # fmt: skip
    add_attendee(event, name=name, address="a@b.example")
    assert_valid(calendar_file([event], about="Test", method=REQUEST), to="a@b.example")
