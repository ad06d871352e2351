"""Plan sessions: propose dates, accept one of them, move or cancel what is planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from schools.choices import NOT_TAKING_PART
from schools.models import Advocate, Participation
from schools.people import get_advocates
from specialists.models import Assignment, Specialist
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from .. import lengths
from ..choices import SessionState, VisitState
from ..models import PROPOSAL_MOVES, SESSION_MOVES, Proposal, ProposedTime, Session
from ..session_calendar import CANCEL, REQUEST, invitation_calendar
from .hosts import notify_host

Span = tuple[datetime, datetime]
NOT_CANCELLED: dict[str, Any] = {"cancelled_by": None, "cancelled_at": None, "cancel_reason": ""}
"""The values of a session that is not cancelled, or no longer."""


class NotPlannable(DomainError):
    """The session cannot be planned like this."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@action("devplans.propose_dates")
def propose_dates(
    participation: Participation,
    *,
    kind: str,
    times: Sequence[Span],
    client_key: UUID,
    place: str = "",
    about: str = "",
    by: User,
    now: datetime,
) -> Proposal:
    """Propose times for a session to the other side. Idempotent on `client_key`.

    Raise NotPlannable when there is no Specialist, or a time is past, ends before it begins or is outside the year.
    """
    assignments = Assignment.objects.current(london_day(now)).filter(participation=participation)
    assignment = assignments.latest_first().first()
    if assignment is None:
        raise NotPlannable(f"{participation.school} has no Specialist yet, so you can’t plan sessions.")
    for start, end in times:
        check_time(participation, start, end, now)
    proposal, written = Proposal.objects.get_or_create(
        client_key=client_key,
        defaults={
            "participation": participation,
            "specialist": assignment.specialist,
            "kind": kind,
            "place": place,
            "about": about,
            "proposed_by": by,
            "proposed_at": now,
        },
    )
    if not written:
        return proposal
    ProposedTime.objects.bulk_create(
        ProposedTime(proposal=proposal, starts_at=start, ends_at=end) for start, end in dict(times).items()
    )
    for person in other_side(proposal, now):
        _notify_of_proposal(f"proposal:{proposal.pk}:user={person.pk}", person, "proposal_made", proposal, by, now)
    return proposal


@action("devplans.answer_proposal")
def accept_proposal(proposal: Proposal, *, time: ProposedTime, by: User, now: datetime) -> Session:
    """Accept one of the times: plan the session and send everyone its calendar entry.

    Raise NotPlannable when the time has passed, WrongState when the proposal is no longer open.
    """
    check_time(proposal.participation, time.starts_at, time.ends_at, now)
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    session = plan_session(
        proposal.participation,
        kind=proposal.kind,
        span=(time.starts_at, time.ends_at),
        specialist=proposal.specialist,
        place=proposal.place,
        by=proposal.proposed_by,
        now=now,
        topic=proposal.about if proposal.kind in ("joint_planning", "led_pd", "alongside", "systems") else "",
    )
    PROPOSAL_MOVES.make(proposal, "accept", session=session, accepted_time=time, answered_by=by, answered_at=now)
    notify_participants(session, "session_planned", by=by, now=now)
    return session


@action("devplans.answer_proposal")
def decline_proposal(proposal: Proposal, *, reason: str, by: User, now: datetime) -> Proposal:
    """Decline all of the proposed times and email the proposer the reason. Raise WrongState."""
    PROPOSAL_MOVES.make(proposal, "decline", answered_by=by, answered_at=now, answer=reason)
    occasion = f"proposal-declined:{proposal.pk}"
    _notify_of_proposal(occasion, proposal.proposed_by, "proposal_declined", proposal, by, now)
    return proposal


@action("devplans.withdraw_proposal")
def withdraw_proposal(proposal: Proposal, *, by: User, now: datetime) -> Proposal:
    """Withdraw proposed times. Raise WrongState when the proposal is no longer open."""
    PROPOSAL_MOVES.make(proposal, "withdraw")
    return proposal


@action("devplans.move_session")
def move_session(
    session: Session, *, starts_at: datetime, ends_at: datetime, place: str, by: User, now: datetime
) -> Session:
    """Move a planned session to another time or place and update everyone's calendar. Nothing altered emails nobody.

    Raise NotPlannable or WrongState.
    """
    check_time(session.participation, starts_at, ends_at, now)
    locked = _still_planned(session)
    if locked.visit_id:
        raise NotPlannable("This session is a visit, so you can’t move it. Cancel session, or book another visit.")
    if (locked.starts_at, locked.ends_at, locked.place) == (starts_at, ends_at, place):
        return locked
    length = lengths.length_from_minutes(round((ends_at - starts_at).total_seconds() / 60))
    locked.starts_at, locked.ends_at, locked.held_on = starts_at, ends_at, london_day(starts_at)
    locked.length, locked.minutes = length
    locked.place, locked.sequence = place, locked.sequence + 1
    locked.save()
    notify_participants(locked, "session_moved", by=by, now=now)
    return locked


@action("devplans.move_session")
def cancel_session(session: Session, *, reason: str, by: User, now: datetime) -> Session:
    """Cancel a planned session with a reason; update everyone's calendar, and email a visit's host.

    Raise WrongState unless the session is planned.
    """
    return cancel_planned_session(session, reason=reason, by=by, now=now)


def cancel_planned_session(session: Session, *, reason: str, by: User, now: datetime) -> Session:
    """Cancel a planned session and email everyone. Call it inside an action's transaction. Raise WrongState."""
    sequence = session.sequence + 1
    SESSION_MOVES.make(session, "cancel", cancelled_by=by, cancelled_at=now, cancel_reason=reason, sequence=sequence)
    notify_participants(session, "session_cancelled", by=by, now=now)
    if session.visit and session.visit.state == VisitState.OFFERED:
        notify_host(session.visit, f"visit:{session.visit_id}:given-up:{session.pk}", now=now)
    return session


def plan_again(session: Session, *, by: User, now: datetime) -> Session:
    """Plan a cancelled session again at its time, and send everyone its calendar entry.

    If it was with a Specialist, it is with the school's Specialist of the day. Call it inside an action's transaction.
    Raise WrongState.
    """
    assignment = None
    if session.specialist_id:
        assignments = Assignment.objects.current(session.held_on).filter(participation=session.participation)
        assignment = assignments.latest_first().first()
    specialist = assignment.specialist if assignment else None
    SESSION_MOVES.make(session, "plan_again", sequence=session.sequence + 1, specialist=specialist, **NOT_CANCELLED)
    notify_participants(session, "session_planned", by=by, now=now)
    return session


def change_specialist(session: Session, specialist: Specialist, *, now: datetime) -> None:
    """Give a planned session to another Specialist, in everyone's calendar. Call it inside an action's transaction."""
    before = list(session_participants(session))
    session.specialist = specialist
    session.save(update_fields=["specialist"])
    notify_of_new_participants(session, before, now=now)


def pass_proposal(proposal: Proposal, specialist: Specialist, *, now: datetime) -> None:
    """Give a school's open proposal to another Specialist to answer; withdraw one of the Specialist before.

    The dates that a Specialist proposed are those that they had time. Call it inside an action's transaction.
    """
    if proposal.proposed_by_id == proposal.specialist.user_id:
        PROPOSAL_MOVES.make(proposal, "withdraw")
        return
    proposal.specialist = specialist
    proposal.save(update_fields=["specialist"])
    occasion = f"proposal:{proposal.pk}:passed:user={specialist.user_id}"
    _notify_of_proposal(occasion, specialist.user, "proposal_made", proposal, proposal.proposed_by, now)


def plan_session(
    participation: Participation,
    *,
    kind: str,
    span: Span,
    specialist: Specialist,
    place: str,
    by: User,
    now: datetime,
    **fields: Any,
) -> Session:
    """Create a planned session with the school's Advocates. Call it inside an action's transaction."""
    length = lengths.length_from_minutes(round((span[1] - span[0]).total_seconds() / 60))
    session = Session.objects.create(
        participation=participation,
        kind=kind,
        state=SessionState.PLANNED,
        held_on=london_day(span[0]),
        starts_at=span[0],
        ends_at=span[1],
        length=length.days,
        minutes=length.minutes,
        specialist=specialist,
        place=place,
        logged_by=by,
        logged_at=now,
        client_key=uuid4(),
        **fields,
    )
    session.advocates.set(Advocate.objects.current(london_day(now)).filter(school=participation.school))
    return session


def check_time(participation: Participation, start: datetime, end: datetime, now: datetime) -> None:
    """Raise NotPlannable unless a session of this school's year can be planned for the time."""
    year = participation.project.year
    if participation.state in NOT_TAKING_PART:
        raise NotPlannable(f"{participation.school} has withdrawn, so you can’t plan sessions with it.")
    if end <= start:
        raise NotPlannable("End time must be after the start time.")
    if start <= now:
        raise NotPlannable("Time must be in the future. To record a past session, select Log a session.")
    if london_day(start) not in year or london_day(end) != london_day(start):
        raise NotPlannable(f"Date must be in {year}, the year of {participation.project.code}.")


def other_side(proposal: Proposal, now: datetime) -> list[User]:
    """Return who answers: the Advocates when the Specialist proposes, otherwise the Specialist."""
    if proposal.proposed_by_id == proposal.specialist.user_id:
        return [advocate.user for advocate in get_advocates(proposal.school, london_day(now))]
    return [proposal.specialist.user]


def proposal_participants(proposal: Proposal, now: datetime) -> list[User]:
    """Return who would take part in the session, and be emailed, if a time were accepted now."""
    advocates = get_advocates(proposal.school, london_day(now))
    return [proposal.specialist.user, *(advocate.user for advocate in advocates)]


def session_participants(session: Session) -> Iterator[User]:
    """Return the users who take part: the Specialist and the Advocates."""
    if session.specialist:
        yield session.specialist.user
    yield from (link.advocate.user for link in session.advocate_links.select_related("advocate__user").order_by("pk"))


def notify_participants(session: Session, kind: str, *, by: User, now: datetime) -> None:
    """Send everyone who takes part the session for their calendar. Call it inside an action's transaction."""
    method = CANCEL if kind == "session_cancelled" else REQUEST
    for person in session_participants(session):
        _notify_of_session(session, person, kind, method, now, who=by.full_name)


def notify_of_new_participants(session: Session, before: Iterable[User], *, now: datetime) -> None:
    """Put the session into the calendars of those who take part now, and take it out of the others'.

    `before` are those who took part until now. Nobody is emailed about a session whose time is over. Call it inside an
    action's transaction.
    """
    participants = list(session_participants(session))
    if set(participants) == set(before) or session.starts_at is None or session.starts_at <= now:
        return
    session.sequence += 1
    session.save(update_fields=["sequence"])
    people = " and ".join(map(str, participants))
    for person in participants:
        _notify_of_session(session, person, "session_people", REQUEST, now, people=people)
    for person in set(before) - set(participants):
        _notify_of_session(session, person, "session_passed_on", CANCEL, now, people=people)


def _notify_of_session(session: Session, person: User, kind: str, method: str, now: datetime, **context: Any) -> None:
    calendar = invitation_calendar(session, person, now=now, method=method)
    facts = {"session": session.pk, "sequence": session.sequence}
    occasion = f"{email_occasion(session, kind)}user={person.pk}"
    notify(occasion, person, kind, session, now, facts, session=session, calendar=calendar, **context)


def email_occasion(session: Session, kind: str) -> str:
    """Return how the occasions of a kind of email about the session, as it is now, begin."""
    return f"{kind}:{session.pk}:{session.sequence}:"


def _still_planned(session: Session) -> Session:
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if locked.state != SessionState.PLANNED:
        raise NotPlannable(f"This session is {locked.get_state_display().lower()} now, so it can’t be moved.")
    return locked


def _notify_of_proposal(occasion: str, to: User, kind: str, proposal: Proposal, by: User, now: datetime) -> None:
    times = list(proposal.times.all())
    facts = {"proposal": proposal.pk}
    notify(occasion, to, kind, proposal, now, facts, proposal=proposal, times=times, who=by.full_name)


def notify(
    occasion: str,
    to: User,
    kind: str,
    about: Session | Proposal,
    now: datetime,
    facts: dict[str, Any],
    **context: Any,
) -> None:
    """Email somebody about a session or a proposal. Call it inside an action's transaction."""
    queue_email(
        occasion,
        to=to,
        kind=kind,
        now=now,
        about=about,
        facts=facts,
        reply_to=about.hub.contact_email,
        **context,
    )
