"""`make bench`: prints one table. Each row is a ratio measured side by side in this run; no row is a test."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from bench import board
from bench.timing import HEADER, Pair, side_by_side
from tests.cast import gather
from tests.factories.busy import BusyHub


def main(arguments: list[str]) -> None:
    """Fill a database, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--schools", type=int, default=100, help="of the hub that the board shows (100)")
    parser.add_argument("--rounds", type=int, default=20, help="of each measurement (20)")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        settings.STATIC_ROOT, settings.SECURE_SSL_REDIRECT = folder, False
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        print(HEADER, *(row.row() for row in measured(wanted)), sep="\n")


def measured(wanted: argparse.Namespace) -> list[Pair]:
    """Every row of the table."""
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
