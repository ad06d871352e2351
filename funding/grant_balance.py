"""A grant's balance (left, waiting, committed, paid) and the status labels of claims."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps
from django.db.models import DecimalField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from sustaining.common.money import ZERO

from .models import Claim, Grant
from .querysets import WAITING

MONEY = DecimalField(max_digits=10, decimal_places=2)


@dataclass(frozen=True)
class GrantBalance:
    """Balance of one grant in GBP. `left` is what a new claim may ask for: neither committed nor waiting."""

    amount: Decimal
    paid: Decimal
    committed: Decimal
    waiting: Decimal

    @property
    def left(self) -> Decimal:
        return self.amount - self.committed - self.waiting

    @property
    def claimed(self) -> Decimal:
        """Return everything claimed: committed (paid or not) and waiting."""
        return self.committed + self.waiting


def waiting_for(grant: str) -> Coalesce:
    """Return an expression for the GBP of undecided claims on a grant; `grant` is the field with its key."""
    claims = apps.get_model("funding", "Claim")._base_manager.filter(grant=OuterRef(grant), state__in=WAITING)
    total = claims.order_by().values("grant").annotate(total=Sum("total")).values("total")
    return Coalesce(Subquery(total, output_field=MONEY), ZERO, output_field=MONEY)


def get_grant_balance(grant: Grant) -> GrantBalance:
    """Return the balance of one grant. One query."""
    waiting = Claim.objects.filter(grant=grant, state__in=WAITING).aggregate(total=Sum("total"))["total"] or ZERO
    return GrantBalance(grant.amount, grant.paid, grant.committed, waiting)
