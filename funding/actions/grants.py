"""A grant from its opening to its close, and what a hub sets up around it. Figures move by the ledger alone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from schools.models import Hub, Project
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from ..choices import SIDES, EntryKind
from ..errors import ClaimIncomplete
from ..figures import figures_of
from ..models import Acceptance, Budget, Claim, ClaimWindow, Entry, Grant, MoneySetup
from ..words import CONDITIONS


class DayNotPossible(DomainError):
    """The day cannot be right."""

    field = "late_until"


def enter(
    grant: Grant, kind: EntryKind, amount: Decimal, *, claim: Claim | None = None, why: str = "", by: Any, now: datetime
) -> Entry:
    """Add an entry with its two sides to the ledger, inside an action's transaction."""
    source, target = SIDES[kind]
    return Entry.objects.create(
        grant=grant, claim=claim, kind=kind, source=source, target=target, amount=amount, why=why[:300], by=by, at=now
    )


def free_what_is_closed(grant: Grant, *, by: Any, now: datetime) -> None:
    """Give what a closed grant has left back to the hub, inside an action's transaction; nothing for an open one."""
    locked = Grant.objects.select_for_update().get(pk=grant.pk)
    if locked.closed_at and (left := figures_of(locked).left) > 0:
        enter(locked, EntryKind.CLOSE, left, why=locked.close_reason or "The school left the project", by=by, now=now)


def conditions_for(grant: Grant) -> str:
    """The conditions that the school of a grant is shown: its hub's own, else the usual ones."""
    setup = MoneySetup.objects.filter(hub=grant.school.hub_id).first() if grant.school.hub_id else None
    return setup.conditions if setup else CONDITIONS


def accept(grant: Grant, *, yes: bool, by: Any, now: datetime) -> None:
    """Keep the school's yes with the words as they are, inside an action's transaction. Raises ClaimIncomplete without."""
    if Acceptance.objects.filter(grant=grant).exists():
        return
    if not yes:
        raise ClaimIncomplete("Accept the grant’s conditions first: once for the school, before its first claim.")
    Acceptance.objects.get_or_create(
        grant=grant, defaults={"words": conditions_for(grant), "accepted_by": by, "accepted_at": now}
    )


@action("funding.accept_conditions")
def accept_conditions(grant: Grant, *, by: Any, now: datetime) -> Grant:
    """Say yes to the grant's conditions for the school; a second yes changes nothing."""
    accept(grant, yes=True, by=by, now=now)
    return grant


@action("funding.allow_late_claims")
def allow_late_claims(grant: Grant, *, late_until: date, reason: str, by: Any, now: datetime) -> Grant:
    """Take claims on a grant after its window, up to a day, for a reason. Raises WrongState, DayNotPossible."""
    if grant.closed_at:
        raise WrongState("This grant is closed: the school left the project.")
    if not 0 <= (late_until - london_day(now)).days <= 366:
        raise DayNotPossible("Choose a day from today on, within a year.")
    grant.late_until, grant.late_reason, grant.late_by = late_until, reason, by
    grant.save(update_fields=["late_until", "late_reason", "late_by"])
    return grant


@action("funding.set_up_money")
def set_conditions(hub: Hub, *, conditions: str, by: Any, now: datetime) -> MoneySetup:
    """Write the conditions that schools are shown from now on; what was accepted stays as it was."""
    setup, _ = MoneySetup.objects.update_or_create(hub=hub, defaults={"conditions": conditions})
    return setup


@action("funding.set_up_money")
def set_columns(hub: Hub, *, columns: list[list[str]], by: Any, now: datetime) -> MoneySetup:
    """Choose the columns of the finance file; runs that were released keep theirs."""
    setup, _ = MoneySetup.objects.update_or_create(hub=hub, defaults={"columns": columns})
    return setup


@action("funding.set_up_money")
def set_window(hub: Hub, *, project: Project, opens_on: date, closes_on: date, by: Any, now: datetime) -> ClaimWindow:
    """Say from when to when claims on a project are taken. Raises DayNotPossible."""
    if closes_on < opens_on:
        error = DayNotPossible("The window closes before it opens. Mend one of the two days.")
        error.field = "closes_on"
        raise error
    window, _ = ClaimWindow.objects.update_or_create(
        hub=hub, project=project, defaults={"opens_on": opens_on, "closes_on": closes_on}
    )
    return window


@action("funding.set_budget")
def set_budget(hub: Hub, *, academic_year: int, amount: Decimal, by: Any, now: datetime) -> Budget:
    """Say what the hub has for release grants in an academic year, GBP."""
    budget, _ = Budget.objects.update_or_create(
        hub=hub, academic_year=academic_year, defaults={"amount": amount, "set_by": by, "set_at": now}
    )
    return budget
