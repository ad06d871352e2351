"""To-dos about Work Groups: who sees each, what it says, and when it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sustaining.outbox.models import Email, EmailState
from sustaining.workgroups import actions
from sustaining.workgroups.choices import Rsvp
from sustaining.workgroups.models import GroupLead, Invitation, Meeting, WorkGroup
from tests.desks import finder_todos, todo_readers
from tests.factories import SpecialistFactory
from tests.permissions import ADMIN, SPECIALIST, STAFF

RUNNERS = STAFF | ADMIN


@pytest.fixture
def meeting(houses) -> Meeting:
    """A meeting in three days, of the hub's group."""
    return Meeting.objects.get(pk=houses[0].meeting)


def test_meeting_without_a_date_waits_for_those_who_set_up_meetings(houses, meeting, now):
    _, _, people = houses
    assert todo_readers("meetings without a date", people, now) == set()
    actions.add_meeting(meeting.group, title="Proof", by=people["hubadmin"], now=now)
    assert todo_readers("meetings without a date", people, now) == RUNNERS
    (todo,) = finder_todos("meetings without a date", people["lead"], now)
    assert todo.title.endswith("has no date yet")
    assert todo.detail == "Proof · 1 schools are waiting to hear"


@pytest.mark.parametrize(
    ("more", "ending"), [(1, " · 1 later meeting also needs a date"), (2, " · 2 later meetings also need dates")]
)
def test_later_meetings_without_a_date_are_counted_with_the_first(houses, meeting, now, more, ending):
    _, _, people = houses
    for _number in range(more + 1):
        actions.add_meeting(meeting.group, by=people["hubadmin"], now=now)
    (todo,) = finder_todos("meetings without a date", people["lead"], now)
    assert todo.detail.endswith(ending)


def test_meeting_without_a_date_is_forgotten_when_its_year_is_over(houses, meeting, now):
    _, _, people = houses
    actions.add_meeting(meeting.group, by=people["hubadmin"], now=now)
    year = meeting.group.project.year
    last_day = now.replace(year=year.ends.year, month=year.ends.month, day=year.ends.day)
    assert todo_readers("meetings without a date", people, last_day) == RUNNERS
    assert todo_readers("meetings without a date", people, last_day + timedelta(days=1)) == set()


def test_many_groups_without_dates_are_one_to_do(cast, now):
    for number in range(5):
        group = actions.set_up_group(
            cast.hub, project=cast.project, name=f"Group {number}", leads=[cast.specialist_record],
            by=cast.hubadmin, now=now,
        )  # fmt: skip
        actions.add_meeting(group, by=cast.hubadmin, now=now)
    assert WorkGroup.objects.count() == 5
    (todo,) = finder_todos("meetings without a date", cast.hubadmin, now)
    assert todo.title == "5 Work Groups have meetings without a date"
    assert todo.detail.endswith("and 2 more")


def test_register_is_open_for_those_who_run_the_meeting_once_it_is_over(houses, meeting, now):
    _, _, people = houses
    name = "registers open"
    assert todo_readers(name, people, meeting.ends_at) == set()
    assert todo_readers(name, people, meeting.ends_at + timedelta(minutes=1)) == RUNNERS | SPECIALIST


def test_register_of_a_group_that_the_specialist_no_longer_leads_is_not_theirs(houses, meeting, now):
    _, _, people = houses
    meeting.group.lead_links.all().delete()
    over = meeting.ends_at + timedelta(minutes=1)
    assert todo_readers("registers open", people, over) == RUNNERS


def test_invitation_waits_for_an_answer_until_it_is_given_or_the_meeting_begins(houses, meeting, now):
    _, _, people = houses
    assert todo_readers("invitations to answer", people, now) == {"advocate", "specialist"}
    assert todo_readers("invitations to answer", people, meeting.starts_at) == set()
    Invitation.objects.filter(meeting=meeting, user=people["advocate"]).update(rsvp=Rsvp.COMING, answered_at=now)
    assert todo_readers("invitations to answer", people, now) == {"specialist"}
    (todo,) = finder_todos("invitations to answer", people["specialist"], now)
    assert todo.title == f"Are you going to {meeting}?"


def test_invitation_of_a_group_with_two_leads_is_listed_once(houses, cast, meeting, now):
    _, _, people = houses
    second = SpecialistFactory(hubs=[cast.hub])
    GroupLead.objects.create(group=meeting.group, specialist=second)
    assert len(finder_todos("invitations to answer", people["advocate"], now)) == 1
    assert len(finder_todos("invitations to answer", people["specialist"], now)) == 1


def test_email_that_failed_waits_for_those_who_manage_it_until_it_is_set_aside(houses, meeting, now):
    own, _, people = houses
    Email.objects.filter(pk=own.email).update(state=EmailState.FAILED, settled_at=now, last_answer="550 unknown")
    name = "emails not delivered"
    assert todo_readers(name, people, now) == RUNNERS | SPECIALIST
    (todo,) = finder_todos(name, people["specialist"], now)
    assert todo.title.endswith(f"{people['advocate']} was not delivered")
    assert todo.detail.endswith("550 unknown")
    Email.objects.filter(pk=own.email).update(set_aside_at=now)
    assert todo_readers(name, people, now) == set()
