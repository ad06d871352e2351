"""Columns of the file for a hub's finance system: which, in which order, under which heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from schools.models import Hub
from sustaining.common.sheets import STARTS_A_FORMULA, plain

from .choices import PAYMENT_COLUMNS
from .errors import ColumnsNotPossible
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


def get_columns(hub: Hub) -> list[Column]:
    """Return the hub's columns, or the default ones if it has not chosen any. One query."""
    setup = MoneySetup.objects.filter(hub=hub).first()
    chosen = [Column(*row) for row in setup.columns] if setup and setup.columns else []
    return chosen or [Column(key, COLUMNS[key][0]) for key in USUAL]


def missing_columns(columns: Sequence[Column]) -> list[str]:
    """Return the keys of the columns that a payment needs and that are left out."""
    chosen = {column.key for column in columns}
    return [key for key in PAYMENT_COLUMNS if key not in chosen]


def column_problems(columns: Sequence[Column]) -> Iterator[ColumnsNotPossible]:
    """Yield what keeps these columns from being a file that finance can pay by; each error names its form field."""
    for key in missing_columns(columns):
        yield ColumnsNotPossible(
            f"Enter a position for {COLUMNS[key][0]}. It is needed to make payments.", f"{key}-place"
        )
    seen: set[str] = set()
    for column in columns:
        heading, field = column.heading.strip(), f"{column.key}-heading"
        if not heading:
            yield ColumnsNotPossible("Enter a heading for this column.", field)
        elif heading.casefold() in seen:
            yield ColumnsNotPossible(f"Enter another heading: two columns are called “{heading}”.", field)
        elif column.heading.startswith(STARTS_A_FORMULA):
            yield ColumnsNotPossible("Enter a heading that begins with a letter or a number, not =, +, - or @.", field)
        if column.fixed_text.startswith(STARTS_A_FORMULA):
            yield ColumnsNotPossible("Text must not begin with =, +, - or @.", f"{column.key}-words")
        seen.add(heading.casefold())


def file_problem(hub: Hub) -> str:
    """Return why the hub's file cannot be made in its present columns, and what to do; empty if it can. One query."""
    return column_problem(get_columns(hub))


def column_problem(columns: Sequence[Column]) -> str:
    """Return why a file of these columns cannot be paid by, and what to do; empty if it can."""
    missing = [COLUMNS[key][0] for key in missing_columns(columns)]
    if missing:
        what = "it" if len(missing) == 1 else "them"
        return (
            f"The finance file has no column for {' or '.join(missing)}. Add {what} to the columns of the file first."
        )
    problem = next(column_problems(columns), None)
    return f"Correct the columns of the finance file first. {problem}" if problem else ""


def file_table(
    run: PaymentRun, claims: Iterable[Claim], columns: Sequence[Column]
) -> tuple[list[str], list[list[Any]]]:
    """Return the headings and rows of a run's file, by claim reference. The preview and the frozen file both use it."""
    rows = [
        [column.fixed_text if column.key in FIXED else COLUMNS[column.key][1](run, claim) for column in columns]
        for claim in sorted(claims, key=lambda claim: claim.reference)
    ]
    return [column.heading for column in columns], rows


def preview_table(run: PaymentRun, claims: Iterable[Claim], columns: Sequence[Column]) -> list[list[tuple[str, str]]]:
    """Return (heading, text) for each cell of the file, as its CSV will have it."""
    headings, rows = file_table(run, claims, columns)
    return [[(heading, str(plain(value))) for heading, value in zip(headings, row, strict=True)] for row in rows]
