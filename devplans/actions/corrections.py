"""Put right what was done with a session by mistake: it was confirmed, cancelled or logged."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.choices import NOT_TAKING_PART
from specialists.models import Assignment
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState, domain_error_from_constraint
from sustaining.common.permissions import action

from ..choices import NextStepState, SessionCorrectionKind, SessionState, VisitState
from ..models import NEXT_STEP_MOVES, SESSION_MOVES, Session, SessionCorrection
from ..session_calendar import REQUEST, invitation_calendar
from .hosts import notify_host
from .planning import NOT_CANCELLED, NotPlannable, notify, session_participants
from .visits import VisitFull

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("devplans.reopen_session")
def reopen_session(session: Session, *, reason: str, by: User, now: datetime) -> Session:
    """Reopen a confirmed session so that it can be corrected: its time counts again once the Specialist confirms it.

    Those who took part, and the person who logged it, are emailed the reason. Raise WrongState after the academic year.
    """
    _require_year(session, now)
    SESSION_MOVES.make(session, "reopen", confirmed_by=None, confirmed_at=None)
    correction = _keep(session, SessionCorrectionKind.REOPENED, reason=reason, by=by, now=now)
    for person in {session.logged_by, *session_participants(session)} - {by}:
        _notify(correction, person, "session_reopened", {"session": session.pk}, now=now)
    return session


@action("devplans.restore_session")
def restore_session(session: Session, *, reason: str, by: User, now: datetime) -> Session:
    """Plan a session again that was cancelled by mistake, at its time, and send everyone its calendar entry.

    One whose time has passed waits to be logged. Raise NotPlannable, VisitFull, WrongState.
    """
    _require_year(session, now)
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    _require_plannable(locked, now)
    with domain_error_from_constraint(VisitFull, constraint="visit_never_overfull"):
        SESSION_MOVES.make(session, "plan_again", sequence=locked.sequence + 1, **NOT_CANCELLED)
    correction = _keep(session, SessionCorrectionKind.RESTORED, reason=reason, by=by, now=now)
    if session.starts_at and session.starts_at > now:
        facts = {"session": session.pk, "sequence": session.sequence}
        for person in session_participants(session):
            calendar = invitation_calendar(session, person, now=now, method=REQUEST)
            _notify(correction, person, "session_restored", facts, now=now, calendar=calendar)
        if session.visit:
            notify_host(session.visit, f"visit:{session.visit_id}:restored:{correction.pk}", now=now)
    return session


@action("devplans.remove_session")
def remove_session(session: Session, *, reason: str, by: User, now: datetime) -> Session:
    """Cancel a session that was logged by mistake: it did not take place, or is logged twice or for the wrong school.

    It counts in no figure any more, its open next steps are dropped, and those who took part are emailed the reason. It can
    be restored, and logged again. Raise WrongState for a confirmed one, which is reopened first, and after the academic year.
    """
    _require_year(session, now)
    SESSION_MOVES.make(session, "remove", cancelled_by=by, cancelled_at=now, cancel_reason=reason)
    for step in session.step_rows.filter(state=NextStepState.OPEN):
        NEXT_STEP_MOVES.write(step, "drop", closed_by=by, closed_at=now)
    correction = _keep(session, SessionCorrectionKind.REMOVED, reason=reason, by=by, now=now)
    for person in {session.logged_by, *session_participants(session)} - {by}:
        _notify(correction, person, "session_removed", {"session": session.pk}, now=now)
    return session


def _require_year(session: Session, now: datetime) -> None:
    year = session.participation.project.year
    if london_day(now) > year.ends:
        raise WrongState(f"This session can no longer be corrected: {year} ended on {year.ends:%-d %B %Y}.")


def _require_plannable(session: Session, now: datetime) -> None:
    """Raise NotPlannable when the session would be planned with people, or a visit, that are there no more."""
    if session.state != SessionState.CANCELLED:
        return  # the move says so
    participation = session.participation
    if participation.state in NOT_TAKING_PART:
        raise NotPlannable(f"{participation.school} has withdrawn, so you can’t plan sessions with it.")
    supported = Assignment.objects.current(london_day(now)).filter(participation=participation)
    if session.specialist and not supported.filter(specialist=session.specialist).exists():
        raise NotPlannable(f"{session.specialist} no longer supports {participation.school}. Plan another session.")
    if session.visit is None:
        return
    if session.visit.state != VisitState.OFFERED:
        raise NotPlannable("The visit has been cancelled. Book places on another visit.")
    others = session.visit.sessions.exclude(state=SessionState.CANCELLED).filter(participation=participation)
    if others.exists():
        raise NotPlannable(f"{participation.school} already has other places on this visit.")


def _keep(session: Session, what: str, *, reason: str, by: User, now: datetime) -> SessionCorrection:
    return SessionCorrection.objects.create(session=session, what=what, reason=reason, by=by, at=now)


def _notify(
    correction: SessionCorrection, to: User, kind: str, facts: dict[str, Any], *, now: datetime, **context: Any
) -> None:
    occasion, session, who = f"{kind}:{correction.pk}:user={to.pk}", correction.session, correction.by.full_name
    notify(occasion, to, kind, session, now, facts, session=session, who=who, correction=correction, **context)
