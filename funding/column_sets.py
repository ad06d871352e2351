"""Ready-made columns of the finance file for common finance systems. A hub takes one over and changes it as it likes.

docs/finance-files.md says which names were checked against a public import format, and which could not be.
"""

from __future__ import annotations

from dataclasses import dataclass

from .columns import COLUMNS, USUAL


@dataclass(frozen=True)
class ColumnSet:
    """Columns for a finance system. `is_checked` says that its headings are those of a public import format."""

    title: str
    columns: tuple[tuple[str, str, str], ...]
    is_checked: bool = False


def _plain(*keys: str) -> tuple[tuple[str, str, str], ...]:
    """Return columns under their usual headings."""
    return tuple((key, COLUMNS[key][0], "") for key in keys)


_CODED = _plain(
    "vendor", "payee", "reference", "invoice", "approved_on_british", "paid_on_british", "details", "nominal",
    "cost_centre", "amount",
)  # fmt: skip
"""What the import screens of systems for schools ask for, under our own headings: they let people map the columns."""
COLUMN_SETS: dict[str, ColumnSet] = {
    "usual": ColumnSet("The site’s own columns", _plain(*USUAL), is_checked=True),
    "sage50": ColumnSet(
        "Sage 50 Accounts: audit trail transactions",
        (
            ("fixed-1", "Type", "PI"),
            ("vendor", "Account Reference", ""),
            ("nominal", "Nominal A/C Ref", ""),
            ("cost_centre", "Department Code", ""),
            ("paid_on_british", "Date", ""),
            ("reference", "Reference", ""),
            ("details", "Details", ""),
            ("amount", "Net Amount", ""),
            ("fixed-2", "Tax Code", "T9"),
            ("fixed-3", "Tax Amount", "0.00"),
            ("payee", "Pay to", ""),
        ),
        is_checked=True,
    ),
    "xero": ColumnSet(
        "Xero: bills",
        (
            ("payee", "*ContactName", ""),
            ("reference", "*InvoiceNumber", ""),
            ("invoice", "Reference", ""),
            ("approved_on_british", "*InvoiceDate", ""),
            ("paid_on_british", "*DueDate", ""),
            ("details", "Description", ""),
            ("fixed-1", "*Quantity", "1"),
            ("amount", "*UnitAmount", ""),
            ("nominal", "*AccountCode", ""),
            ("fixed-2", "*TaxType", "No VAT"),
        ),
        is_checked=True,
    ),
    "oracle": ColumnSet(
        "Oracle Payables: invoice interface",
        (
            ("reference", "INVOICE_NUM", ""),
            ("approved_on", "INVOICE_DATE", ""),
            ("vendor", "VENDOR_NUM", ""),
            ("payee", "VENDOR_NAME", ""),
            ("amount", "INVOICE_AMOUNT", ""),
            ("fixed-1", "INVOICE_CURRENCY_CODE", "GBP"),
            ("details", "DESCRIPTION", ""),
            ("nominal", "Nominal code", ""),
            ("cost_centre", "Cost centre", ""),
        ),
        is_checked=True,
    ),
    "access": ColumnSet("Access Education Finance (formerly HCSS Accounting)", _CODED),
    "iris": ColumnSet("IRIS Financials (formerly PS Financials)", _CODED),
    "unit4": ColumnSet("Unit4 ERP (formerly Agresso)", _CODED),
}
"""The sets that a hub can take over, by their key."""


def set_choices() -> list[tuple[str, str]]:
    """Return the sets for a list to choose from; those that could not be checked say so."""
    return [
        (key, row.title if row.is_checked else f"{row.title} – map the columns yourself")
        for key, row in COLUMN_SETS.items()
    ]
