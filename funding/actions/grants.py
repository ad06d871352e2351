"""Actions on a grant from opening to closing, and a hub's set-up. Balances change by ledger entries alone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from schools.models import Hub, Project
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from ..choices import SIDES, EntryKind
from ..columns import Column, column_problems, get_setup
from ..errors import ClaimIncomplete
from ..grant_balance import get_grant_balance, money_given_back
from ..models import Acceptance, Budget, Claim, ClaimWindow, Entry, Grant, MoneySetup
from ..models.grants import UNMATCHED_DAYS

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class DayNotPossible(DomainError):
    """The day is not possible."""

    field = "late_until"


class ReasonMissing(DomainError):
    """A change of budget gives no reason."""

    field = "reason"


def post_entry(
    grant: Grant,
    kind: EntryKind,
    amount: Decimal,
    *,
    claim: Claim | None = None,
    why: str = "",
    by: User,
    now: datetime,
) -> Entry:
    """Add an entry with its two sides to the ledger. Call inside an action's transaction."""
    source, target = SIDES[kind]
    return Entry.objects.create(
        grant=grant, claim=claim, kind=kind, source=source, target=target, amount=amount, why=why[:300], by=by, at=now
    )


def release_closed_remainder(grant: Grant, *, by: User, now: datetime) -> None:
    """Return a closed grant's remaining money to the hub; do nothing for an open one. Call inside an action's transaction."""
    # Locked before the balance is read: money that a claim commits in between would otherwise go back to the hub as
    # well.
    locked = Grant.objects.select_for_update().get(pk=grant.pk)
    if locked.closed_at and (left := get_grant_balance(locked).left) > 0:
        post_entry(
            locked, EntryKind.CLOSE, left, why=locked.close_reason or "The school left the project", by=by, now=now
        )


def take_remainder_back(grant: Grant, amount: Decimal, *, why: str, by: User, now: datetime) -> None:
    """Have a closed grant hold `amount` GBP that are free, from what it gave back to the hub; do nothing for an open one.

    What the hub does not have any more is left out. Call inside an action's transaction.
    """
    locked = Grant.objects.select_for_update().get(pk=grant.pk)
    missing = min(amount - get_grant_balance(locked).left, money_given_back(locked))
    if locked.closed_at and missing > 0:
        post_entry(locked, EntryKind.OPEN, missing, why=why, by=by, now=now)


def conditions_for(grant: Grant) -> str:
    """Return the conditions of a grant: its hub's own, else the default ones."""
    return get_setup(grant.participation.hub_id).conditions


def accept_conditions(grant: Grant, *, yes: bool, by: User, now: datetime) -> None:
    """Record acceptance of the conditions as worded now. Call inside an action's transaction: submitting a claim accepts.

    Raise ClaimIncomplete if the school does not accept them.
    """
    if Acceptance.objects.filter(grant=grant).exists():
        return
    if not yes:
        raise ClaimIncomplete("Accept the grant’s conditions first: once for the school, before its first claim.")
    # get_or_create, because two claims of one school may be submitted at once; the first acceptance counts.
    Acceptance.objects.get_or_create(
        grant=grant, defaults={"words": conditions_for(grant), "accepted_by": by, "accepted_at": now}
    )


@action("funding.allow_late_claims")
def allow_late_claims(grant: Grant, *, late_until: date, reason: str, by: User, now: datetime) -> Grant:
    """Accept claims on a grant after its window, until a day and with a reason. Raise WrongState, DayNotPossible."""
    if grant.closed_at:
        raise WrongState("This grant is closed: the school left the project.")
    if not 0 <= (late_until - london_day(now)).days <= 366:
        raise DayNotPossible("Date must be today or later, and within a year.")
    grant.late_until, grant.late_reason, grant.late_by = late_until, reason, by
    grant.save(update_fields=["late_until", "late_reason", "late_by"])
    return grant


@action("funding.set_up_money")
def set_conditions(hub: Hub, *, conditions: str, by: User, now: datetime) -> MoneySetup:
    """Set the conditions for future acceptances; accepted ones keep their wording."""
    setup, _ = MoneySetup.objects.update_or_create(hub=hub, defaults={"conditions": conditions})
    return setup


@action("funding.set_up_money")
def set_columns(hub: Hub, *, columns: list[list[str]], by: User, now: datetime) -> MoneySetup:
    """Set the columns of the finance file; released runs keep their files. Raise ColumnsNotPossible."""
    for problem in column_problems([Column(*column) for column in columns]):
        raise problem
    setup, _ = MoneySetup.objects.update_or_create(hub=hub, defaults={"columns": columns})
    return setup


@action("funding.set_up_money")
def set_codes(
    hub: Hub, *, nominal_code: str, cost_centre: str, unmatched_days: int = UNMATCHED_DAYS, by: User, now: datetime
) -> MoneySetup:
    """Set the hub's codes in its finance system, and the days until a payment should be on a bank statement.

    Released runs keep their files.
    """
    codes = {"nominal_code": nominal_code, "cost_centre": cost_centre, "unmatched_days": unmatched_days}
    setup, _ = MoneySetup.objects.update_or_create(hub=hub, defaults=codes)
    return setup


@action("funding.set_up_money")
def set_window(hub: Hub, *, project: Project, opens_on: date, closes_on: date, by: User, now: datetime) -> ClaimWindow:
    """Set the first and last day for claims on a project. Raise DayNotPossible."""
    if closes_on < opens_on:
        error = DayNotPossible("Closing date must be on or after the opening date.")
        error.field = "closes_on"
        raise error
    window, _ = ClaimWindow.objects.update_or_create(
        hub=hub, project=project, defaults={"opens_on": opens_on, "closes_on": closes_on}
    )
    return window


@action("funding.set_budget")
def set_budget(hub: Hub, *, academic_year: int, amount: Decimal, reason: str = "", by: User, now: datetime) -> Budget:
    """Set the hub's budget for release grants in an academic year, GBP. Earlier versions stay in its history.

    Raise ReasonMissing when another amount replaces the one that was set.
    """
    # Locked, so that of two changes at once the second one is compared with the first.
    budget, is_new = Budget.objects.select_for_update().get_or_create(
        hub=hub,
        academic_year=academic_year,
        defaults={"amount": amount, "reason": reason, "set_by": by, "set_at": now},
    )
    if is_new or budget.amount == amount:
        return budget
    if not reason:
        raise ReasonMissing("Enter why the budget changes, for example DfE reduced the hub’s grant.")
    budget.amount, budget.reason, budget.set_by, budget.set_at = amount, reason, by, now
    budget.save(update_fields=["amount", "reason", "set_by", "set_at"])
    return budget
