#!/usr/bin/env python3
"""Django's command line. Without DATABASE_URL it brings this checkout's own PostgreSQL and Redis (sustaining/local)."""

import os
import signal
import sys

try:
    from django.core.management import execute_from_command_line

    from sustaining.local.places import CannotStart
    from sustaining.local.services import own_services_unless_given
except ModuleNotFoundError as missing:
    if (missing.name or "").startswith("sustaining"):
        raise
    command = " ".join([".venv/bin/python", *sys.argv])
    sys.exit(f"This Python has no {missing.name}: run `make setup` once, then `{command}`.")


def main() -> None:
    """Run the command, with services around it where the environment names none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sustaining.settings")
    if not os.environ.get("DATABASE_URL"):
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
