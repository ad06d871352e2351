"""To-dos about plans and sessions: who sees each, what it says, and when it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from devplans.actions import planning, plans, reviews, sessions
from devplans.models import Plan, Proposal, Session
from devplans.review_terms import TermKey
from specialists.models import Assignment
from tests.conftest import TODAY
from tests.desks import finder_todos, todo_readers
from tests.permissions import SCHOOL_STAFF, SPECIALIST, STAFF

END_OF_TERM = datetime(2026, 12, 14, 10, tzinfo=TODAY.tzinfo)
SUMMER = datetime(2027, 6, 28, 10, tzinfo=TODAY.tzinfo)


@pytest.fixture
def plan(houses) -> Plan:
    """The first school's plan, agreed and reviewed this term."""
    return Plan.objects.get(school__urn=houses[0].urn)


@pytest.fixture
def session(houses) -> Session:
    """A session that the Advocate logged and the Specialist has not confirmed."""
    return Session.objects.get(pk=houses[0].session)


@pytest.fixture
def proposal(houses) -> Proposal:
    """Dates that the Advocate proposed."""
    return Proposal.objects.get(pk=houses[0].proposal)


def test_draft_plan_is_to_be_written_by_the_schools_people(cast, now):
    people = {**cast.people(), "admin": cast.admin}
    assert todo_readers("plans to write", people, now) == {"advocate", "advocate_two", "head"}
    (todo,) = finder_todos("plans to write", cast.head, now)
    assert todo.title == "Your development plan is a draft"
    assert todo.url == f"/plans/{cast.school.urn}/"


def test_shared_plan_is_to_be_agreed_by_the_specialist_who_supports_the_school_now(cast, now):
    plans.add_aim(
        cast.school.plan, title="Ratio", need_of="students", need="Seen.", big_ideas=[], horizon="this_year",
        success_criteria="Books.", by=cast.advocate, now=now,
    )  # fmt: skip
    plans.share_plan(cast.school.plan, by=cast.advocate, now=now)
    people = {**cast.people(), "admin": cast.admin}
    assert todo_readers("plans to write", people, now) == set()
    assert todo_readers("plans to agree", people, now) == SPECIALIST
    yesterday = now.date() - timedelta(days=1)
    Assignment.objects.filter(pk=cast.assignment.pk).update(starts_on=yesterday, ends_on=yesterday)
    assert todo_readers("plans to agree", people, now) == set(), "past support is read-only"


def test_review_and_reflection_are_due_from_two_weeks_before_the_end_of_term(houses, plan, now):
    _, _, people = houses
    name = "reviews and reflections of the term"
    assert todo_readers(name, people, now) == set(), "it is November"
    assert todo_readers(name, people, END_OF_TERM) == SCHOOL_STAFF
    (reflection,) = finder_todos(name, people["head"], END_OF_TERM)
    assert reflection.title == "What has changed this term, at Castle Hill School?", "its one aim has been reviewed"


def test_aim_that_was_not_reviewed_is_due_beside_the_reflection(houses, plan, now):
    _, _, people = houses
    plans.refine_plan(plan, by=people["advocate"], now=now)
    aim = plans.add_aim(
        plan, title="Proof", need_of="students", need="Seen.", big_ideas=[], horizon="this_year",
        success_criteria="Books.", by=people["advocate"], now=now,
    )  # fmt: skip
    plans.agree_plan(plan, by=people["specialist"], now=now)
    name = "reviews and reflections of the term"
    assert len(finder_todos(name, people["advocate"], END_OF_TERM)) == 2
    reviews.judge_aim(aim, term=TermKey(2026, "autumn"), colour="green", seen="Seen.", by=people["advocate"], now=now)
    assert len(finder_todos(name, people["advocate"], END_OF_TERM)) == 1


def test_evaluation_of_the_year_is_due_in_the_second_half_of_the_summer_term(houses, now):
    _, _, people = houses
    assert todo_readers("evaluations of the year", people, now) == set()
    assert todo_readers("evaluations of the year", people, SUMMER) == SCHOOL_STAFF
    (todo,) = finder_todos("evaluations of the year", people["head"], SUMMER)
    assert todo.title == "Complete the evaluation of the year for Castle Hill School"


def test_schools_that_have_not_evaluated_are_counted_for_their_hub_and_specialist(houses, now):
    _, _, people = houses
    name = "schools that have not reviewed or evaluated"
    assert todo_readers(name, people, now) == set()
    readers = todo_readers(name, people, SUMMER)
    assert readers >= STAFF | SPECIALIST
    assert not readers & (SCHOOL_STAFF | {"finance", "auditor", "stranger"})


def test_plan_of_last_year_is_to_be_opened_for_this_year(houses, plan, now):
    _, _, people = houses
    assert todo_readers("years to open", people, now) == set()
    Plan.objects.filter(pk=plan.pk).update(academic_year=2025)
    assert todo_readers("years to open", people, now) == SCHOOL_STAFF
    (todo,) = finder_todos("years to open", people["advocate"], now)
    assert todo.title == "Start 2026/27 in your development plan"


def test_logged_session_is_to_be_confirmed_by_its_specialist(houses, session, now):
    _, _, people = houses
    assert todo_readers("sessions to confirm", people, now) == SPECIALIST
    (todo,) = finder_todos("sessions to confirm", people["specialist"], now)
    assert todo.title == "Confirm a session with Castle Hill School"
    assert todo.since == session.logged_at
    sessions.confirm_session(session, by=people["specialist"], now=now)
    assert finder_todos("sessions to confirm", people["specialist"], now) == []


def test_session_that_was_queried_is_to_be_changed_by_the_school(houses, session, now):
    _, _, people = houses
    assert todo_readers("sessions to change", people, now) == set()
    sessions.ask_for_change(session, reason="A whole day.", by=people["specialist"], now=now)
    assert todo_readers("sessions to change", people, now) == SCHOOL_STAFF
    assert todo_readers("sessions to confirm", people, now) == set()


def test_planned_session_is_to_be_logged_when_its_time_is_over(houses, now):
    own, _, people = houses
    planned = Session.objects.get(pk=own.planned)
    assert todo_readers("sessions to log", people, planned.ends_at - timedelta(minutes=1)) == set()
    assert todo_readers("sessions to log", people, planned.ends_at) == SCHOOL_STAFF | SPECIALIST
    planning.cancel_session(planned, reason="Snow.", by=people["advocate"], now=now)
    assert todo_readers("sessions to log", people, planned.ends_at) == set()


def test_proposed_dates_are_answered_by_the_other_side(houses, proposal, now):
    _, _, people = houses
    assert todo_readers("dates to answer", people, now) == SPECIALIST, "the Advocate proposed them"
    Proposal.objects.filter(pk=proposal.pk).update(proposed_by=people["specialist"])
    assert todo_readers("dates to answer", people, now) == SCHOOL_STAFF, (
        "and no Specialist who supported the school before"
    )


def test_sessions_unconfirmed_after_two_weeks_are_counted_for_the_hub(houses, session, now):
    _, _, people = houses
    name, later = "sessions unconfirmed for two weeks", now + timedelta(days=15)
    assert todo_readers(name, people, now) == set()
    assert todo_readers(name, people, later) == STAFF
    (todo,) = finder_todos(name, people["hubadmin"], later)
    assert todo.title == "1 session is still unconfirmed after two weeks"
    assert todo.since == session.logged_at + timedelta(days=14)
    sessions.confirm_session(session, by=people["specialist"], now=now)
    assert todo_readers(name, people, later) == set()
