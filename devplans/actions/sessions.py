"""Log sessions that were held, confirm them, and correct them when the Specialist asks for a change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from schools.choices import HubRole, ParticipationState
from schools.models import Advocate, HubStaff, Participation
from schools.querysets import current
from specialists.models import Assignment, Specialist
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.files import CheckedUpload
from sustaining.common.permissions import action
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.outbox.actions import queue_email

from ..choices import SessionCorrectionKind, SessionState
from ..models import SESSION_MOVES, Aim, ChangeRequest, Session
from ..session_kinds import KIND_FORMS
from .attachments import attach_files
from .next_steps import NewStep, StepAnswer, answer_steps, write_steps

Files = Iterable[CheckedUpload]
SENT_BEFORE = (
    "You’ve already saved a session from this form with different text. Select Save again to log this one as well."
)


class SessionNotPossible(DomainError):
    """The session's details contradict the programme's rules."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class SessionData:
    """The details of a session as its form gives them.

    `length` is in days; `minutes` is set when the length was typed in hours and minutes. Details that the session's
    kind does not have are dropped. `step_answers` say what became of the next steps of earlier sessions.
    """

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
    next_steps: Iterable[NewStep] = ()
    step_answers: Iterable[StepAnswer] = ()
    planned_unit: str = ""
    approach: str = ""
    system: str = ""
    plan_outcome: str = ""
    watched: str = ""
    topic: str = ""
    audience: str = ""
    preparation: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the values for the session's own columns."""
        plain = ("kind", "held_on", "length", "minutes", "place", "specialist", "what_happened")
        names = list(self.colleague_names)
        return {
            **{name: getattr(self, name) for name in plain},
            **{detail: getattr(self, detail) for detail in KIND_FORMS[self.kind].details},
            "colleague_names": names,
            # People may be counted without being named, never the other way round.
            "colleagues": max(self.colleagues, len(names)),
        }


@action("devplans.log_session")
def log_session(
    participation: Participation, *, data: SessionData, client_key: UUID, files: Files = (), by: User, now: datetime
) -> Session:
    """Log a session that was held. Idempotent on `client_key`.

    The Specialist who took part is asked to confirm it; when they log it themselves it is confirmed at once.

    Raise SessionNotPossible when the key belongs to a session with other text (so that neither is lost), or when the
    session is outside the year, in the future, or names people or aims of another school.
    """
    _validate(participation, data, now)
    session, is_new = Session.objects.get_or_create(
        client_key=client_key,
        defaults={
            **data.columns(),
            "participation": participation,
            "state": SessionState.HELD,
            "logged_by": by,
            "logged_at": now,
        },
    )
    # A phone repeats a request whose answer it did not get. The same key with other text is a new session from a form
    # that was kept open, and must not be swallowed.
    if not is_new and (session.logged_by_id != by.pk or session.what_happened != data.what_happened):
        raise SessionNotPossible(SENT_BEFORE, "once")
    if is_new:
        set_people(session, data)
        _set_steps(session, data, by=by, now=now)
        attach_files(session, files=files, by=by, now=now)
        _request_confirmation(session, by=by, now=now)
    return session


@action("devplans.log_session")
def log_planned_session(
    session: Session, *, data: SessionData, client_key: UUID, files: Files = (), by: User, now: datetime
) -> Session:
    """Log that a planned session was held. Idempotent on `client_key`.

    Raise SessionNotPossible as log_session does, WrongState when it was logged or cancelled already.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.client_key == client_key and locked.state != SessionState.PLANNED:
        return locked
    _validate(session.participation, data, now)
    SESSION_MOVES.make(session, "hold", client_key=client_key, logged_by=by, logged_at=now)
    _rewrite(session, data)
    _set_steps(session, data, by=by, now=now)
    attach_files(session, files=files, by=by, now=now)
    _request_confirmation(session, by=by, now=now)
    return session


@action("devplans.correct_session")
def correct_session(
    session: Session, *, data: SessionData, client_key: UUID, files: Files = (), by: User, now: datetime
) -> Session:
    """Correct a logged session before it is confirmed; a queried one goes back to the Specialist.

    `client_key` stays as it was first sent. Raise SessionNotPossible as log_session does, WrongState.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if not locked.can_be_corrected:
        raise WrongState(f"This session is {locked.get_state_display().lower()}, so it can’t be changed.")
    _validate(session.participation, data, now)
    change_request = locked.change_requests.filter(mended_at__isnull=True).first()
    if locked.state == SessionState.QUERIED:
        SESSION_MOVES.make(session, "correct")
    _rewrite(session, data)
    _set_steps(session, data, by=by, now=now)
    attach_files(session, files=files, by=by, now=now)
    if change_request:
        ChangeRequest.objects.filter(pk=change_request.pk).update(mended_by=by, mended_at=now)
    _request_confirmation(session, by=by, now=now, answers=change_request)
    return session


@action("devplans.confirm_session")
def confirm_session(session: Session, *, by: User, now: datetime) -> Session:
    """Confirm a session: its length now counts against the Specialist's days. Raise WrongState."""
    SESSION_MOVES.make(session, "confirm", confirmed_by=by, confirmed_at=now)
    return session


@action("devplans.confirm_session")
def ask_for_change(session: Session, *, reason: str, by: User, now: datetime) -> ChangeRequest:
    """Query a session: send it back, with a reason, to the person who logged it and the Advocates who took part.

    Raise WrongState unless the session waits for confirmation.
    """
    SESSION_MOVES.make(session, "query")
    change_request = ChangeRequest.objects.create(session=session, reason=reason, asked_by=by, asked_at=now)
    participants = {link.advocate.user for link in session.advocate_links.select_related("advocate__user")}
    facts = {"request": change_request.pk}
    for person in {session.logged_by, *participants} - {by}:
        occasion = f"session-change:{change_request.pk}:user={person.pk}"
        _notify(occasion, person, "session_change", session, by, now, facts, change_request=change_request)
    return change_request


def _validate(participation: Participation, data: SessionData, now: datetime) -> None:
    check_day(participation, data.held_on, now)
    check_people(participation, list(data.advocates), list(data.aims))
    if data.specialist and not participation.assignments.filter(specialist=data.specialist).exists():
        raise SessionNotPossible(not_assigned(data.specialist, participation), "specialist")


def set_people(session: Session, data: SessionData) -> None:
    """Keep who took part in a session, and the aims that it supported."""
    session.advocates.set(data.advocates)
    session.aims.set(data.aims)


def _set_steps(session: Session, data: SessionData, *, by: User, now: datetime) -> None:
    answer_steps(session, data.step_answers, by=by, now=now)
    write_steps(session, data.next_steps, by=by, now=now)


def _rewrite(session: Session, data: SessionData) -> None:
    # The kind may have changed, and a constraint refuses details of another kind.
    blank = dict.fromkeys((name for form in KIND_FORMS.values() for name in form.details), "")
    Session.objects.filter(pk=session.pk).update(**{**blank, **data.columns()})
    session.refresh_from_db()
    set_people(session, data)


def _request_confirmation(session: Session, *, by: User, now: datetime, answers: ChangeRequest | None = None) -> None:
    """Confirm at once if the Specialist logged it, otherwise ask them; do nothing if no Specialist took part."""
    if session.specialist is None:
        return
    # The Specialist's own record needs no second confirmation: the days are counted against them.
    if session.specialist.user_id == by.pk:
        SESSION_MOVES.make(session, "confirm", confirmed_by=by, confirmed_at=now)
        return
    for place, person in enumerate(people_to_confirm(session, now)):
        # The first email's key is as it always was, so that none is written twice.
        other = f":user={person.pk}" if place else ""
        if answers:
            occasion = f"session-mended:{answers.pk}{other}"
            _notify(occasion, person, "session_mended", session, by, now, change_request=answers)
            continue
        # A session that was reopened is asked about again: the first email had another key.
        times = session.corrections.filter(what=SessionCorrectionKind.REOPENED).count()
        occasion = f"session-to-confirm:{session.pk}" + (f":reopened={times}" if times else "") + other
        _notify(occasion, person, "session_to_confirm", session, by, now)


def people_to_confirm(session: Session, now: datetime) -> list[User]:
    """Return who confirms a session: the Specialist who took part while they support the school, else their successor.

    While the school has no Specialist it is the leads of its hub.
    """
    on = london_day(now)
    assignments = Assignment.objects.current(on).filter(participation__school=session.school)
    latest_first = assignments.select_related("specialist__user").latest_first()
    specialists = [assignment.specialist for assignment in latest_first]
    if session.specialist and session.specialist in specialists:
        return [session.specialist.user]
    if specialists:
        return [specialists[0].user]
    posts = HubStaff.objects.filter(current(on), hub=session.hub, role=HubRole.LEAD, user__is_active=True)
    return [post.user for post in posts.select_related("user").order_by("pk")]


def _notify(
    occasion: str,
    to: User,
    kind: str,
    session: Session,
    by: User,
    now: datetime,
    facts: dict[str, Any] | None = None,
    **context: Any,
) -> None:
    queue_email(
        occasion,
        to=to,
        kind=kind,
        now=now,
        about=session.school,
        facts={"session": session.pk, **(facts or {})},
        reply_to=session.hub.contact_email,
        session=session,
        who=by.full_name,
        **context,
    )


def check_day(participation: Participation, held_on: date, now: datetime) -> None:
    """Raise SessionNotPossible when no session with the school's year can have been held on a day."""
    year = participation.project.year
    # What was held before the school withdrew can still be logged: it counts.
    last_day = participation.ended_on if participation.state == ParticipationState.WITHDRAWN else None
    if last_day and held_on > last_day:
        raise SessionNotPossible(
            f"{participation.school} withdrew on {format_day(last_day)}. Only sessions held by then can be logged.",
            "held_on",
        )
    if held_on > london_day(now):
        raise SessionNotPossible("Date must be today or in the past.", "held_on")
    if held_on not in year:
        raise SessionNotPossible(
            f"Date must be in {year}, the year of {participation.project.code} "
            f"(1 September {year.start} to 31 August {year.start + 1}).",
            "held_on",
        )


def check_people(participation: Participation, advocates: list[Advocate], aims: list[Aim]) -> None:
    """Raise SessionNotPossible when Advocates or aims are of another school."""
    school = participation.school_id
    if any(advocate.school_id != school for advocate in advocates) or any(aim.school.pk != school for aim in aims):
        raise SessionNotPossible("Choose Advocates and aims from this school only.")


def not_assigned(specialist: Specialist, participation: Participation) -> str:
    """Return the sentence that refuses a Specialist who was never assigned to a school's year."""
    return f"{specialist} has not been assigned to {participation.school}."
