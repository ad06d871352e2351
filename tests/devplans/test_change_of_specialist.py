"""When a school's Specialist changes, open work goes to whoever may do it, and leaves the desk of whoever may not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from devplans.actions import planning, sessions
from devplans.choices import ProposalState, SessionState
from devplans.models import Proposal, Session
from devplans.session_kinds import SessionKind
from specialists.actions import assign_specialist
from specialists.models import Assignment
from sustaining.common.permissions import may
from sustaining.outbox.models import Email
from tests.desks import finder_todos
from tests.devplans.test_planning import plan, propose
from tests.factories import SpecialistFactory

pytestmark = pytest.mark.django_db
DONE = "We planned two lessons on ratio."


@pytest.fixture
def successor(cast):
    return SpecialistFactory(home_school=cast.home_school, hubs=[cast.hub])


def log(cast, now) -> Session:
    data = sessions.SessionData(
        kind=SessionKind.LED_PD, held_on=now.date(), length=Decimal("0.5"), what_happened=DONE, topic="Ratio",
        specialist=cast.specialist_record, advocates=[cast.advocacy],
    )  # fmt: skip
    return sessions.log_session(cast.participation, data=data, client_key=uuid4(), by=cast.advocate, now=now)


def change(cast, specialist, now) -> Assignment:
    return assign_specialist(cast.participation, specialist=specialist, days=Decimal(1), by=cast.lead, now=now)


def desk(name, person, now) -> int:
    return len(finder_todos(name, person, now))


def test_school_s_dates_wait_for_the_new_specialist(cast, successor, now):
    proposal = propose(cast, now)
    change(cast, successor, now)
    proposal.refresh_from_db()
    assert (proposal.specialist, proposal.state) == (successor, ProposalState.OPEN)
    assert desk("dates to answer", cast.specialist, now) == 0
    assert desk("dates to answer", successor.user, now) == 1
    assert may(successor.user, "devplans.answer_proposal", proposal)
    assert Email.objects.filter(kind="proposal_made", user=successor.user).exists()
    planning.accept_proposal(proposal, time=proposal.times.first(), by=successor.user, now=now)


def test_dates_of_the_specialist_before_are_withdrawn(cast, successor, now):
    proposal = propose(cast, now, by=cast.specialist)
    change(cast, successor, now)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    assert desk("dates to answer", cast.advocate, now) == 0


def test_dates_proposed_on_the_day_of_the_change_are_the_new_specialists(cast, successor, now):
    change(cast, successor, now)
    assert propose(cast, now, by=successor.user).specialist == successor


def test_planned_session_passes_on_after_weeks_without_a_specialist(cast, successor, now):
    session = plan(cast, now)
    ended = now.date() - timedelta(days=1)
    Assignment.objects.filter(pk=cast.assignment.pk).update(starts_on=ended - timedelta(days=30), ends_on=ended)
    change(cast, successor, now)
    session.refresh_from_db()
    assert session.specialist == successor
    assert Email.objects.get(kind="session_passed_on").user == cast.specialist
    assert Email.objects.filter(kind="session_people").count() == 3


def test_session_to_confirm_goes_to_the_successor_and_without_one_to_the_hub_lead(cast, successor, now):
    session = log(cast, now)
    assert desk("sessions to confirm", cast.specialist, now) == 1
    yesterday = now.date() - timedelta(days=1)
    Assignment.objects.filter(pk=cast.assignment.pk).update(starts_on=yesterday, ends_on=yesterday)
    people = {"specialist": cast.specialist, "successor": successor.user, "lead": cast.lead, "hubadmin": cast.hubadmin}

    def confirmers() -> set[str]:
        listed = {name for name, person in people.items() if desk("sessions to confirm", person, now)}
        assert listed == {name for name, person in people.items() if may(person, "devplans.confirm_session", session)}
        return listed

    assert confirmers() == {"lead"}
    assert sessions.people_to_confirm(session, now) == [cast.lead]
    change(cast, successor, now)
    assert confirmers() == {"successor"}
    assert sessions.people_to_confirm(session, now) == [successor.user]
    sessions.confirm_session(session, by=successor.user, now=now)
    session.refresh_from_db()
    assert (session.state, session.specialist) == (SessionState.CONFIRMED, cast.specialist_record)


def test_session_to_log_leaves_the_desk_of_the_specialist_before(cast, successor, now):
    session = plan(cast, now)
    later = session.ends_at + timedelta(hours=1)
    yesterday = now.date() - timedelta(days=1)
    Assignment.objects.filter(pk=cast.assignment.pk).update(starts_on=yesterday, ends_on=yesterday)
    assert desk("sessions to log", cast.specialist, later) == 0
    assert desk("sessions to log", cast.advocate, later) == 1
    assert Proposal.objects.filter(session=session).exists()
