"""`make bench`: how quick the pages are at national scale and at a tenth of it, and mail, against floors of the same run.

Writes docs/performance.md unless `--no-paper`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")
import sustaining.wsgi  # noqa: F401  (set up as a server process is)

# isort: split
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench import databases, drill, gias, mail, pages
from bench.timing import Pair, side_by_side

PAPER = Path(__file__).parent.parent / "docs" / "performance.md"
GROWN = 1.2
"""How many times the processor time with ten times the data."""
REASONS = Path(__file__).parent / "reasons.md"
"""Why aims are missed, for the paper: written by hand, and to be read again with each run."""
Measured = dict[str, list[tuple[pages.Page, Pair, int]]]


def main(arguments: list[str]) -> None:
    """Fill a database, measure, print, write the paper."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="of each measurement (20)")
    parser.add_argument("--rows", type=int, default=50_000, help="of the register; 0 leaves it out (50,000)")
    parser.add_argument("--only", choices=["region", "national", "mail"], help="this alone; the paper stays as it is")
    parser.add_argument("--mails", type=int, default=1_000, help="in a round; 0 leaves mail out (1,000)")
    parser.add_argument(
        "--seeded", action="store_true", help="measure what the database holds; the paper stays as it is"
    )
    parser.add_argument("--no-paper", action="store_true", help="print, and leave docs/performance.md as it is")
    options = parser.parse_args(arguments)
    before = machine()
    with tempfile.TemporaryDirectory() as folder:
        settings.STATIC_ROOT, settings.SECURE_SSL_REDIRECT = folder, False
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        if options.seeded:
            print(table(pages.measured(options.rounds)))
            return
        databases.keep_migrated()
        post = [mail.measured(options.mails, 5)] if options.mails and options.only in (None, "mail") else []
        if options.only == "mail":
            print(mail_context(post))
            return
        measured = {
            scale: at_scale(scale, options.rounds)
            for scale in ([options.only] if options.only else ["region", "national"])
        }
        drills = [] if options.only else [drill.measured()]
        register = benchmark_register(options.rows, options.rounds) if options.rows else []
    text = paper(measured, register, post, drills, [before, machine()], timezone.now())
    print(text)
    if not (options.no_paper or options.only):
        PAPER.write_text(text)


def at_scale(scale: str, rounds: int) -> list[tuple[pages.Page, Pair, int]]:
    """Seed an empty database, swept as autovacuum would a minute later, and measure every page."""
    print(f"Seeding: {scale}", file=sys.stderr)
    databases.start_again()
    call_command("seed", scale=scale, rng=1, even_in_production=True, stdout=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return pages.measured(rounds)


def benchmark_register(rows: int, rounds: int) -> list[Pair]:
    """A whole register, first and again; then finding schools in it."""
    print(f"Writing a register of {rows} rows", file=sys.stderr)
    databases.start_again()
    with tempfile.TemporaryDirectory() as folder:
        path = gias.write_register(Path(folder) / "register.csv", rows)
        copy = gias.bare_copy(path)
        first = side_by_side(f"register, {rows:,} rows", gias.load(path), copy, 5, before=gias.sweep)
        gias.load(path, keep=True)()
        again = side_by_side("register again, unchanged", gias.load_again(path), copy, 5)
    searches = [
        side_by_side(f"find a school: {query}", gias.find(query), gias.find_floor(query), rounds)
        for query in ("castle", "st marys cath", "LS6 2", "100459", "astle")
    ]
    return [first, again, *searches]


def table(rows: list[tuple[pages.Page, Pair, int]]) -> str:
    """Markdown: queries, median, 95th percentile, processor time, floor, ratio."""
    lines = [
        "| page | queries | median, ms | 95th, ms | processor, ms | floor, ms | ratio |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {page.what} | {queries} | {pair.median:.1f} | {pair.late:.1f} | {pair.processor:.1f} | {pair.floor_median:.1f} "
        f"| {pair.ratio:.1f} |"
        for page, pair, queries in rows
    ]
    return "\n".join(lines)


def machine() -> str:
    """How many processors there are, how quick one is, and how many wanted one in the last minute: more is a queue."""
    return f"{os.cpu_count()} processors, {pace():.1f} s for ten million additions, load {os.getloadavg()[0]:.1f}"


def pace() -> float:
    """Seconds of processor time that Python takes here for ten million additions in a loop: what machines differ by."""
    began, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - began


def missed(measured: Measured) -> str:
    """The aims that this run did not reach, one a line."""
    lines = []
    for scale, rows in measured.items():
        for page, pair, queries in rows:
            if page.most and pair.ratio > page.most:
                lines.append(f"- {page.what}, {scale}: {pair.ratio:.1f} times its floor, not {page.most:.0f}.")
            if pair.processor > page.processor:
                lines.append(f"- {page.what}, {scale}: {pair.processor:.0f} ms of processor, not {page.processor}.")
            if page.queries and queries > page.queries:
                lines.append(f"- {page.what}, {scale}: {queries} queries, not {page.queries}.")
    if len(measured) == 2:
        before = {page.what: pair.processor for page, pair, _ in measured["region"]}
        for page, pair, _ in measured["national"]:
            if pair.processor > GROWN * before[page.what]:
                times = pair.processor / before[page.what]
                lines.append(
                    f"- {page.what}: {times:.2f} times the processor time with ten times the data, not {GROWN}."
                )
    return "\n".join(lines) or "None."


def mail_context(post: list[Pair]) -> str:
    """Mails a second of the outbox and of the bare loop; how much of the loop's pace the outbox keeps (aim: 0.8)."""
    lines = ["| what | outbox, ms | bare loop, ms | share of the loop’s pace |", "|---|---:|---:|---:|"]
    lines += [f"| {pair.note} | {pair.median:.0f} | {pair.floor_median:.0f} | {1 / pair.ratio:.2f} |" for pair in post]
    return "\n".join(lines)


def paper(
    measured: Measured,
    register: list[Pair],
    post: list[Pair],
    drills: list[drill.Drill],
    machines: list[str],
    now: datetime,
) -> str:
    """What docs/performance.md says."""
    parts = [
        "# Performance",
        f"Written by `make bench` on {timezone.localdate(now):%d %B %Y}. A *floor* is a bare Django view that runs one SQL "
        "statement\nand renders its rows in a plain loop, measured in turn with the page, so that a busy machine is busy for "
        "both.\n*Processor* is what the page’s own process worked, PostgreSQL’s part left out. Aims, in processor time and "
        "queries: desk 30 ms and\n12, school page 40 and 15, board 25 and 8 and 3 times its floor, search 15 and 4, every other "
        "page 30; ten times the data at\nmost 1.2 times.",
        f"The machine: {machines[0]} before, {machines[-1]} after. With more load than processors every time holds "
        "waiting.\nTimes of two machines compare by their additions; queries and ratios compare as they are.",
        "## Aims missed in this run",
        missed(measured),
        "## Why",
        REASONS.read_text().strip(),
    ]
    names = {
        "region": "A tenth: 4 hubs, 350 schools, 15,000 sessions",
        "national": "National: 40 hubs, 3,500 schools, 150,000 sessions",
    }
    for scale, rows in measured.items():
        parts += [f"## {names[scale]}", table(rows)]
    if len(measured) == 2:
        parts += ["## Ten times the data", growth(measured)]
    if register:
        lines = ["| what | median, ms | floor, ms | ratio |", "|---|---:|---:|---:|"]
        lines += [
            f"| {pair.what} | {pair.median:.1f} | {pair.floor_median:.1f} | {pair.ratio:.1f} |" for pair in register
        ]
        parts += [
            "## The register",
            "Floors: a bare `COPY` of the same file; one statement that is told the keys. An unchanged file is known "
            "again after a whole\nload that changed nothing.",
            "\n".join(lines),
        ]
    if post:
        mail_note = (
            "Each mail is locked, asked about, sent, marked and committed by itself; the floor sends and keeps nothing. "
            "Aim: 0.8 of its pace."
        )
        parts += ["## Mail", mail_note, mail_context(post)]
    for done in drills:
        drill_note = f"Of the national set, each a command as an operator runs it. Aim: {drill.AIM} minutes together."
        parts += ["## Back-up and restore", drill_note, drill.table(done)]
    return "\n\n".join(parts) + "\n"


def growth(measured: Measured) -> str:
    """Each page's time at national scale to its time at a tenth, and its floor's. The largest hub is as large in both."""
    before = {page.what: pair for page, pair, _ in measured["region"]}
    lines = ["| page | times as long | its processor time | its floor |", "|---|---:|---:|---:|"]
    for page, pair, _ in measured["national"]:
        then = before[page.what]
        times = (pair.median / then.median, pair.processor / then.processor, pair.floor_median / then.floor_median)
        lines.append(f"| {page.what} | " + " | ".join(f"{ratio:.2f}" for ratio in times) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
