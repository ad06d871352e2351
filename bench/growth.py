"""`python -m bench.growth`: rows and bytes of a seeded database, and what they come to with more hubs, for docs/scaling.md.

Seed first: `manage.py seed --scale region` or `national`, then `VACUUM ANALYZE`. Rows grow with schools and years and not
faster: no table has a row for a pair of hubs or schools. The seed has no emails and no contexts of history; `--work` names a
database that has, such as the demo's: how many rows and bytes those are.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

HUBS = (40, 400)
SEEN = 12
"""Tables that are shown one by one."""
OF_WORK = ("outbox_email", "pghistory_context")
TABLES = """
    SELECT c.relname, greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 3 DESC
"""
SCHOOL_YEARS = """
    SELECT count(DISTINCT (q.school_id, p.academic_year))
    FROM schools_participation q JOIN schools_project p ON p.id = q.project_id
"""


@dataclass(frozen=True)
class Table:
    """A table with its rows, and its bytes together with its indexes."""

    name: str
    rows: int
    size: int

    @property
    def is_history(self) -> bool:
        """Return whether pghistory writes it."""
        return self.name.endswith("event") and self.name != "accounts_securityevent"


def read(url: str) -> tuple[list[Table], int, int]:
    """Return the tables, the number of hubs, and the number of schools' years."""
    with psycopg.connect(url) as line:
        tables = [Table(*row) for row in line.execute(TABLES).fetchall()]
        (hubs,) = line.execute("SELECT count(*) FROM schools_hub").fetchone() or (0,)
        (school_years,) = line.execute(SCHOOL_YEARS).fetchone() or (0,)
    return tables, hubs, school_years


def megabytes(tables: Iterable[Table], times: float = 1) -> str:
    """Return the size of tables, so many times, in MB."""
    return f"{times * sum(table.size for table in tables) / 1e6:,.0f}"


def paper(tables: list[Table], hubs: int, school_years: int) -> str:
    """Return a table of tables: as measured, and in proportion with more hubs."""
    history = [table for table in tables if table.is_history]
    rest = sorted((t for t in tables if not t.is_history), key=lambda t: -t.size)
    heads = [f"{hubs} hubs, measured", *(f"{number} hubs" for number in HUBS if number != hubs)]
    lines = [
        "| table | rows | " + " | ".join(f"MB, {head}" for head in heads) + " |",
        "|---|---:|" + "---:|" * len(heads),
    ]
    groups: list[tuple[str, list[Table]]] = [
        *((f"`{table.name}`", [table]) for table in tables[:SEEN]),
        ("history, all tables", history), ("all else", rest), ("together", tables),
    ]  # fmt: skip
    for name, group in groups:
        figures = [megabytes(group), *(megabytes(group, number / hubs) for number in HUBS if number != hubs)]
        lines.append(f"| {name} | {sum(table.rows for table in group):,} | {' | '.join(figures)} |")
    rows, size = (sum(getattr(table, name) for table in history) for name in ("rows", "size"))
    lines += ["", f"History: {rows / school_years:.0f} rows and {size / school_years / 1e3:.0f} kB a school and year"]
    return "\n".join(lines)


def work(tables: list[Table]) -> str:
    """Return rows and bytes a row of what the seed leaves out, and of history as work writes it."""
    history = [table for table in tables if table.is_history]
    together = Table("history, all tables", *(sum(getattr(t, name) for t in history) for name in ("rows", "size")))
    lines = ["| table | rows | bytes a row |", "|---|---:|---:|"]
    for table in [*(table for table in tables if table.name in OF_WORK and table.rows), together]:
        lines.append(f"| {table.name} | {table.rows:,} | {table.size / max(table.rows, 1):,.0f} |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--work", metavar="URL", help="a database of people's work by the site's own actions")
    options = parser.parse_args()
    print(paper(*read(os.environ["DATABASE_URL"])))
    if options.work:
        print("\n" + work(read(options.work)[0]))


if __name__ == "__main__":
    main()
