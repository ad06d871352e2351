"""Setting up a project’s instalments, and claiming one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from schools.models import Project
from sustaining.common.clock import london_day
from sustaining.common.errors import domain_error_from_constraint
from sustaining.common.permissions import action

from ..errors import ClaimIncomplete, InstalmentsNotPossible
from ..instalment_triggers import CLAIMED_ALREADY
from ..instalments import conditions, find_instalment, is_claimed
from ..models import Claim, ClaimLine, Grant, Instalment
from ..windows import require_open_window
from .claims import create_claim, set_total

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("funding.set_instalments")
def set_instalments(project: Project, *, parts: Sequence[tuple[int, str]], by: User, now: datetime) -> list[Instalment]:
    """Have a project pay its grant in these parts, (percentage, name of the condition) each; none for claims by items.

    Raise InstalmentsNotPossible unless they add up to 100 and each has a condition of its own, or once a school has claimed.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if parts and (total := sum(percent for percent, _ in parts)) != 100:
        raise InstalmentsNotPossible(f"The instalments add up to {total}%. Change them so that they add up to 100%.")
    if len({name for _, name in parts}) < len(parts):
        raise InstalmentsNotPossible("Two instalments have the same condition. Choose a different one for each.")
    if any(name not in conditions() or percent < 1 for percent, name in parts):
        raise InstalmentsNotPossible("Enter a percentage and choose a condition for each instalment.")
    if is_claimed(project):  # the trigger holds it against races
        raise InstalmentsNotPossible(CLAIMED_ALREADY)
    Instalment.objects.filter(project=project).delete()
    return Instalment.objects.bulk_create(
        Instalment(project=project, number=number, percent=percent, fact=name)
        for number, (percent, name) in enumerate(parts, start=1)
    )


@action("funding.draft_claim")
def draft_instalment(grant: Grant, *, instalment: Instalment, client_key: UUID, by: User, now: datetime) -> Claim:
    """Create a draft claim on an instalment whose condition is met. Idempotent on `client_key`.

    Raise ClaimIncomplete where it is not met or has been claimed, WindowClosed, NotEnoughGrant.
    """
    known = Claim.objects.filter(client_key=client_key, grant=grant).first()
    if known:
        return known
    require_open_window(grant, london_day(now))
    row = find_instalment(grant, instalment)
    if row.claim:
        raise ClaimIncomplete(f"{row.title} has already been claimed, in claim {row.claim}.")
    if row.met_on is None:
        raise ClaimIncomplete(f"You can claim this instalment once this has happened: {row.fact.label}.")
    with domain_error_from_constraint(ClaimIncomplete, constraint="one_claim_an_instalment", model=Claim):
        claim, is_new = create_claim(grant, client_key, by, now, instalment=instalment)
    if is_new:
        ClaimLine.objects.create(
            claim=claim, released_on=row.met_on, cost=row.amount, occasion_words=row.words[:200], position=1
        )
        set_total(claim, row.amount)
    return claim
