"""Columns of the file for a hub's finance system: which, in which order, under which heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from schools.models import Hub

from .models import Claim, MoneySetup, PaymentRun

Value = Callable[[PaymentRun, Claim], Any]
COLUMNS: dict[str, tuple[str, Value]] = {
    "reference": ("Reference", lambda run, claim: claim.reference),
    "payee": ("Pay to", lambda run, claim: claim.payee or str(claim.school)),
    "urn": ("URN", lambda run, claim: claim.school.urn),
    "school": ("School", lambda run, claim: str(claim.school)),
    "invoice": ("Invoice number", lambda run, claim: claim.invoice_number),
    "amount": ("Amount", lambda run, claim: claim.payable),
    "paid_on": ("Payment date", lambda run, claim: run.paid_on),
    "project": ("Project", lambda run, claim: claim.grant.participation.project.code),
    "year": ("Academic year", lambda run, claim: str(claim.grant.participation.project.year)),
    "run": ("Run", lambda run, claim: run.pk),
    "postcode": ("Postcode", lambda run, claim: claim.school.postcode),
}
"""What a column may hold, with its usual heading."""
FIXED = ("fixed-1", "fixed-2")
"""Columns with the same text in every row, such as a nominal code."""
USUAL = ("reference", "payee", "urn", "invoice", "amount", "paid_on")


@dataclass(frozen=True)
class Column:
    """A column that a hub chose. `fixed_text` is the value of a fixed column in every row."""

    key: str
    heading: str
    fixed_text: str = ""


def columns_of(hub: Hub) -> list[Column]:
    """Return the hub's columns, or the default ones if it has not chosen any. One query."""
    setup = MoneySetup.objects.filter(hub=hub).first()
    chosen = [Column(*row) for row in setup.columns] if setup and setup.columns else []
    return chosen or [Column(key, COLUMNS[key][0]) for key in USUAL]


def row_of(run: PaymentRun, claim: Claim, columns: Sequence[Column]) -> list[Any]:
    """Return a claim's row in the file."""
    return [column.fixed_text if column.key in FIXED else COLUMNS[column.key][1](run, claim) for column in columns]
