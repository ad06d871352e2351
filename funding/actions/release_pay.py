"""Specialists' release pay: a hub turns it on, sets rates and a budget, and decides on each Specialist's month."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from devplans.models import Session
from schools.models import Hub, Project
from specialists.models import Specialist
from sustaining.common.errors import DomainError, WrongState, domain_error_from_constraint
from sustaining.common.money import ZERO
from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from ..choices import SIDES, EntryKind, ReleaseState
from ..models import (
    RELEASE_MOVES,
    ReleaseBudget,
    ReleaseEntry,
    ReleaseMonth,
    ReleaseRate,
    ReleaseSession,
    ReleaseSetup,
)
from ..models.release_pay import HALF_DAY_HOURS
from ..references import new_reference
from ..release_pay import NO_DAY, MonthToDecide, is_release_paid, months_to_decide
from .grants import ReasonMissing

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class RateNotPossible(DomainError):
    """The rate would change what has been decided, or does not fit its project."""

    field = "starts_on"


class BudgetNotPossible(DomainError):
    """The budget is less than what was approved."""

    field = "amount"


class ReleaseNotPossible(DomainError):
    """The month can't be decided like this."""


class ReleaseChanged(DomainError):
    """The sessions are not those that the page showed."""


def post_release_entry(month: ReleaseMonth, kind: EntryKind, *, why: str = "", by: User, now: datetime) -> ReleaseEntry:
    """Add an entry for the whole amount of a month to the ledger. Call inside an action's transaction."""
    source, target = SIDES[kind]
    return ReleaseEntry.objects.create(
        month=month, kind=kind, source=source, target=target, amount=month.amount, why=why[:300], by=by, at=now
    )


@action("funding.set_release_pay")
def switch_release_pay(
    hub: Hub, *, is_on: bool, half_day_hours: Decimal = HALF_DAY_HOURS, by: User, now: datetime
) -> ReleaseSetup:
    """Have a hub pay for the release of Specialists, or stop; decided months are still paid.

    `half_day_hours` counts for months that are decided from now on.
    """
    values = {"is_on": is_on, "half_day_hours": half_day_hours, "set_by": by, "set_at": now}
    setup, _ = ReleaseSetup.objects.update_or_create(hub=hub, defaults=values)
    return setup


@action("funding.set_release_pay")
def set_release_rate(
    hub: Hub, *, project: Project, amount: Decimal, starts_on: date, by: User, now: datetime
) -> ReleaseRate:
    """Set what a day of release on a project is paid, GBP, for sessions from a day of its year on.

    Sessions that were decided keep their rate. Raise RateNotPossible when some from that day on were.
    """
    year = AcademicYear(project.academic_year)
    if starts_on not in year:
        raise RateNotPossible(f"Date must be in the project’s academic year, {year}.")
    with (
        domain_error_from_constraint(RateNotPossible, constraint="release_rate_is_used"),
        domain_error_from_constraint(RateNotPossible, constraint="one_release_rate_a_day", model=ReleaseRate),
    ):
        return ReleaseRate.objects.create(
            hub=hub, project=project, amount=amount, starts_on=starts_on, set_by=by, set_at=now
        )


@action("funding.set_release_pay")
def set_release_budget(
    hub: Hub, *, academic_year: int, amount: Decimal, reason: str = "", by: User, now: datetime
) -> ReleaseBudget:
    """Set the hub's budget for release pay in an academic year, GBP. Earlier versions stay in its history.

    Raise ReasonMissing when another amount replaces one without a reason, BudgetNotPossible below what was approved.
    """
    budget, is_new = ReleaseBudget.objects.select_for_update().get_or_create(
        hub=hub,
        academic_year=academic_year,
        defaults={"amount": amount, "reason": reason, "set_by": by, "set_at": now},
    )
    if is_new or budget.amount == amount:
        return budget
    if not reason:
        raise ReasonMissing("Enter why the budget changes, for example more Specialists were accredited.")
    budget.amount, budget.reason, budget.set_by, budget.set_at = amount, reason, by, now
    with domain_error_from_constraint(BudgetNotPossible, constraint="release_budget_not_exceeded", model=ReleaseBudget):
        budget.save(update_fields=["amount", "reason", "set_by", "set_at"])
    return budget


@action("funding.decide_release")
def approve_release(
    hub: Hub,
    *,
    specialist: Specialist,
    month: date,
    seen: str,
    left_out: Collection[int] = (),
    reason: str = "",
    by: User,
    now: datetime,
) -> ReleaseMonth:
    """Approve a Specialist's sessions of a month for payment to their home school; those in `left_out` are not paid.

    `seen` is the fingerprint of the month as it was shown. Raise ReleaseChanged when it is something else now,
    ReleaseNotPossible without a payee, a budget or a session, or when it exceeds the budget.
    """
    waiting = _lock_waiting(hub, specialist, month, seen)
    if waiting.problem:
        raise ReleaseNotPossible(waiting.problem)
    chosen = {row.session.pk for row in waiting.sessions}
    if chosen & set(left_out) and not reason:
        raise ReasonMissing("Enter why these sessions are left out. The Specialist can read it.")
    amount = sum((row.amount for row in waiting.sessions if row.session.pk not in left_out), ZERO)
    if not amount:
        raise ReleaseNotPossible("Nothing would be paid. Keep at least one session, or reject the month.")
    return _decide(
        hub, waiting, ReleaseState.APPROVED, left_out=set(left_out), reason=reason, amount=amount, by=by, now=now
    )


@action("funding.decide_release")
def reject_release(
    hub: Hub, *, specialist: Specialist, month: date, seen: str, reason: str, by: User, now: datetime
) -> ReleaseMonth:
    """Decide that a Specialist's sessions of a month are not paid, with a reason. Raise as `approve_release` does."""
    waiting = _lock_waiting(hub, specialist, month, seen)
    everything = {row.session.pk for row in waiting.sessions}
    return _decide(hub, waiting, ReleaseState.REJECTED, left_out=everything, reason=reason, amount=ZERO, by=by, now=now)


def _lock_waiting(hub: Hub, specialist: Specialist, month: date, seen: str) -> MonthToDecide:
    """Lock the Specialist and return their month as it is now. Raise ReleaseNotPossible, ReleaseChanged."""
    if not is_release_paid(hub):
        raise ReleaseNotPossible("Your hub does not pay for the release of Specialists. Turn it on first.")
    # Of two decisions at once, the second waits here and then sees the first.
    Specialist.objects.select_for_update(of=("self",), no_key=True).get(pk=specialist.pk)
    shown = months_to_decide(hub, specialist=specialist, month=month)
    if not shown or shown[0].fingerprint != seen:
        raise ReleaseChanged("The sessions of this month have changed since this page was shown. Check them again.")
    # A session that is reopened in between waits for this decision, and then shows as a difference.
    sessions = [row.session.pk for row in shown[0].sessions]
    list(Session.objects.select_for_update(of=("self",)).filter(pk__in=sessions).order_by("pk").values("pk"))
    again = months_to_decide(hub, specialist=specialist, month=month)
    if not again or again[0].fingerprint != seen:
        raise ReleaseChanged("The sessions of this month have changed since this page was shown. Check them again.")
    return again[0]


def _decide(
    hub: Hub,
    waiting: MonthToDecide,
    state: ReleaseState,
    *,
    left_out: Collection[int],
    reason: str,
    amount: Decimal,
    by: User,
    now: datetime,
) -> ReleaseMonth:
    year = AcademicYear.of(waiting.month)
    budget = ReleaseBudget.objects.filter(hub=hub, academic_year=year.start).first()
    if budget is None:
        raise ReleaseNotPossible(f"Set a budget for release pay in {year} first.")
    with domain_error_from_constraint(ReleaseNotPossible, constraint="release_decided_by_another"):
        month = ReleaseMonth.objects.create(
            hub=hub,
            specialist=waiting.specialist,
            home_school=waiting.specialist.home_school,
            budget=budget,
            month=waiting.month,
            reference=_free_reference(year),
            state=state,
            amount=amount,
            decided_by=by,
            decided_at=now,
            reason=reason if state == ReleaseState.REJECTED else "",
        )
    with domain_error_from_constraint(
        ReleaseNotPossible, constraint="a_session_is_released_once", model=ReleaseSession
    ):
        ReleaseSession.objects.bulk_create(
            ReleaseSession(
                month=month,
                session=row.session,
                rate=row.rate,
                held_on=row.session.held_on,
                length=row.session.length,
                days=NO_DAY if row.session.pk in left_out else row.days,
                amount=ZERO if row.session.pk in left_out else row.amount,
                left_out_reason=reason[:300] if row.session.pk in left_out else "",
            )
            for row in waiting.sessions
        )
    if state == ReleaseState.APPROVED:
        with domain_error_from_constraint(ReleaseNotPossible, constraint="release_budget_never_exceeded"):
            post_release_entry(month, EntryKind.COMMIT, why=month.reference, by=by, now=now)
    return month


def _free_reference(year: AcademicYear) -> str:
    """Return a reference that no month has. The database refuses the second of two that meet."""
    while ReleaseMonth.objects.filter(reference=(reference := new_reference(year.start, "REL"))).exists():
        continue
    return reference


@action("funding.take_back_release")
def take_back_release(month: ReleaseMonth, *, reason: str, by: User, now: datetime) -> ReleaseMonth:
    """Reverse a decision on a month that is in no payment run: its sessions wait for a decision again. Raise WrongState."""
    locked = ReleaseMonth.objects.select_for_update(of=("self",)).get(pk=month.pk)
    if locked.state not in RELEASE_MOVES.moves["take_back"].sources:
        raise WrongState(RELEASE_MOVES.refusal(locked))
    if locked.state == ReleaseState.APPROVED:
        post_release_entry(locked, EntryKind.UNCOMMIT, why=reason, by=by, now=now)
    RELEASE_MOVES.make(month, "take_back", reason=reason)
    month.sessions.update(is_open=False)
    return month
