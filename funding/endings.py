"""Ending rules of the money: a school that withdraws has its drafts withdrawn and its grant closed at what it claimed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.endings import Consequence, EndingRule, Restoration, register_ending_rule
from schools.models import Participation
from sustaining.common.money import format_pounds

from .actions.grants import post_entry, release_closed_remainder
from .choices import ClaimState, EntryKind
from .grant_balance import get_grant_balance, money_given_back
from .models import CLAIM_MOVES, Claim, Grant

if TYPE_CHECKING:
    from sustaining.accounts.models import User

OPEN_CLAIMS = {
    ClaimState.DRAFT: (
        "draft claim is withdrawn; its money goes back to the hub",
        "draft claims are withdrawn; their money goes back to the hub",
    ),
    ClaimState.SUBMITTED: (
        "submitted claim is still waiting for your decision",
        "submitted claims are still waiting for your decision",
    ),
    ClaimState.QUERIED: (
        "queried claim can still be answered and decided",
        "queried claims can still be answered and decided",
    ),
    ClaimState.APPROVED: (
        "approved claim will be paid in the next payment run",
        "approved claims will be paid in the next payment run",
    ),
    ClaimState.IN_RUN: (
        "claim in a payment run will be paid when the run is released",
        "claims in payment runs will be paid when the runs are released",
    ),
}
"""What happens to the claims in each state: to one, and to several."""


class ClaimsEnd(EndingRule):
    """The claims of the participation that are not decided and paid: drafts are withdrawn, the others go on."""

    name = "claims"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the claims that are open, oldest first."""
        claims = Claim.objects.filter(grant__participation=participation, state__in=OPEN_CLAIMS)
        return list(claims.order_by("pk"))

    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return what happens to the claims in each state, with their references."""
        consequences = []
        for state, (singular, plural) in OPEN_CLAIMS.items():
            names = tuple(str(claim.reference) for claim in rows if claim.state == state)
            if names:
                text = singular if len(names) == 1 else plural
                consequences.append(Consequence(f"{len(names)} {text}.", names))
        return consequences

    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """Withdraw the drafts, and return the references of these."""
        drafts = [claim for claim in rows if claim.state == ClaimState.DRAFT]
        for draft in drafts:
            CLAIM_MOVES.make(draft, "withdraw")
        return [str(draft.reference) for draft in drafts]

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return each withdrawn draft, as something that is not put back."""
        return [
            Restoration(
                f"Draft claim {reference}",
                refusal=f"Draft claim {reference} stays withdrawn. It can be restored on its page.",
            )
            for reference in ended
        ]


class GrantEnds(EndingRule):
    """The grant of the participation, which is closed at the amount claimed. It comes after the claims."""

    name = "grants"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the open grant, in a list."""
        return list(Grant.objects.filter(participation=participation, closed_at__isnull=True))

    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return what goes back to the hub."""
        balances = [get_grant_balance(grant) for grant in rows]
        return [
            Consequence(
                f"The grant closes: {format_pounds(balance.left)} of {format_pounds(balance.amount)} goes back to the hub. "
                "The school can’t make new claims."
            )
            for balance in balances
        ]

    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """Close the grants at what is claimed, and return their keys."""
        for grant in rows:
            Grant.objects.filter(pk=grant.pk).update(closed_at=now, close_reason=reason)
            release_closed_remainder(grant, by=by, now=now)
        return [grant.pk for grant in rows]

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return the closed grant. It does not need `ended`: a participation has one grant."""
        grant = Grant.objects.filter(participation=participation, closed_at__isnull=False).first()
        if grant is None:
            return []
        amount = format_pounds(money_given_back(grant))
        return [Restoration(f"The grant opens again, with the {amount} that had gone back to the hub.", grant)]

    def restore(
        self, participation: Participation, restorations: list[Restoration], *, reason: str, by: User, now: datetime
    ) -> None:
        """Open the grant and give it again what went back to the hub."""
        for restoration in restorations:
            grant = Grant.objects.select_for_update().get(pk=restoration.row.pk)
            amount = money_given_back(grant)
            Grant.objects.filter(pk=grant.pk).update(closed_at=None, close_reason="")
            if amount:
                post_entry(grant, EntryKind.OPEN, amount, why=reason, by=by, now=now)


register_ending_rule(ClaimsEnd())
register_ending_rule(GrantEnds())
