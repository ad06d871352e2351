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


def let_go() -> dict[str, int]:
    """Apply retention; what is left to go afterwards."""
    call_command("retention", "--apply", stdout=StringIO())
    return {one.name: count for one, count in preview_retention(datetime.now(BEGINS.tzinfo))}


def told(model: type) -> str:
    """All that the history of `model` says."""
    return str([list(events.objects.values()) for events in event_models(model)])


@pytest.fixture
def sorry(our_meeting, cast, now) -> Invitation:
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


def test_the_reason_goes_first_then_the_names_and_the_figures_stay(sorry, our_meeting):
    marks = our_meeting.attendances.count()
    with at(2027):
        let_go()
        sorry.refresh_from_db()
        assert sorry.reason == "At the hospital", "a full year after the year of the meeting"
    with at(2028):
        assert let_go()["apologies"] == 0
    sorry.refresh_from_db()
    assert (sorry.reason, sorry.rsvp) == ("", "apologies")
    assert "hospital" not in told(Invitation)
    assert User.objects.filter(full_name="Sam Stands").exists()
    with at(2029):
        left = let_go()
    assert (left["registers"], left["substitutes"]) == (0, 0)
    assert "Cora" not in told(Attendance)
    assert our_meeting.attendances.filter(name__startswith="Former colleague").count() == 1
    assert our_meeting.attendances.count() == marks
    assert not User.objects.filter(email="sam@demo.example").exists()
    assert User.objects.get(full_name="Former substitute").is_active is False
    assert "Sam Stands" not in told(User)


def test_a_reason_that_was_taken_back_goes_from_the_history_too(sorry, cast, now):
    actions.answer_invitation(sorry, rsvp="coming", by=cast.advocate, now=now)
    sorry.refresh_from_db()
    assert sorry.reason == ""
    assert "hospital" in told(Invitation)
    with at(2028):
        assert let_go()["apologies"] == 0
    assert "hospital" not in told(Invitation)


def test_whoever_stood_in_and_has_a_post_by_now_stays(sorry, cast, now):
    person = User.objects.get(email="sam@demo.example")
    Advocate.objects.create(school=cast.school, user=person, starts_on=now.date())
    with at(2029):
        let_go()
    person.refresh_from_db()
    assert person.full_name == "Sam Stands"


def test_the_private_calendar_of_whoever_left_is_gone_by_the_next_september(our_meeting, cast, now, client):
    feeds = [actions.renew_calendar(person, by=person, now=now) for person in (cast.advocate, cast.advocate_two)]
    Advocate.objects.filter(user=cast.advocate).update(ends_on=now.date())
    let_go()
    assert CalendarFeed.objects.count() == 2, "in the year in which they left it still says what was"
    with at(2027):
        assert let_go()["calendars"] == 0
        assert CalendarFeed.objects.get().user == cast.advocate_two
        assert [client.get(feed).status_code for feed in feeds] == [410, 200]
    assert LOOKS_BACK.days < 500
    assert RETENTION_RULES["calendars"].years == 0
