"""`make bench`: prints one table. Each row is a ratio measured side by side in this run; no row is a test."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from bench import board, gias
from bench.timing import HEADER, Pair, side_by_side
from tests.cast import gather
from tests.factories.busy import BusyHub


def main(arguments: list[str]) -> None:
    """Fill a database, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--schools", type=int, default=100, help="of the hub that the board shows (100)")
    parser.add_argument("--rows", type=int, default=50_000, help="of the register (50,000)")
    parser.add_argument("--rounds", type=int, default=20, help="of each measurement (20)")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        settings.STATIC_ROOT, settings.SECURE_SSL_REDIRECT = folder, False
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        print(HEADER, *(row.row() for row in measured(wanted)), sep="\n")


def measured(wanted: argparse.Namespace) -> list[Pair]:
    """Every row of the table."""
    return [*of_the_register(wanted), *of_the_board(wanted)]


def of_the_register(wanted: argparse.Namespace) -> list[Pair]:
    """A whole register, first and again; then finding schools in it."""
    print(f"Writing a register of {wanted.rows} rows", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        path = gias.write_register(Path(folder) / "register.csv", wanted.rows)
        copy = gias.bare_copy(path)
        note = "floor: bare COPY of the same rows"
        first = side_by_side(f"register, {wanted.rows} rows", gias.load(path), copy, 3, note)
        gias.load(path, keep=True)()
        again = side_by_side("register again, unchanged", gias.load_again(path), copy, 3, note)
    found = [
        side_by_side(
            f"find a school: {words}", gias.find(words), gias.find_floor(words), wanted.rounds, "floor: its SQL"
        )
        for words in ("castle", "st marys cath", "LS6 2", "100459", "astle")
    ]
    return [first, again, *found]


def of_the_board(wanted: argparse.Namespace) -> list[Pair]:
    """The hub board."""
    print(f"Filling a hub with {wanted.schools} schools", file=sys.stderr)
    hub = BusyHub(gather(timezone.now()), timezone.now())
    hub.grow(wanted.schools)
    return [
        side_by_side(
            f"board, {wanted.schools} schools",
            board.page(hub.cast.lead),
            board.floor(hub.cast.hub.pk),
            wanted.rounds,
            "floor: its one SQL statement, rows in a plain loop",
        )
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
