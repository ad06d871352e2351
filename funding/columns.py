"""Columns of the file for a hub's finance system: which, in which order, under which heading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.file_columns import heading_problems
from sustaining.common.sheets import STARTS_A_FORMULA, plain
from sustaining.common.todo import list_first
from sustaining.common.years import AcademicYear

from .choices import PAYMENT_COLUMNS
from .errors import ColumnsNotPossible
from .models import Claim, MoneySetup, PayeeDetails, PaymentRun, ReleaseMonth


@dataclass(frozen=True)
class FileRow:
    """What a row of the file is made of: a claim in its run, the confirmed payee if there is one, and the hub's codes.

    `claim` is what is paid: a month of Specialists' release pay instead of a claim, for its row.
    """

    run: PaymentRun
    claim: Claim | ReleaseMonth
    payee: PayeeDetails | None
    setup: MoneySetup

    @property
    def pay_to(self) -> str:
        """Return who is paid: the confirmed payee, else whom the claim names, else the school."""
        return self.payee.name if self.payee else self.claim.payee or str(self.claim.school)

    @property
    def approved_on(self) -> date | None:
        """Return the day on which the claim was approved."""
        return london_day(self.claim.decided_at) if self.claim.decided_at else None

    @property
    def details(self) -> str:
        """Return what is paid, in a few words."""
        what = "Specialist release" if isinstance(self.claim, ReleaseMonth) else "Release grant"
        return f"{what} {self.claim.reference} {self.claim.school}"[:60]

    @property
    def project_codes(self) -> str:
        """Return the project of a claim, or the projects of a month's sessions."""
        if isinstance(self.claim, Claim):
            return self.claim.grant.participation.project.code
        return ", ".join(sorted({row.rate.project.code for row in self.claim.sessions.all()}))

    @property
    def academic_year(self) -> str:
        """Return the academic year that the money is of."""
        if isinstance(self.claim, Claim):
            return str(self.claim.grant.participation.project.year)
        return str(AcademicYear.of(self.claim.month))

    def payee_value(self, name: str) -> str:
        """Return a field of the confirmed payee; nothing without one."""
        return getattr(self.payee, name) if self.payee else ""


def _british(day: date | None) -> str:
    """Return a day as finance systems of this country read it from a CSV file: 11/12/2026."""
    return f"{day:%d/%m/%Y}" if day else ""


Value = Callable[[FileRow], Any]
COLUMNS: dict[str, tuple[str, Value]] = {
    "reference": ("Reference", lambda row: row.claim.reference),
    "payee": ("Pay to", lambda row: row.pay_to),
    "vendor": ("Vendor number", lambda row: row.payee_value("vendor_number")),
    "bank_reference": ("Bank reference", lambda row: row.payee_value("bank_reference")),
    "urn": ("URN", lambda row: row.claim.school.urn),
    "school": ("School", lambda row: str(row.claim.school)),
    "invoice": ("Invoice number", lambda row: row.claim.invoice_number),
    "amount": ("Amount", lambda row: row.claim.payable),
    "nominal": ("Nominal code", lambda row: row.setup.nominal_code),
    "cost_centre": ("Cost centre", lambda row: row.setup.cost_centre),
    "details": ("Details", lambda row: row.details),
    "paid_on": ("Payment date", lambda row: row.run.paid_on),
    "paid_on_british": ("Payment date, dd/mm/yyyy", lambda row: _british(row.run.paid_on)),
    "approved_on": ("Approval date", lambda row: row.approved_on),
    "approved_on_british": ("Approval date, dd/mm/yyyy", lambda row: _british(row.approved_on)),
    "project": ("Project", lambda row: row.project_codes),
    "year": ("Academic year", lambda row: row.academic_year),
    "run": ("Run", lambda row: row.run.pk),
    "postcode": ("Postcode", lambda row: row.claim.school.postcode),
}
"""What a column may hold, with its usual heading."""
FIXED = tuple(f"fixed-{number}" for number in range(1, 7))
"""Columns with the same text in every row, such as a VAT code."""
USUAL = ("reference", "payee", "urn", "invoice", "amount", "paid_on")


@dataclass(frozen=True)
class Column:
    """A column that a hub chose. `fixed_text` is the value of a fixed column in every row."""

    key: str
    heading: str
    fixed_text: str = ""


def get_setup(hub: int) -> MoneySetup:
    """Return a hub's funding set-up, or the default one, unsaved, if it has set nothing. One query."""
    return MoneySetup.objects.filter(hub=hub).first() or MoneySetup(hub_id=hub)


def chosen_columns(setup: MoneySetup) -> list[Column]:
    """Return the columns of a set-up, or the default ones if none are chosen."""
    return [Column(*row) for row in setup.columns] or [Column(key, COLUMNS[key][0]) for key in USUAL]


def get_columns(hub: Hub) -> list[Column]:
    """Return the hub's columns, or the default ones if it has not chosen any. One query."""
    return chosen_columns(get_setup(hub.pk))


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
    for column, problem in zip(columns, heading_problems(column.heading for column in columns), strict=True):
        if problem:
            yield ColumnsNotPossible(problem, f"{column.key}-heading")
        if column.fixed_text.startswith(STARTS_A_FORMULA):
            yield ColumnsNotPossible("Text must not begin with =, +, - or @.", f"{column.key}-words")


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


def file_rows(run: PaymentRun, claims: Iterable[Claim | ReleaseMonth]) -> list[FileRow]:
    """Return what the rows of a run's file are made of, by claim reference. Two queries, and three more with release pay."""
    ordered = sorted(claims, key=lambda claim: claim.reference)
    months = [claim for claim in ordered if isinstance(claim, ReleaseMonth)]
    prefetch_related_objects(months, "sessions__rate__project")
    schools = {claim.school.pk for claim in ordered}
    payees = {payee.school_id: payee for payee in PayeeDetails.objects.current(run.hub_id, schools)}
    setup = get_setup(run.hub_id)
    return [FileRow(run, claim, payees.get(claim.school.pk), setup) for claim in ordered]


def row_problem(rows: Sequence[FileRow], columns: Sequence[Column]) -> str:
    """Return what the file needs and these rows do not have, such as vendor numbers, and what to do; empty if nothing."""
    chosen = {column.key for column in columns}
    without = dict.fromkeys(str(row.claim.school) for row in rows if not row.payee_value("vendor_number"))
    if "vendor" in chosen and without:
        schools = list_first(list(without), len(without))
        return f"The finance file has a column for the vendor number, and there is none for {schools}. Add it under Payees."
    codes = (("nominal", "nominal code", "nominal_code"), ("cost_centre", "cost centre", "cost_centre"))
    for key, title, field in codes:
        if key in chosen and any(not getattr(row.setup, field) for row in rows):
            return f"The finance file has a column for the {title}, and your hub has none. Enter it in Grant settings."
    return ""


def file_table(rows: Iterable[FileRow], columns: Sequence[Column]) -> tuple[list[str], list[list[Any]]]:
    """Return the headings and rows of a run's file. The preview and the frozen file both use it."""
    cells = [
        [column.fixed_text if column.key in FIXED else COLUMNS[column.key][1](row) for column in columns]
        for row in rows
    ]
    return [column.heading for column in columns], cells


def preview_table(rows: Iterable[FileRow], columns: Sequence[Column]) -> list[list[tuple[str, str]]]:
    """Return (heading, text) for each cell of the file, as its CSV will have it."""
    headings, cells = file_table(rows, columns)
    return [[(heading, str(plain(value))) for heading, value in zip(headings, row, strict=True)] for row in cells]
