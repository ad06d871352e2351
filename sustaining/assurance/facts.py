"""The facts of a hub's year: everything that an assurance pack says, as values that can be kept and drawn again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from schools.hub_history import hub_title_on
from schools.lead_schools import lead_school_on
from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.money import format_pounds
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.years import AcademicYear

from . import check_tables, money_tables, release_tables
from .fact_tables import DAY, FORMAT, NUMBER, TEXT, FactTable
from .hub_year import HubYear

TABLES: tuple[Callable[[HubYear], FactTable], ...] = (
    money_tables.figure_table,
    money_tables.receipt_table,
    money_tables.budget_table,
    money_tables.ledger_table,
    check_tables.reconciliation_table,
    money_tables.school_table,
    money_tables.claim_table,
    money_tables.run_table,
    check_tables.sample_table,
    check_tables.outcome_table,
    check_tables.download_table,
    money_tables.recovery_table,
    release_tables.release_budget_table,
    release_tables.release_table,
    check_tables.exception_table,
    check_tables.payee_table,
    check_tables.payee_detail_table,
    check_tables.duty_table,
    check_tables.merged_table,
    money_tables.line_table,
    money_tables.entry_table,
)
"""The tables of a pack, in its order."""
LOST = "Not in the storage any more"


def gather_facts(hub: Hub, year: AcademicYear, now: datetime, *, with_evidence: bool = True) -> dict[str, Any]:
    """Return the facts of a hub's year at a moment, in a constant number of queries.

    With evidence, each file of a sampled claim is read and its digest taken.
    """
    about, last_day = HubYear(hub, year, now), min(year.ends, london_day(now))
    tables = [table for table in (make(about) for make in TABLES) if table.rows or not table.is_optional]
    evidence = evidence_table(about) if with_evidence else None
    return {
        "format": FORMAT,
        "hub": hub_title_on(hub, last_day),
        "lead_school": lead_school_on(hub, last_day),
        "year": str(year),
        "starts": format_day(year.starts),
        "ends": format_day(year.ends),
        "at": now.isoformat(),
        "as_at": format_day(now),
        "certificate": certificate(about),
        "tables": [table.as_facts() for table in [*tables, *([evidence] if evidence else [])]],
    }


def find_table(hub: Hub, year: AcademicYear, name: str, now: datetime) -> dict[str, Any] | None:
    """Return one table of a hub's year by its name, without those that come after it; None where no table has it."""
    about = HubYear(hub, year, now)
    tables = (table(about) for table in TABLES)
    return next((table.as_facts() for table in tables if table.name == name), None)


def certificate(about: HubYear) -> list[str]:
    """Return the paragraphs that somebody who answers for the hub's money signs."""
    figures, budget = about.figures, about.budget
    planned = (
        f"Its budget for these grants was {format_pounds(budget)}." if budget is not None else "No budget was set."
    )
    return [
        f"In the academic year {about.year} ({format_day(about.year.starts)} to {format_day(about.year.ends)}) the hub"
        f" received {format_pounds(about.received)} of grant. {planned}",
        f"It granted {format_pounds(figures['granted'])} to schools to release teachers, approved claims of"
        f" {format_pounds(figures['committed'])}, and paid {format_pounds(figures['paid'])}, less what was returned and"
        f" the {format_pounds(figures['recovered'])} that schools repaid.",
        "I certify that this is a true account of the grant, that it was spent only on the purposes and within the period"
        " for which it was given, and that the records on which the account rests are kept.",
    ]


def evidence_table(about: HubYear) -> FactTable:
    """Return the index of the evidence: where each file is in the ZIP, and its digest."""
    rows = [
        (path, file.claim.reference, file.pk, file.added_at, file.size, content_digest(file))
        for path, file in evidence_paths(about.evidence)
    ]
    columns = [
        ("File", TEXT), ("Claim", TEXT), ("File number", NUMBER), ("Added", DAY), ("Bytes", NUMBER), ("SHA-256", TEXT),
    ]  # fmt: skip
    return FactTable("evidence", "Index of the evidence", columns, rows)


def evidence_paths(files: list[Any]) -> list[tuple[str, Any]]:
    """Return each file with its place in the ZIP: a folder for each claim, numbered, by the name that it was given."""
    places: dict[int, int] = {}
    paths = []
    for file in files:
        places[file.claim_id] = places.get(file.claim_id, 0) + 1
        name = "".join(letter if letter.isalnum() or letter in " .-_()" else "-" for letter in file.name)
        paths.append((f"evidence/{file.claim.reference}/{places[file.claim_id]:02d} {name}", file))
    return paths


def read_content(file: Any) -> bytes | None:
    """Return a file's content, or None when it was cleared or the storage has lost it."""
    if not file.file:
        return None
    try:
        with file.file.open("rb") as opened:
            return opened.read()
    except OSError:
        return None


def content_digest(file: Any) -> str:
    """Return the SHA-256 of a file's content."""
    content = read_content(file)
    return LOST if content is None else hashlib.sha256(content).hexdigest()
