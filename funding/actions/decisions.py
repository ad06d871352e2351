"""The hub's decisions on a claim: approve (in full or for less), query, reject. Nobody decides on their own claim."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sustaining.common.errors import domain_error_from_constraint
from sustaining.common.money import ZERO, pounds
from sustaining.common.permissions import action

from ..choices import EntryKind
from ..errors import AmountNotPossible, NotEnoughGrant
from ..instalments import require_condition
from ..links import answer_address
from ..models import CLAIM_MOVES, Claim, Message
from .grants import post_entry, release_closed_remainder
from .notices import notify_claimants

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("funding.approve_claim")
def approve_claim(claim: Claim, *, amount: Decimal | None = None, reason: str = "", by: User, now: datetime) -> Claim:
    """Commit the claim's total to its grant, or a smaller `amount` (GBP) with a `reason`, and email its makers.

    Raise WrongState, NotEnoughGrant, AmountNotPossible, and ClaimIncomplete for an instalment that is not due any more.
    """
    approved = claim.total if amount is None else pounds(amount)
    if not ZERO < approved <= claim.total:
        raise AmountNotPossible(f"Approve £{claim.total:,.2f} or less, and more than £0.")
    if approved < claim.total and not reason.strip():
        raise AmountNotPossible("Enter the reason for approving less. The school will see it.")
    require_condition(claim)
    # Both constraints hold the same limit: the first when the claim's state changes, the second at the ledger entry.
    # Two approvals at once pass the first only one after the other, because it locks the grant.
    with domain_error_from_constraint(NotEnoughGrant, constraint="claim_within_grant"):
        CLAIM_MOVES.make(claim, "approve", approved=approved, decided_by=by, decided_at=now, decision_reason=reason)
    with domain_error_from_constraint(NotEnoughGrant, constraint="grant_never_overspent"):
        post_entry(claim.grant, EntryKind.COMMIT, approved, claim=claim, why=reason, by=by, now=now)
    # A claim approved for less leaves a remainder, and a closed grant keeps none.
    release_closed_remainder(claim.grant, by=by, now=now)
    notify_claimants(claim, "claim_approved", by=by, now=now)
    return claim


@action("funding.reject_claim")
def reject_claim(claim: Claim, *, reason: str, by: User, now: datetime) -> Claim:
    """Reject a claim with a reason that the school reads. Raise WrongState."""
    CLAIM_MOVES.make(claim, "reject", decided_by=by, decided_at=now, decision_reason=reason)
    release_closed_remainder(claim.grant, by=by, now=now)
    notify_claimants(claim, "claim_rejected", by=by, now=now)
    return claim


@action("funding.query_claim")
def query_claim(claim: Claim, *, reason: str, by: User, now: datetime) -> Claim:
    """Send a claim back to the school with a question; the school answers or edits it and resubmits. Raise WrongState."""
    CLAIM_MOVES.make(claim, "query", decision_reason=reason)
    question = Message.objects.create(claim=claim, words=reason, from_hub=True, by=by, at=now)
    notify_claimants(claim, "claim_queried", by=by, now=now, answer_link=answer_address(claim, question))
    return claim
