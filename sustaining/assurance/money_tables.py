"""Tables of a pack about money: the year's figures, grant received, budget, ledger, schools, claims, payments."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from funding.selectors.accounts import expected_spending
from funding.selectors.setup import budget_versions

from .fact_tables import DAY, MONEY, NUMBER, TEXT, FactTable
from .hub_year import HubYear, ledger_figures, paid_for, sums_by_kind

FIGURE_TITLES = {
    "granted": "Granted to schools",
    "waiting": "Submitted, not decided",
    "approved": "Approved, not in a payment run",
    "in_payment": "In a payment run",
    "paid": "Paid to schools, less returned and recovered",
    "left": "Left to claim",
    "committed": "Committed: approved, whether or not it is paid",
    "recovered": "Recovered from schools",
}


def figure_table(about: HubYear) -> FactTable:
    """Return the year in figures: what came in, what was planned, what was spent, what is expected."""
    figures, budget = about.figures, about.budget
    forecast = min(figures["granted"], expected_spending(figures))
    rows: list[tuple[str, Any]] = [("Grant received", about.received), ("Budget", budget)]
    rows += [(title, figures[name]) for name, title in FIGURE_TITLES.items()]
    rows += [
        ("Forecast for the year", forecast),
        ("Budget less forecast", None if budget is None else budget - forecast),
        ("Grant received less paid", about.received - figures["paid"]),
    ]
    note = "Submitted, approved, in a payment run, paid and left add up to what was granted. All from the ledger."
    return FactTable("figures", "Figures of the year", [("Figure", TEXT), ("Amount", MONEY)], rows, note)


def receipt_table(about: HubYear) -> FactTable:
    """Return the grant received, with the records that were cancelled and why."""
    rows = [
        (row.received_on, row.reference, row.amount, row.recorded_by, "Cancelled" if row.cancelled_at else "Received",
         row.cancel_reason)
        for row in about.receipts
    ]  # fmt: skip
    columns = [
        ("Received on", DAY), ("Reference", TEXT), ("Amount", MONEY), ("Recorded by", TEXT), ("Status", TEXT),
        ("Reason", TEXT),
    ]  # fmt: skip
    return FactTable("received", "Grant received", columns, rows, keys=2)


def budget_table(about: HubYear) -> FactTable:
    """Return every version of the year's budget, the first one first."""
    versions = list(reversed(budget_versions(about.hub, about.year.start)))
    rows = [
        (number, row.set_at, row.amount, row.amount - versions[number - 2].amount if number > 1 else None, row.set_by,
         row.reason)
        for number, row in enumerate(versions, start=1)
    ]  # fmt: skip
    columns = [
        ("Version", NUMBER), ("Set on", DAY), ("Budget", MONEY), ("Change", MONEY), ("Set by", TEXT), ("Reason", TEXT),
    ]  # fmt: skip
    return FactTable("budget", "Budget versions", columns, rows)


def ledger_table(about: HubYear) -> FactTable:
    """Return number and sum of the ledger's entries by kind, whatever kinds there are."""
    rows = [(label, number, amount) for label, (number, amount) in sums_by_kind(about.entries).items()]
    columns = [("Entry", TEXT), ("Entries", NUMBER), ("Amount", MONEY)]
    return FactTable("ledger", "Ledger by kind of entry", columns, rows, "Entries are only added, never changed.")


def entry_table(about: HubYear) -> FactTable:
    """Return every entry of the ledger, for the workbook."""
    rows = [
        (entry.pk, entry.at, entry.school.name, entry.school.urn, entry.grant.participation.project.code,
         entry.get_kind_display(), entry.claim.reference if entry.claim else "", entry.get_source_display(),
         entry.get_target_display(), entry.amount, entry.why, entry.by)
        for entry in about.entries
    ]  # fmt: skip
    columns = [
        ("Entry number", NUMBER), ("Date", DAY), ("School", TEXT), ("URN", NUMBER), ("Project", TEXT), ("Entry", TEXT),
        ("Claim", TEXT), ("From", TEXT), ("To", TEXT), ("Amount", MONEY), ("Reason", TEXT), ("Recorded by", TEXT),
    ]  # fmt: skip
    return FactTable("entries", "Ledger entries", columns, rows, is_long=True)


def school_table(about: HubYear) -> FactTable:
    """Return the figures of each grant, from the ledger."""
    entries: dict[int, list[Any]] = defaultdict(list)
    for entry in about.entries:
        entries[entry.grant_id].append(entry)
    rows = []
    for grant in about.grants:
        year, figures = grant.participation, ledger_figures(entries[grant.pk])
        rows.append((
            year.school.name, year.school.urn, year.project.code, year.get_state_display(),
            *(figures[name] for name in ("granted", "committed", "paid", "recovered")),
        ))  # fmt: skip
    columns = [
        ("School", TEXT), ("URN", NUMBER), ("Project", TEXT), ("Status", TEXT), ("Granted", MONEY),
        ("Committed", MONEY), ("Paid", MONEY), ("Recovered", MONEY),
    ]  # fmt: skip
    return FactTable("schools", "Schools", columns, rows, keys=3)


def claim_table(about: HubYear) -> FactTable:
    """Return every claim that was submitted, with its decision and payment."""
    entries: dict[int | None, list[Any]] = defaultdict(list)
    for entry in about.entries:
        entries[entry.claim_id].append(entry)
    rows = [
        (claim.reference, claim.school.name, claim.school.urn, claim.status.label, claim.submitted_at, claim.total,
         claim.approved, paid_for(claim), ledger_figures(entries[claim.pk])["recovered"],
         claim.decided_at, claim.decided_by or "",
         f"Run {claim.run_id}" if claim.run_id else "")
        for claim in about.claims
    ]  # fmt: skip
    columns = [
        ("Claim", TEXT), ("School", TEXT), ("URN", NUMBER), ("Status", TEXT), ("Submitted", DAY), ("Claimed", MONEY),
        ("Approved", MONEY), ("Paid", MONEY), ("Recovered", MONEY), ("Decided", DAY), ("Decided by", TEXT), ("Run", TEXT),
    ]  # fmt: skip
    return FactTable("claims", "Claims", columns, rows)


def line_table(about: HubYear) -> FactTable:
    """Return the releases of those claims, with initials instead of names."""
    rows = [
        (
            claim.reference,
            place,
            line.released_on,
            line.initials,
            line.get_length_display(),
            line.occasion_words,
            line.cost,
        )
        for claim in about.claims
        for place, line in enumerate(claim.lines.all(), start=1)
    ]
    columns = [
        ("Claim", TEXT), ("Item", NUMBER), ("Date", DAY), ("Teacher", TEXT), ("Released for", TEXT), ("For", TEXT),
        ("Cost", MONEY),
    ]  # fmt: skip
    return FactTable("items", "Items of claims", columns, rows, keys=2, is_long=True)


def run_table(about: HubYear) -> FactTable:
    """Return the payment runs, with who prepared and released them and the digest of the file that finance paid by."""
    totals: dict[int, Decimal] = defaultdict(Decimal)
    numbers: dict[int, int] = defaultdict(int)
    for claim in about.claims:
        for payment in claim.payments.all():
            if payment.state != "recalled":
                totals[payment.run_id] += payment.amount
                numbers[payment.run_id] += 1
    rows = [
        (f"Run {run.pk}", run.status.label, run.prepared_at, run.prepared_by, run.released_at, run.released_by or "",
         run.paid_on, numbers[run.pk], totals[run.pk], " ".join(file.sha256 for file in run.files.all()))
        for run in about.runs
    ]  # fmt: skip
    columns = [
        ("Run", TEXT), ("Status", TEXT), ("Prepared", DAY), ("Prepared by", TEXT), ("Released", DAY),
        ("Released by", TEXT), ("Day of payment", DAY), ("Payments", NUMBER), ("Amount", MONEY), ("SHA-256 of its files", TEXT),
    ]  # fmt: skip
    return FactTable("runs", "Payment runs", columns, rows, "Payments and amounts are those of this year’s claims.")


def recovery_table(about: HubYear) -> FactTable:
    """Return the recoveries, with who requested and who approved them."""
    rows = [
        (row.claim.reference, row.school.name, row.amount, row.status.label, row.requested_at, row.requested_by,
         row.agreed_at, row.agreed_by or "", row.settled_on, row.reason)
        for row in about.recoveries
    ]  # fmt: skip
    columns = [
        ("Claim", TEXT), ("School", TEXT), ("Amount", MONEY), ("Status", TEXT), ("Requested", DAY),
        ("Requested by", TEXT), ("Approved", DAY), ("Approved by", TEXT), ("Repaid on", DAY), ("Reason", TEXT),
    ]  # fmt: skip
    return FactTable("recoveries", "Recoveries", columns, rows)
