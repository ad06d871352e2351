"""Emails about plans and sessions: conditions checked just before they are sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from devplans.actions import planning, plans, sessions, visits
from devplans.models import Plan
from schools.choices import ContactRole
from schools.models import Advocate, SchoolContact
from sustaining.outbox.actions import write_occasion
from sustaining.outbox.reminders import due
from tests.devplans.test_planning import offer, plan, propose
from tests.devplans.test_plans import add_aim
from tests.devplans.test_sessions import log
from tests.outbox.still_true import close_account, goes

pytestmark = pytest.mark.django_db


def remind(kind: str, moment) -> None:
    """Write the due emails of a kind."""
    for occasion in due(moment):
        if occasion.kind == kind:
            write_occasion(occasion, now=moment)


def test_confirmation_request_for_a_confirmed_session_is_not_sent(cast, now):
    session = log(cast, now)
    assert goes("session_to_confirm", now)
    sessions.confirm_session(session, by=cast.specialist, now=now)
    assert not goes("session_to_confirm", now)


def test_change_request_after_the_correction_is_not_sent(cast, now):
    session = log(cast, now)
    sessions.ask_for_change(session, reason="The length?", by=cast.specialist, now=now)
    assert goes("session_change", now)
    session.refresh_from_db()
    data = sessions.SessionData(
        kind=session.kind,
        planned_unit="sequence",
        held_on=session.held_on,
        length=session.length,
        what_happened="Five lessons.",
        specialist=cast.specialist_record,
        advocates=[cast.advocacy],
        colleagues=2,
    )
    sessions.correct_session(session, data=data, client_key=uuid4(), by=cast.advocate, now=now)
    assert not goes("session_change", now)
    assert goes("session_mended", now)


def test_session_email_is_sent_only_for_the_latest_time(cast, now):
    session = plan(cast, now)
    assert goes("session_planned", now)
    starts_at = session.starts_at + timedelta(days=1)
    planning.move_session(
        session, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place="M3", by=cast.advocate, now=now
    )
    assert not goes("session_planned", now)
    assert goes("session_moved", now)
    session.refresh_from_db()
    planning.cancel_session(session, reason="Ill.", by=cast.advocate, now=now)
    assert not goes("session_moved", now)
    assert goes("session_cancelled", now)


def test_session_reminder_to_a_leaver_is_not_sent(cast, now):
    session = plan(cast, now)
    moment = session.starts_at - timedelta(hours=20)
    remind("session_reminder", moment)
    assert goes("session_reminder", moment, user=cast.advocate)
    Advocate.objects.filter(user=cast.advocate).update(ends_on=now.date() - timedelta(days=1))
    assert not goes("session_reminder", moment, user=cast.advocate)
    assert goes("session_reminder", moment, user=cast.specialist)


def test_proposal_email_after_the_answer_is_not_sent(cast, now):
    proposal = propose(cast, now)
    assert goes("proposal_made", now)
    planning.decline_proposal(proposal, reason="Mock exams.", by=cast.specialist, now=now)
    assert not goes("proposal_made", now)
    assert goes("proposal_declined", now)


def test_shared_plan_email_after_agreement_is_not_sent(cast, now):
    school_plan = Plan.objects.get(school=cast.school)
    add_aim(school_plan, cast.advocate, now)
    plans.share_plan(school_plan, by=cast.advocate, now=now)
    assert goes("plan_shared", now)
    school_plan.refresh_from_db()
    plans.agree_plan(school_plan, by=cast.specialist, now=now)
    assert not goes("plan_shared", now)
    assert goes("plan_agreed", now)
    close_account(cast.advocate)
    assert not goes("plan_agreed", now, user=cast.advocate)


def test_host_email_for_a_cancelled_visit_is_not_sent(cast, now):
    SchoolContact.objects.create(
        user=cast.stranger,
        school=cast.home_school,
        role=ContactRole.HEADTEACHER,
        starts_on=now.date() - timedelta(days=9),
    )
    visit = offer(cast, now)
    assert goes("visit_host", now, to="office@westbrook.example")
    assert goes("visit_host", now, user=cast.stranger)
    SchoolContact.objects.filter(user=cast.stranger).update(ends_on=now.date() - timedelta(days=1))
    assert not goes("visit_host", now, user=cast.stranger)
    visits.cancel_visit(visit, reason="Inspection.", by=cast.specialist, now=now)
    assert not goes("visit_host", now, to="office@westbrook.example")
    assert goes("visit_cancelled", now)


def test_visit_reminder_for_a_cancelled_visit_is_not_sent(cast, now):
    visit = offer(cast, now)
    visits.take_place(cast.participation, visit=visit, seats=2, by=cast.advocate, now=now)
    moment = visit.starts_at - timedelta(hours=20)
    remind("visit_reminder", moment)
    assert goes("visit_reminder", moment)
    visits.cancel_visit(visit, reason="Inspection.", by=cast.specialist, now=moment)
    assert not goes("visit_reminder", moment)
