"""Actions that end a school's year or take an ending back: withdraw, reinstate, complete, reopen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sustaining.common.clock import london_day
from sustaining.common.errors import domain_error_from_constraint
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..completing import check_gates
from ..email_parts import reader_sees
from ..endings import ENDING_RULES, find_restorations, last_withdrawal, people_to_email
from ..models import PARTICIPATION_MOVES, Participation, Pause, School, Withdrawal
from .participation import AlreadyEnrolled

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("schools.withdraw_participation")
def withdraw_participation(participation: Participation, *, reason: str, by: User, now: datetime) -> Participation:
    """Withdraw a school from a project: what is open ends today, and those concerned are emailed. Raise WrongState.

    What was ended is kept with the `Withdrawal`, for `reinstate_participation`.
    """
    # Before anything ends: afterwards nobody is the school's Specialist any more, or leads its group.
    readers = people_to_email(participation, now)
    withdrawal = end_participation(participation, reason=reason, by=by, now=now)
    email_readers("participation_withdrawn", withdrawal, readers, reason=reason, day=london_day(now), by=by, now=now)
    return participation


def end_participation(
    participation: Participation, *, reason: str, entered_by_mistake: bool = False, by: User, now: datetime
) -> Withdrawal:
    """End a participation and what is open in it, and return the record by which it can be put back. Nobody is emailed.

    Call it inside an action's transaction. Raise WrongState.
    """
    PARTICIPATION_MOVES.make(
        participation,
        "withdraw",
        ended_on=london_day(now),
        end_reason=reason,
        entered_by_mistake=entered_by_mistake,
    )
    ended = {
        name: rule.end(rule.find(participation, now), reason=reason, by=by, now=now)
        for name, rule in ENDING_RULES.items()
    }
    Pause.objects.filter(participation=participation, ended_at__isnull=True).update(
        ended_at=now, ended_by=by, end_reason=reason
    )
    return Withdrawal.objects.create(
        participation=participation, reason=reason, withdrawn_by=by, withdrawn_at=now, ended=ended
    )


@action("schools.reinstate_participation")
def reinstate_participation(participation: Participation, *, reason: str, by: User, now: datetime) -> Participation:
    """Take back a withdrawal: put back what it ended and can still be put back, and email those concerned.

    Raise WrongState unless the school is withdrawn; AlreadyEnrolled when it takes part with another hub meanwhile.
    """
    withdrawal = put_back_participation(participation, reason=reason, by=by, now=now)
    readers = people_to_email(participation, now)
    email_readers("participation_reinstated", withdrawal, readers, reason=reason, day=london_day(now), by=by, now=now)
    return participation


def put_back_participation(
    participation: Participation, *, reason: str, without: Collection[str] = (), by: User, now: datetime
) -> Withdrawal:
    """Take back a withdrawal without emailing anybody, and return its record. Call it inside an action's transaction.

    `without` names ending rules whose things stay ended.
    """
    with domain_error_from_constraint(AlreadyEnrolled, constraint="one_participation_a_project", model=Participation):
        PARTICIPATION_MOVES.make(participation, "reinstate", ended_on=None, end_reason=reason, entered_by_mistake=False)
    for rule, restorations in find_restorations(participation, now):
        possible = [item for item in restorations if not item.refusal and rule.name not in without]
        rule.restore(participation, possible, reason=reason, by=by, now=now)
    withdrawal = last_withdrawal(participation)
    if withdrawal:
        withdrawal.reinstated_by, withdrawal.reinstated_at, withdrawal.reinstate_reason = by, now, reason
        withdrawal.save(update_fields=["reinstated_by", "reinstated_at", "reinstate_reason"])
    else:
        # Withdrawn before withdrawals were kept: only the participation and its grant can be put back.
        withdrawal = Withdrawal.objects.create(
            participation=participation, reason=reason, withdrawn_by=by, withdrawn_at=now,
            reinstated_by=by, reinstated_at=now, reinstate_reason=reason,
        )  # fmt: skip
    return withdrawal


def email_readers(
    kind: str,
    record: Withdrawal | Pause,
    readers: list[User],
    *,
    reason: str,
    day: date,
    by: User,
    now: datetime,
    **context: Any,
) -> None:
    """Email each reader that a school's year ends, pauses or goes on again, as `record` says. Call inside an action."""
    participation = record.participation
    for person in readers:
        sees_school = reader_sees(School, participation.school_id, person.pk)
        queue_email(
            f"{kind}:{record.pk}:user={person.pk}",
            to=person,
            kind=kind,
            now=now,
            about=participation.school,
            facts={
                "participation": participation.pk,
                type(record).__name__.lower(): record.pk,
                "sees_school": sees_school,
            },
            reply_to=participation.hub.contact_email,
            participation=participation,
            sees_school=sees_school,
            reason=reason,
            who=by.full_name,
            day=day,
            **context,
        )


@action("schools.complete_participation")
def complete_participation(participation: Participation, *, reason: str = "", by: User, now: datetime) -> Participation:
    """Mark a school's year as completed, on its last day at the latest. Raise NotReady or WrongState.

    `reason` says why it counts although something is missing (`desk.completion` compares with the criteria). A year
    that is completed in the autumn after it still counts for the year.
    """
    check_gates(participation, now)
    last_day = participation.project.year.ends
    PARTICIPATION_MOVES.make(participation, "complete", ended_on=min(london_day(now), last_day), end_reason=reason)
    return participation


@action("schools.reopen_participation")
def reopen_participation(participation: Participation, *, reason: str, by: User, now: datetime) -> Participation:
    """Take back a completion, with the reason. Raise WrongState.

    What was returned nationally stays as it was frozen; the page that compares shows the change.
    """
    PARTICIPATION_MOVES.make(participation, "reopen", ended_on=None, end_reason=reason)
    return participation
