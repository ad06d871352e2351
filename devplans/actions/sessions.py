"""Every write about sessions that means something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from schools.choices import ParticipationState
from schools.models import Advocate, Participation
from specialists.models import Specialist
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.permits import action
from sustaining.outbox.actions import queue_email

from ..choices import SessionKind, SessionState
from ..models import SESSION_MOVES, Aim, Session


class SessionNotPossible(DomainError):
    """The session cannot have been like this."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@action("devplans.log_session")
def log_session(
    participation: Participation,
    *,
    kind: str,
    held_on: date,
    length: Decimal,
    what_happened: str,
    client_key: UUID,
    planned_unit: str = "",
    place: str = "",
    specialist: Specialist | None = None,
    advocates: Iterable[Advocate] = (),
    colleagues: int = 0,
    aims: Iterable[Aim] = (),
    next_steps: str = "",
    by: Any,
    now: datetime,
) -> Session:
    """Write down a session that was held. `length` in days. The same `client_key` again gives the same session.

    The Specialist who took part is asked to confirm; when they log it themselves it is confirmed at once.
    Raises SessionNotPossible: outside the year, in the future, of people or aims of another school.
    """
    _check_day(participation, held_on, now)
    advocates, aims = list(advocates), list(aims)
    _check_people(participation, specialist, advocates, aims)
    session, written = Session.objects.get_or_create(
        client_key=client_key,
        defaults={
            "participation": participation,
            "kind": kind,
            "planned_unit": planned_unit if kind == SessionKind.JOINT_PLANNING else "",
            "state": SessionState.HELD,
            "held_on": held_on,
            "place": place,
            "length": length,
            "specialist": specialist,
            "colleagues": colleagues,
            "what_happened": what_happened,
            "next_steps": next_steps,
            "logged_by": by,
            "logged_at": now,
        },
    )
    if not written:
        return session
    session.advocates.set(advocates)
    session.aims.set(aims)
    _have_it_confirmed(session, by=by, now=now)
    return session


def _have_it_confirmed(session: Session, *, by: Any, now: datetime) -> None:
    """A Specialist's own word is a confirmation; another's is put to the Specialist; without one nobody is asked."""
    if session.specialist and session.specialist.user_id == by.pk:
        SESSION_MOVES.make(session, "confirm", confirmed_by=by, confirmed_at=now)
    elif session.specialist:
        _ask_to_confirm(session, by=by, now=now)


def _check_day(participation: Participation, held_on: date, now: datetime) -> None:
    year = participation.project.year
    if participation.state == ParticipationState.WITHDRAWN:
        raise SessionNotPossible(f"{participation.school} has withdrawn, so no session can be logged for it.")
    if held_on > london_day(now):
        raise SessionNotPossible(
            "A session is logged when it has been held: choose today or an earlier day.", "held_on"
        )
    if held_on not in year:
        raise SessionNotPossible(
            f"The day is outside {year}, the year of {participation.project.code} "
            f"(1 September {year.start} to 31 August {year.start + 1}).",
            "held_on",
        )


def _check_people(
    participation: Participation, specialist: Specialist | None, advocates: list[Advocate], aims: list[Aim]
) -> None:
    school = participation.school_id
    if any(advocate.school_id != school for advocate in advocates) or any(aim.school.pk != school for aim in aims):
        raise SessionNotPossible("Choose Advocates and aims of this school only.")
    if specialist and not participation.assignments.filter(specialist=specialist).exists():
        raise SessionNotPossible(f"{specialist} has not been assigned to {participation.school}.", "specialist")


def _ask_to_confirm(session: Session, *, by: Any, now: datetime) -> None:
    if session.specialist is None:
        return
    queue_email(
        f"session-to-confirm:{session.pk}",
        to=session.specialist.user,
        template="session_to_confirm",
        now=now,
        about=session.school,
        reply_to=session.school.hub.contact_email if session.school.hub else "",
        session=session,
        logger=by.full_name,
    )


@action("devplans.confirm_session")
def confirm_session(session: Session, *, by: Any, now: datetime) -> Session:
    """Confirm that a session took place as written: its length now counts against the Specialist's days. Raises WrongState."""
    SESSION_MOVES.make(session, "confirm", confirmed_by=by, confirmed_at=now)
    return session
