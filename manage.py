#!/usr/bin/env python3
"""Django's command line. In a development checkout without DATABASE_URL it starts PostgreSQL and Redis (scripts/).

A checkout is one of development when `make setup` has made its environment, or when DEBUG=true says so.
"""

import os
import signal
import sys
from pathlib import Path

try:
    from django.core.management import execute_from_command_line
except ModuleNotFoundError as missing:
    command = " ".join([".venv/bin/python", *sys.argv])
    sys.exit(f"This Python has no {missing.name}: run `make setup` once, then `{command}`.")


def main() -> None:
    """Run the command, with services around it where the environment names none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        execute_from_command_line(sys.argv)
    else:
        run_in_development()


def is_development() -> bool:
    """Return whether this is a developer's checkout: a forgotten variable must not start one in production."""
    debug = os.environ.get("DEBUG", "").lower()
    if debug:
        return debug in {"true", "on", "ok", "y", "yes", "1"}
    return (Path(__file__).resolve().parent / ".venv" / ".installed").is_file()


def run_in_development() -> None:
    """Run the command on servers of this checkout's own; exit with a sentence where that cannot be done."""
    if not is_development():
        sys.exit("Set DATABASE_URL. Only a development site, made by `make setup`, starts a database of its own.")
    # Imported here alone: where DATABASE_URL is set, the site runs without the scripts folder.
    from scripts.places import CannotStart  # noqa: PLC0415
    from scripts.services import own_services_unless_given  # noqa: PLC0415

    # Being ended or hung up on is to leave no server behind, so both run the same way out as Ctrl-C.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    try:
        with own_services_unless_given():
            execute_from_command_line(sys.argv)
    except CannotStart as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
