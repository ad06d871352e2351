"""A grant's balance: its parts submitted, approved, in payment, paid and left add up to its amount."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from sustaining.common.money import ZERO

from .choices import ClaimState, EntryKind
from .models import Claim, Entry, Grant
from .querysets import WAITING

MONEY = DecimalField(max_digits=10, decimal_places=2)
CLAIM_SUMS = {
    "waiting": Sum("total", filter=Q(state__in=WAITING)),
    "in_payment": Sum("approved", filter=Q(state=ClaimState.IN_RUN)),
}
"""What claims add up to before they are paid, for `aggregate` and `annotate`."""


@dataclass(frozen=True)
class GrantBalance:
    """Balance of one grant in GBP, or of several together.

    Its parts add up to the amount: `waiting` (submitted), `approved`, `in_payment`, `paid` and `left`. `committed` is what
    was approved, whether or not it is in payment or paid.
    """

    amount: Decimal
    paid: Decimal
    committed: Decimal
    waiting: Decimal
    in_payment: Decimal = ZERO

    @property
    def approved(self) -> Decimal:
        """Return what is approved and in no payment run yet."""
        return self.committed - self.in_payment - self.paid

    @property
    def left(self) -> Decimal:
        """Return what a new claim may ask for: neither committed nor waiting."""
        return self.amount - self.committed - self.waiting

    @property
    def claimed(self) -> Decimal:
        """Return everything claimed: committed (paid or not) and waiting."""
        return self.committed + self.waiting


def waiting_for(grant: str) -> Coalesce:
    """Return an expression for the GBP of undecided claims on a grant; `grant` is the field with its key."""
    return _sum_of_claims(grant, "total", WAITING)


def queried_for(grant: str) -> Coalesce:
    """Return an expression for the GBP of claims on a grant with a query that the school has not answered."""
    return _sum_of_claims(grant, "total", (ClaimState.QUERIED,))


def in_payment_for(grant: str) -> Coalesce:
    """Return an expression for the GBP of claims in a prepared payment run; `grant` is the field with its key."""
    return _sum_of_claims(grant, "approved", (ClaimState.IN_RUN,))


def _sum_of_claims(grant: str, field: str, states: tuple[str, ...]) -> Coalesce:
    claims = apps.get_model("funding", "Claim")._base_manager.filter(grant=OuterRef(grant), state__in=states)
    total = claims.order_by().values("grant").annotate(summed=Sum(field)).values("summed")
    return Coalesce(Subquery(total, output_field=MONEY), ZERO, output_field=MONEY)


def with_balance(grants: Any) -> Any:
    """Annotate grants with `waiting` and `in_payment`, for `annotated_balance`."""
    return grants.annotate(waiting=waiting_for("pk"), in_payment=in_payment_for("pk"))


def with_money_left(grants: Any) -> Any:
    """Filter grants that are open and have money left, and annotate what is `waiting` for a decision."""
    open_grants = grants.filter(closed_at__isnull=True).annotate(waiting=waiting_for("pk"))
    return open_grants.filter(amount__gt=F("committed") + F("waiting"))


def annotated_balance(grant: Any) -> GrantBalance:
    """Return the balance of a grant that `with_balance` annotated."""
    return GrantBalance(grant.amount, grant.paid, grant.committed, grant.waiting, grant.in_payment)


def sum_claims(claims: Any) -> dict[str, Decimal]:
    """Return the GBP `waiting` and `in_payment` of claims. One query."""
    sums = claims.order_by().aggregate(**CLAIM_SUMS)
    return {name: value or ZERO for name, value in sums.items()}


def get_grant_balance(grant: Grant) -> GrantBalance:
    """Return the balance of one grant. One query."""
    sums = sum_claims(Claim.objects.filter(grant=grant))
    return GrantBalance(grant.amount, grant.paid, grant.committed, **sums)


def money_given_back(grant: Grant) -> Decimal:
    """Return the GBP of a closed grant that went back to the hub: what it first had, less what it has. One query.

    A grant changes only as it closes, opens again, or opens by what a payment that is brought in lacks.
    """
    if grant.closed_at is None:
        return ZERO
    opened = Entry.objects.filter(grant=grant, kind=EntryKind.OPEN).order_by("pk").values_list("amount", flat=True)
    return max(ZERO, (opened.first() or ZERO) - grant.amount)


def money_given_back_for(grant: str) -> Any:
    """Return an expression for what a grant first had, less what it has, in GBP; `grant` is the field with its key.

    It counts for closed grants alone, as in `money_given_back`.
    """
    opened = Entry._base_manager.filter(grant=OuterRef(grant), kind=EntryKind.OPEN).order_by("pk").values("amount")[:1]
    return Coalesce(Subquery(opened, output_field=MONEY), ZERO, output_field=MONEY) - F("amount")
