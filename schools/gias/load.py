"""Loading the register: rows are created, updated, left unchanged or skipped, and counted; nothing is ever deleted.

The file streams through COPY into a temporary table, and the database computes the differences, so that memory does not
grow with the file.

`Report` holds the counts and the first differences. `manage.py import_gias` prints it, an upload keeps it (`uploads.py`), and
Django admin shows it before anything is loaded (templates/admin/schools/registerload.html).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.db import connection

from schools.models import School

from .links import LinkReport
from .reader import FIELDS, Notes

COMPARED_FROM = 100
"""Number of open schools known from which a file is compared with them: a new site has a few, or invented ones."""
LEAST_SHARE = Decimal("0.9")
"""Share of the open schools known that a whole register holds at least; a few per cent close in a year."""
SHOWN = 20
"""Number of differences that a report shows."""

COLUMNS = ", ".join(["urn", *FIELDS])
LOOKUP_COLUMNS = ("id", "urn", "name", "status", "local_authority", "hub_id", "successor_id", "found_by")
"""Columns by which schools are looked up: analysed at once, because the planner needs them; autovacuum does the rest."""
HUB = "CASE WHEN s.hub_is_by_hand THEN s.hub_id ELSE coalesce(a.hub_id, s.hub_id) END"
"""A school's hub follows from its local authority, unless a person has set it or no hub has that authority."""
JOINED_ROWS = """
FROM schools_school s JOIN gias_rows g ON g.urn = s.urn
LEFT JOIN schools_hubauthority a ON a.local_authority = g.local_authority
"""
DIFFERS = f"""
(({", ".join(f"s.{name}" for name in FIELDS)}) IS DISTINCT FROM ({", ".join(f"g.{name}" for name in FIELDS)})
OR s.hub_id IS DISTINCT FROM {HUB})
"""


@dataclass
class Report:
    """The outcome of an import. `changes` holds the first twenty differences as sentences."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    reopened: int = 0
    renamed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    changes: list[str] = field(default_factory=list)
    shortfall: str = ""
    """A sentence with the figures when the file is much shorter than the register, or cut off; else empty."""
    links: LinkReport | None = None

    def lines(self) -> list[str]:
        """Return the counts in sentences; the differences row by row are in `changes`."""
        lines = [
            f"{self.created} created, {self.updated} updated, {self.unchanged} unchanged, "
            f"{sum(self.skipped.values())} skipped."
        ]
        if self.closed or self.reopened or self.renamed:
            lines.append(f"Of the updated: {self.closed} closed, {self.reopened} reopened, {self.renamed} renamed.")
        lines += [f"Skipped {number}: {reason}." for reason, number in self.skipped.most_common()]
        lines += [f"Corrected {number}: {reason}." for reason, number in self.mended.most_common()]
        return lines + (self.links.lines() if self.links else [])


def stage_rows(rows: Iterable[tuple[Any, ...]], progress: Callable[[int], None]) -> None:
    """Copy the file's rows into the temporary table `gias_rows`, which is dropped at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.gias_rows")
        cursor.execute(
            f"CREATE TEMP TABLE gias_rows ON COMMIT DROP AS SELECT {COLUMNS} FROM schools_school WITH NO DATA"
        )
        with cursor.copy(f"COPY gias_rows ({COLUMNS}) FROM STDIN") as copy:
            for number, row in enumerate(rows, start=1):
                copy.write_row(row)
                if number % 1000 == 0:
                    progress(number)
        cursor.execute("CREATE UNIQUE INDEX ON gias_rows (urn)")
        cursor.execute("ANALYZE gias_rows (urn, local_authority)")


def find_shortfall(notes: Notes) -> str:
    """Return a sentence that says why the staged file is not the whole register; empty when it seems to be."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), count(g.urn), (SELECT count(*) FROM gias_rows)
            FROM schools_school s LEFT JOIN gias_rows g ON g.urn = s.urn WHERE s.status LIKE 'Open%%'
            """
        )
        known, present, rows = cursor.fetchone()
    if notes.ends_in_row:
        return f"The file ends in the middle of a row, after {rows:,} schools: it is not complete."
    if known >= COMPARED_FROM and present < known * LEAST_SHARE:
        return (
            f"The file has {rows:,} schools, and only {present:,} of the {known:,} open schools that are known: "
            "it is much shorter than the register."
        )
    return ""


def compare_rows(report: Report) -> None:
    """Count the differences, and describe the first ones, before anything is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*), count(*) FILTER (WHERE {DIFFERS}),
                count(*) FILTER (WHERE s.status LIKE 'Open%' AND g.status LIKE 'Closed%'),
                count(*) FILTER (WHERE s.status LIKE 'Closed%' AND g.status LIKE 'Open%'),
                count(*) FILTER (WHERE s.name <> g.name),
                (SELECT count(*) FROM gias_rows)
            {JOINED_ROWS}
            """
        )
        known, report.updated, report.closed, report.reopened, report.renamed, rows = cursor.fetchone()
        report.unchanged = known - report.updated
        report.created = rows - known
        if not report.updated:
            return
        old, new = (", ".join(f"{letter}.{name}" for name in FIELDS) for letter in "sg")
        cursor.execute(
            f"SELECT s.urn, {old}, s.hub_id, {new}, {HUB} {JOINED_ROWS} WHERE {DIFFERS} ORDER BY s.urn LIMIT {SHOWN}"
        )
        for urn, *values in cursor.fetchall():
            half = len(values) // 2
            names = zip([*FIELDS, "hub"], values[:half], values[half:], strict=True)
            report.changes += [
                f"{urn} {values[0]}: {_words(name)} was {_shown(was)}, is {_shown(becomes)}"
                for name, was, becomes in names
                if was != becomes
            ]
    del report.changes[SHOWN:]


def _words(name: str) -> str:
    return str(label_for_field(name, School))


def _shown(value: Any) -> str:
    return "nothing" if value in (None, "") else f"“{value}”"


def write_rows(report: Report) -> None:
    """Update the schools that differ, then insert the new ones."""
    with connection.cursor() as cursor:
        if report.updated:
            sets = ", ".join(f"{name} = g.{name}" for name in FIELDS)
            cursor.execute(
                f"""
                UPDATE schools_school t SET {sets}, hub_id = {HUB} {JOINED_ROWS}
                WHERE t.id = s.id AND {DIFFERS}
                """
            )
        if report.created:
            # NOT IN is hashed whatever the planner believes: of a register that was empty when it last looked, it would
            # take NOT EXISTS for a loop over all that has been written so far, again for every row.
            fields = ", ".join(f"g.{name}" for name in FIELDS)
            cursor.execute(
                f"""
                INSERT INTO schools_school ({COLUMNS}, hub_id, hub_is_by_hand)
                SELECT g.urn, {fields}, a.hub_id, false
                FROM gias_rows g LEFT JOIN schools_hubauthority a ON a.local_authority = g.local_authority
                WHERE g.urn NOT IN (SELECT urn FROM schools_school)
                """
            )
        if report.created + report.updated:
            cursor.execute("SELECT gin_clean_pending_list('school_by_words')")  # every search would read that list
            cursor.execute(f"ANALYZE schools_school ({', '.join(LOOKUP_COLUMNS)})")
