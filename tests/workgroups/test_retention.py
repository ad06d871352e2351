"""What meetings hold about people goes after its time, from rows and history; who came, and how many, stays."""

from __future__ import annotations

from datetime import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from schools.models import Advocate
from sustaining.accounts.models import User
from sustaining.common.retention import RETENTION_RULES, event_models, preview_retention
from sustaining.workgroups import actions
from sustaining.workgroups.feeds import LOOKS_BACK
from sustaining.workgroups.models import Attendance, CalendarFeed, Invitation
from tests.workgroups.conftest import BEGINS

pytestmark = pytest.mark.django_db


def at(year: int) -> time_machine.travel:
    return time_machine.travel(datetime(year, 11, 24, 10, tzinfo=BEGINS.tzinfo), tick=True)


def apply_retention() -> dict[str, int]:
    """Apply retention; what is left to go afterwards."""
    call_command("retention", "--apply", stdout=StringIO())
    return {rule.name: count for rule, count in preview_retention(datetime.now(BEGINS.tzinfo))}


def history_text(model: type) -> str:
    """All that the history of `model` says."""
    return str([list(events.objects.values()) for events in event_models(model)])


@pytest.fixture
def apologies(our_meeting, cast, now) -> Invitation:
    """Apologies for a reason that was later taken back, with a substitute, and a colleague who came along."""
    invitation = Invitation.objects.get(meeting=our_meeting, user=cast.advocate)
    actions.answer_invitation(
        invitation, rsvp="apologies", reason="At the hospital", substitute_name="Sam Stands",
        substitute_email="sam@demo.example", by=cast.advocate, now=now,
    )  # fmt: skip
    with time_machine.travel(BEGINS, tick=True):
        actions.add_colleague(
            our_meeting, name="Cora Came", participation=cast.participation, by=cast.hubadmin, now=BEGINS
        )
    return invitation


def test_retention_clears_reasons_then_names_and_keeps_figures(apologies, our_meeting):
    marks = our_meeting.attendances.count()
    with at(2027):
        apply_retention()
        apologies.refresh_from_db()
        assert apologies.reason == "At the hospital", "a full year after the year of the meeting"
    with at(2028):
        assert apply_retention()["apologies"] == 0
    apologies.refresh_from_db()
    assert (apologies.reason, apologies.rsvp) == ("", "apologies")
    assert "hospital" not in history_text(Invitation)
    assert User.objects.filter(full_name="Sam Stands").exists()
    with at(2029):
        left = apply_retention()
    assert (left["registers"], left["substitutes"]) == (0, 0)
    assert "Cora" not in history_text(Attendance)
    assert our_meeting.attendances.filter(name__startswith="Former colleague").count() == 1
    assert our_meeting.attendances.count() == marks
    assert not User.objects.filter(email="sam@demo.example").exists()
    assert User.objects.get(full_name="Former substitute").is_active is False
    assert "Sam Stands" not in history_text(User)


def test_retention_clears_withdrawn_reason_from_history(apologies, cast, now):
    actions.answer_invitation(apologies, rsvp="coming", by=cast.advocate, now=now)
    apologies.refresh_from_db()
    assert apologies.reason == ""
    assert "hospital" in history_text(Invitation)
    with at(2028):
        assert apply_retention()["apologies"] == 0
    assert "hospital" not in history_text(Invitation)


def test_retention_keeps_substitute_who_has_a_post(apologies, cast, now):
    person = User.objects.get(email="sam@demo.example")
    Advocate.objects.create(school=cast.school, user=person, starts_on=now.date())
    with at(2029):
        apply_retention()
    person.refresh_from_db()
    assert person.full_name == "Sam Stands"


def test_retention_removes_calendar_of_people_who_left(our_meeting, cast, now, client):
    feeds = [actions.renew_calendar(person, by=person, now=now) for person in (cast.advocate, cast.advocate_two)]
    Advocate.objects.filter(user=cast.advocate).update(ends_on=now.date())
    apply_retention()
    assert CalendarFeed.objects.count() == 2, "in the year in which they left it still says what was"
    with at(2027):
        assert apply_retention()["calendars"] == 0
        assert CalendarFeed.objects.get().user == cast.advocate_two
        assert [client.get(feed).status_code for feed in feeds] == [410, 200]
    assert LOOKS_BACK.days < 500
    assert RETENTION_RULES["calendars"].years == 0
