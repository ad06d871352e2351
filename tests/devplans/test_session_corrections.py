"""A confirmed session is reopened, a cancelled one planned again, one logged by mistake removed: figures and emails follow."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from devplans.actions import corrections, planning, visits
from devplans.actions import sessions as actions
from devplans.actions.planning import NotPlannable
from devplans.actions.visits import VisitFull
from devplans.choices import NextStepState, SessionCorrectionKind, SessionState
from devplans.models import SESSION_MOVES, NextStep, Session, SessionCorrection
from devplans.querysets import HAPPENED
from devplans.selectors.sessions import participation_days
from schools.actions import withdraw_participation
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from tests.cast import enrol_another
from tests.devplans.test_planning import offer, plan
from tests.devplans.test_sessions import log
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(cast, now) -> Session:
    return actions.confirm_session(log(cast, now), by=cast.specialist, now=now)


@pytest.fixture
def cancelled(cast, now) -> Session:
    return planning.cancel_session(plan(cast, now), reason="The hall is needed.", by=cast.advocate, now=now)


def reopen(session, by, now):
    return corrections.reopen_session(session, reason="Wrong length.", by=by, now=now)


def restore(session, by, now):
    return corrections.restore_session(session, reason="Wrong session.", by=by, now=now)


def test_reopened_session_counts_for_nothing_until_it_is_confirmed_again(cast, now, confirmed):
    assert participation_days(cast.participation)["used"] == confirmed.length
    reopen(confirmed, cast.advocate, now)
    assert (confirmed.state, confirmed.confirmed_by, confirmed.confirmed_at) == (SessionState.HELD, None, None)
    assert participation_days(cast.participation)["used"] == 0
    actions.confirm_session(confirmed, by=cast.specialist, now=now)
    assert participation_days(cast.participation)["used"] == confirmed.length


def test_specialist_is_asked_again_after_the_correction_of_a_reopened_session(cast, now, confirmed):
    reopen(confirmed, cast.advocate, now)
    assert Email.objects.filter(kind="session_reopened", to=cast.specialist.email).count() == 1
    assert not Email.objects.filter(kind="session_reopened", to=cast.advocate.email).exists()
    assert goes("session_reopened", now)
    data = actions.SessionData(
        kind=confirmed.kind, held_on=confirmed.held_on, length=confirmed.length, what_happened="Two lessons.",
        planned_unit=confirmed.planned_unit, specialist=confirmed.specialist,
    )  # fmt: skip
    actions.correct_session(confirmed, data=data, client_key=confirmed.client_key, by=cast.advocate, now=now)
    assert Email.objects.filter(kind="session_to_confirm", to=cast.specialist.email).count() == 2
    assert goes("session_to_confirm", now)
    actions.confirm_session(confirmed, by=cast.specialist, now=now)
    assert not goes("session_reopened", now)


def test_session_is_reopened_by_those_who_run_it_until_the_year_ends(cast, now, confirmed):
    for person in (cast.finance, cast.auditor, cast.other.lead, cast.other.specialist):
        with pytest.raises(PermissionDenied):
            reopen(confirmed, person, now)
    later = now + timedelta(days=(cast.project.year.ends - now.date()).days + 1)
    with pytest.raises(WrongState, match="can no longer be corrected"):
        reopen(confirmed, cast.specialist, later)


def test_confirmed_session_is_not_changed_without_being_reopened(cast, now, confirmed):
    with pytest.raises(DatabaseError, match="A confirmed session can’t be changed"), transaction.atomic():
        Session.objects.update(state=SessionState.HELD, length="0.25")
    with pytest.raises(WrongState, match="is now held"):
        reopen(reopen(confirmed, cast.specialist, now), cast.specialist, now)


def remove(session, by, now):
    return corrections.remove_session(session, reason="It was at another school.", by=by, now=now)


def test_session_logged_by_mistake_counts_nowhere_and_everyone_who_took_part_is_emailed(cast, now):
    session = log(cast, now)
    step = NextStep.objects.create(
        session=session,
        text="Plan Year 8.",
        owner=cast.advocate,
        check_on=now.date(),
        added_by=cast.advocate,
        added_at=now,
    )
    assert participation_sessions(cast) == 1
    remove(session, cast.advocate, now)
    assert (session.state, session.cancelled_by, session.cancelled_at) == (SessionState.CANCELLED, cast.advocate, now)
    assert participation_sessions(cast) == 0
    step.refresh_from_db()
    assert step.state == NextStepState.DROPPED
    assert SessionCorrection.objects.get().what == SessionCorrectionKind.REMOVED
    assert Email.objects.filter(kind="session_removed", to=cast.specialist.email).count() == 1
    assert goes("session_removed", now)
    assert not goes("session_to_confirm", now)


def participation_sessions(cast) -> int:
    """How many sessions the school has had."""
    return Session.objects.filter(participation=cast.participation, state__in=HAPPENED).count()


def test_confirmed_session_is_removed_once_it_was_reopened(cast, now, confirmed):
    with pytest.raises(WrongState):
        remove(confirmed, cast.advocate, now)
    reopen(confirmed, cast.advocate, now)
    remove(confirmed, cast.advocate, now)
    assert participation_days(cast.participation)["used"] == 0


def test_removed_session_is_restored_and_logged_again(cast, now):
    session = remove(log(cast, now), cast.advocate, now)
    restore(session, cast.advocate, now)
    assert (session.state, session.cancelled_at, session.cancel_reason) == (SessionState.PLANNED, None, "")
    assert not goes("session_removed", now)


def test_session_is_not_removed_by_others_or_after_the_year(cast, now):
    session = log(cast, now)
    with pytest.raises(PermissionDenied):
        remove(session, cast.finance, now)
    with pytest.raises(WrongState, match="ended on 31 August"):
        remove(session, cast.advocate, now.replace(year=now.year + 1, month=9, day=1))


def test_session_is_removed_on_its_page(cast, now, client_of):
    session = log(cast, now)
    client, url = client_of(cast.advocate), reverse("devplans:remove-session", args=[session.pk])
    assert url in client.get(session.get_absolute_url()).content.decode()
    assert "logged twice or for the wrong school" in client.get(url).content.decode()
    shown = client.post(url, {"reason": "Logged twice"}, follow=True).content.decode()
    for sentence in ("Session removed.", "Removed as logged by mistake by", "Logged twice", "Restore session"):
        assert sentence in shown
    assert "Doesn’t count: it was logged by mistake." in " ".join(shown.split())
    assert "Cancelled by" not in shown
    activity = client.get(f"/schools/{cast.school.urn}/happened/").content.decode()
    assert "removed the session of" in activity
    assert "cancelled the session of" not in activity


def test_every_forbidden_move_of_a_session_is_refused_in_raw_sql(cast, now, confirmed):
    states = {
        SessionState.CONFIRMED: confirmed,
        SessionState.HELD: log(cast, now),
        SessionState.QUERIED: log(cast, now),
        SessionState.PLANNED: plan(cast, now),
        SessionState.CANCELLED: planning.cancel_session(plan(cast, now), reason="No.", by=cast.advocate, now=now),
    }
    actions.ask_for_change(states[SessionState.QUERIED], reason="?", by=cast.specialist, now=now)
    for source, target in product(SessionState, SessionState):
        if source != target and (source, target) not in SESSION_MOVES.pairs():
            with pytest.raises(DatabaseError, match=f'cannot go from "{source}" to "{target}"'), transaction.atomic():
                Session.objects.filter(pk=states[source].pk).update(state=target)


def test_cancelled_session_is_planned_again_for_everyones_calendar(cast, now, cancelled):
    sequence = cancelled.sequence
    restore(cancelled, cast.advocate, now)
    assert (cancelled.state, cancelled.cancelled_at, cancelled.cancel_reason) == (SessionState.PLANNED, None, "")
    assert cancelled.sequence == sequence + 1
    emails = Email.objects.filter(kind="session_restored")
    assert set(emails.values_list("to", flat=True)) >= {cast.specialist.email, cast.advocate.email}
    assert goes("session_restored", now)
    assert not goes("session_cancelled", now)
    planning.cancel_session(cancelled, reason="After all.", by=cast.advocate, now=now)
    assert goes("session_cancelled", now)
    assert not goes("session_restored", now)


def test_session_whose_time_has_passed_is_planned_again_to_be_logged(cast, now, cancelled):
    later = cancelled.ends_at + timedelta(days=1)
    assert restore(cancelled, cast.advocate, later).status.label
    assert not Email.objects.filter(kind="session_restored").exists()


def test_session_is_not_planned_again_with_a_school_or_specialist_that_has_left(cast, now, cancelled):
    cast.assignment.ends_on = now.date() - timedelta(days=1)
    cast.assignment.starts_on = now.date() - timedelta(days=2)
    cast.assignment.save()
    with pytest.raises(NotPlannable, match="no longer supports"):
        restore(cancelled, cast.hubadmin, now)
    withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now)
    with pytest.raises(NotPlannable, match="has withdrawn"):
        restore(Session.objects.get(), cast.hubadmin, now)


def test_place_on_a_visit_is_not_planned_again_when_the_visit_is_full_or_cancelled(cast, now):
    visit = offer(cast, now, places=2)
    session = visits.take_place(cast.participation, visit=visit, seats=2, by=cast.advocate, now=now)
    planning.cancel_session(session, reason="Ill.", by=cast.advocate, now=now)
    other = enrol_another(cast, 940_001, "Second School", now)
    taken = visits.take_place(other, visit=visit, seats=1, by=cast.hubadmin, now=now)
    with pytest.raises(VisitFull, match="not enough places left"), transaction.atomic():
        restore(session, cast.advocate, now)
    planning.cancel_session(taken, reason="Ill.", by=cast.hubadmin, now=now)
    visits.cancel_visit(visit, reason="Snow.", by=cast.specialist, now=now)
    with pytest.raises(NotPlannable, match="The visit has been cancelled"):
        restore(Session.objects.get(pk=session.pk), cast.advocate, now)


def test_session_is_reopened_on_its_page(cast, client_of, confirmed):
    client, url = client_of(cast.advocate), reverse("devplans:reopen-session", args=[confirmed.pk])
    assert url in client.get(confirmed.get_absolute_url()).content.decode()
    assert "Enter the reason." in client.post(url, {"reason": ""}).content.decode()
    shown = client.post(url, {"reason": "Wrong length"}, follow=True).content.decode()
    assert "Session reopened." in shown
    assert "Wrong length" in shown
    assert "Edit session" in shown
    assert client.get(url).status_code == 302
    assert "Confirm a session with" in client_of(cast.specialist).get("/").content.decode()
    activity = client.get(f"/schools/{cast.school.urn}/happened/").content.decode()
    assert "reopened the session of" in activity


def test_cancelled_session_is_planned_again_on_its_page(cast, client_of, cancelled):
    client, url = client_of(cast.specialist), reverse("devplans:restore-session", args=[cancelled.pk])
    assert url in client.get(cancelled.get_absolute_url()).content.decode()
    assert "The hall is needed." in client.get(url).content.decode()
    shown = client.post(url, {"reason": "Wrong session"}, follow=True).content.decode()
    assert "Session restored." in shown
    assert "Planned again after it was cancelled" in shown
    assert SessionCorrection.objects.get().reason == "Wrong session"
