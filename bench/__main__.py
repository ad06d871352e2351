"""`make bench`: how quick the pages are at national scale and at a tenth of it, and mail, against floors of the same run.

Writes docs/performance.md unless `--no-paper`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from bench import gias, mail, pages
from bench.timing import Pair, side_by_side

PAPER = Path(__file__).parent.parent / "docs" / "performance.md"
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
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        settings.STATIC_ROOT, settings.SECURE_SSL_REDIRECT = folder, False
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        if wanted.seeded:
            print(table(pages.measured(wanted.rounds)))
            return
        post = [mail.measured(wanted.mails, 5)] if wanted.mails and wanted.only in (None, "mail") else []
        if wanted.only == "mail":
            print(of_mail(post))
            return
        found = {
            scale: at_scale(scale, wanted.rounds)
            for scale in ([wanted.only] if wanted.only else ["region", "national"])
        }
        register = of_the_register(wanted.rows, wanted.rounds) if wanted.rows else []
    text = paper(found, register, post, timezone.now())
    print(text)
    if not (wanted.no_paper or wanted.only):
        PAPER.write_text(text)


def at_scale(scale: str, rounds: int) -> list[tuple[pages.Page, Pair, int]]:
    """Seed an empty database, and measure every page."""
    print(f"Seeding: {scale}", file=sys.stderr)
    call_command("flush", interactive=False, verbosity=0)
    call_command("seed", scale=scale, rng=1, even_in_production=True, stdout=sys.stderr)
    return pages.measured(rounds)


def of_the_register(rows: int, rounds: int) -> list[Pair]:
    """A whole register, first and again; then finding schools in it."""
    print(f"Writing a register of {rows} rows", file=sys.stderr)
    call_command("flush", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        path = gias.write_register(Path(folder) / "register.csv", rows)
        copy = gias.bare_copy(path)
        first = side_by_side(f"register, {rows:,} rows", gias.load(path), copy, 3)
        gias.load(path, keep=True)()
        again = side_by_side("register again, unchanged", gias.load_again(path), copy, 3)
    found = [
        side_by_side(f"find a school: {words}", gias.find(words), gias.find_floor(words), rounds)
        for words in ("castle", "st marys cath", "LS6 2", "100459", "astle")
    ]
    return [first, again, *found]


def table(found: list[tuple[pages.Page, Pair, int]]) -> str:
    """Markdown: queries, median, 95th percentile, floor, ratio."""
    lines = ["| page | queries | median, ms | 95th, ms | floor, ms | ratio |", "|---|---:|---:|---:|---:|---:|"]
    lines += [
        f"| {page.what} | {queries} | {pair.median:.1f} | {pair.late:.1f} | {pair.floor_median:.1f} | {pair.ratio:.1f} |"
        for page, pair, queries in found
    ]
    return "\n".join(lines)


def of_mail(post: list[Pair]) -> str:
    """Mails a second of the outbox and of the bare loop; how much of the loop's pace the outbox keeps (aim: 0.7)."""
    lines = ["| what | outbox, ms | bare loop, ms | share of the loop’s pace |", "|---|---:|---:|---:|"]
    lines += [f"| {pair.note} | {pair.median:.0f} | {pair.floor_median:.0f} | {1 / pair.ratio:.2f} |" for pair in post]
    return "\n".join(lines)


def paper(found: Measured, register: list[Pair], post: list[Pair], now: datetime) -> str:
    """What docs/performance.md says."""
    parts = [
        "# Performance",
        f"Written by `make bench` on {timezone.localdate(now):%d %B %Y}. A *floor* is a bare Django view that runs one SQL "
        "statement\nand renders its rows in a plain loop, measured in turn with the page, so that a busy machine is busy for "
        "both.\nAims: the board at most 3 times its floor; no page above 100 ms at the 95th percentile; ten times the data at "
        "most 1.2\ntimes the time.",
    ]
    names = {
        "region": "A tenth: 4 hubs, 350 schools, 15,000 sessions",
        "national": "National: 40 hubs, 3,500 schools, 150,000 sessions",
    }
    for scale, rows in found.items():
        parts += [f"## {names[scale]}", table(rows)]
    if len(found) == 2:
        parts += ["## Ten times the data", growth(found)]
    if register:
        lines = ["| what | median, ms | floor, ms | ratio |", "|---|---:|---:|---:|"]
        lines += [
            f"| {pair.what} | {pair.median:.1f} | {pair.floor_median:.1f} | {pair.ratio:.1f} |" for pair in register
        ]
        parts += [
            "## The register",
            "Floors: a bare `COPY` of the same file; one statement that is told the keys.",
            "\n".join(lines),
        ]
    if post:
        said = (
            "Each mail is locked, asked about, sent, marked and committed by itself; the floor sends and keeps nothing."
        )
        parts += ["## Mail", said, of_mail(post)]
    return "\n\n".join(parts) + "\n"


def growth(found: Measured) -> str:
    """Each page's time at national scale to its time at a tenth. The largest hub has as many schools in both."""
    before = {page.what: pair.median for page, pair, _ in found["region"]}
    lines = ["| page | times as long |", "|---|---:|"]
    lines += [f"| {page.what} | {pair.median / before[page.what]:.2f} |" for page, pair, _ in found["national"]]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
