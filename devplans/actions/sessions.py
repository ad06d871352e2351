"""Every write about sessions that were held: logged, confirmed, or mended when the Specialist asks for a change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from schools.choices import ParticipationState
from schools.models import Advocate, Participation
from specialists.models import Specialist
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.files import CheckedUpload
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..choices import SessionState
from ..kinds import KIND_FORMS
from ..models import SESSION_MOVES, Aim, ChangeRequest, Session
from .attachments import attach_files

Files = Iterable[CheckedUpload]
SENT_BEFORE = "A session was saved from this form before, with other words. Press Save again to log this one as well."


class SessionNotPossible(DomainError):
    """The session cannot have been like this."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of a session. `length` in days; `minutes` when it was said so. Details that its kind lacks are dropped."""

    kind: str
    held_on: date
    length: Decimal
    what_happened: str
    minutes: int | None = None
    place: str = ""
    specialist: Specialist | None = None
    advocates: Iterable[Advocate] = ()
    colleagues: int = 0
    colleague_names: Iterable[str] = ()
    aims: Iterable[Aim] = ()
    next_steps: str = ""
    planned_unit: str = ""
    approach: str = ""
    system: str = ""
    plan_outcome: str = ""
    watched: str = ""
    topic: str = ""
    audience: str = ""
    preparation: str = ""

    def columns(self) -> dict[str, Any]:
        """What the session's own row holds of it."""
        plain = ("kind", "held_on", "length", "minutes", "place", "specialist", "what_happened", "next_steps")
        names = list(self.colleague_names)
        return {
            **{name: getattr(self, name) for name in plain},
            **{detail: getattr(self, detail) for detail in KIND_FORMS[self.kind].details},
            "colleague_names": names,
            "colleagues": max(self.colleagues, len(names)),
        }


@action("devplans.log_session")
def log_session(
    participation: Participation, *, client_key: UUID, files: Files = (), by: Any, now: datetime, **said: Any
) -> Session:
    """Write down a session that was held; `said` is as in Said. The same `client_key` again gives the same session,
    and with other words is refused, so that they are not lost.

    The Specialist who took part is asked to confirm; when they log it themselves it is confirmed at once.
    Raises SessionNotPossible: outside the year, in the future, of people or aims of another school.
    """
    told = _checked(participation, Said(**said), now)
    session, written = Session.objects.get_or_create(
        client_key=client_key,
        defaults={
            **told.columns(),
            "participation": participation,
            "state": SessionState.HELD,
            "logged_by": by,
            "logged_at": now,
        },
    )
    if not written and (session.logged_by_id != by.pk or session.what_happened != told.what_happened):
        raise SessionNotPossible(SENT_BEFORE, "once")
    if written:
        _with_people(session, told)
        attach_files(session, files=files, by=by, now=now)
        _have_it_confirmed(session, by=by, now=now)
    return session


@action("devplans.log_session")
def hold_session(
    session: Session, *, client_key: UUID, files: Files = (), by: Any, now: datetime, **said: Any
) -> Session:
    """Write down that a planned session was held, and how it was. The same `client_key` again changes nothing.

    Raises SessionNotPossible as for log_session, WrongState.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.client_key == client_key and locked.state != SessionState.PLANNED:
        return locked
    told = _checked(session.participation, Said(**said), now)
    SESSION_MOVES.make(session, "hold", client_key=client_key, logged_by=by, logged_at=now)
    _rewrite(session, told)
    attach_files(session, files=files, by=by, now=now)
    _have_it_confirmed(session, by=by, now=now)
    return session


@action("devplans.mend_session")
def mend_session(
    session: Session, *, client_key: UUID, files: Files = (), by: Any, now: datetime, **said: Any
) -> Session:
    """Change what was logged, as long as it is not confirmed. One that a change was asked for goes to the Specialist again.

    `client_key` stays as it was first sent. Raises SessionNotPossible as for log_session, WrongState.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.state not in (SessionState.HELD, SessionState.QUERIED):
        raise WrongState(f"This session is {locked.get_state_display().lower()} by now, so it stands as it is.")
    told = _checked(session.participation, Said(**said), now)
    asked = locked.change_requests.filter(mended_at__isnull=True).first()
    if locked.state == SessionState.QUERIED:
        SESSION_MOVES.make(session, "mend")
    _rewrite(session, told)
    attach_files(session, files=files, by=by, now=now)
    if asked:
        ChangeRequest.objects.filter(pk=asked.pk).update(mended_by=by, mended_at=now)
    _have_it_confirmed(session, by=by, now=now, mended=asked)
    return session


@action("devplans.confirm_session")
def confirm_session(session: Session, *, by: Any, now: datetime) -> Session:
    """Confirm that a session took place as written: its length now counts against the Specialist's days. Raises WrongState."""
    SESSION_MOVES.make(session, "confirm", confirmed_by=by, confirmed_at=now)
    return session


@action("devplans.confirm_session")
def ask_for_change(session: Session, *, reason: str, by: Any, now: datetime) -> ChangeRequest:
    """Send a session back with a word why, to who logged it and the Advocates who took part. Raises WrongState."""
    SESSION_MOVES.make(session, "query")
    asked = ChangeRequest.objects.create(session=session, reason=reason, asked_by=by, asked_at=now)
    takers = {link.advocate.user for link in session.advocate_links.select_related("advocate__user")}
    facts = {"request": asked.pk}
    for person in {session.logged_by, *takers} - {by}:
        occasion = f"session-change:{asked.pk}:user={person.pk}"
        _notify(occasion, person, "session_change", session, by, now, facts, asked=asked)
    return asked


def _checked(participation: Participation, said: Said, now: datetime) -> Said:
    _check_day(participation, said.held_on, now)
    _check_people(participation, said.specialist, list(said.advocates), list(said.aims))
    return said


def _with_people(session: Session, said: Said) -> None:
    session.advocates.set(said.advocates)
    session.aims.set(said.aims)


def _rewrite(session: Session, said: Said) -> None:
    blank = dict.fromkeys((name for form in KIND_FORMS.values() for name in form.details), "")
    Session.objects.filter(pk=session.pk).update(**{**blank, **said.columns()})
    session.refresh_from_db()
    _with_people(session, said)


def _have_it_confirmed(session: Session, *, by: Any, now: datetime, mended: ChangeRequest | None = None) -> None:
    """A Specialist's own word is a confirmation; another's is put to the Specialist; without one nobody is asked."""
    if session.specialist is None:
        return
    if session.specialist.user_id == by.pk:
        SESSION_MOVES.make(session, "confirm", confirmed_by=by, confirmed_at=now)
    elif mended:
        person = session.specialist.user
        _notify(f"session-mended:{mended.pk}", person, "session_mended", session, by, now, asked=mended)
    else:
        _notify(f"session-to-confirm:{session.pk}", session.specialist.user, "session_to_confirm", session, by, now)


def _notify(
    occasion: str,
    to: User,
    kind: str,
    session: Session,
    by: Any,
    now: datetime,
    facts: dict[str, Any] | None = None,
    **context: Any,
) -> None:
    hub = session.school.hub
    queue_email(
        occasion,
        to=to,
        kind=kind,
        now=now,
        about=session.school,
        facts={"session": session.pk, **(facts or {})},
        reply_to=hub.contact_email if hub else "",
        session=session,
        who=by.full_name,
        **context,
    )


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
