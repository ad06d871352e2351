"""Noticing that `make` was told to end when nobody told us.

Ctrl-C in a terminal reaches make and us alike. A signal to make's process alone does not: on SIGINT and SIGHUP make
stops catching the signal, and then waits for us without a word. Linux shows which signals a process catches.
"""

import os
import re
import signal
from contextlib import suppress
from pathlib import Path

WATCHED = sum(1 << (number - 1) for number in (signal.SIGHUP, signal.SIGINT))


class Parent:
    """The process that started us; worth watching only where it is make and the system is Linux."""

    def __init__(self) -> None:
        self.folder = Path(f"/proc/{os.getppid()}")
        self.caught_at_first = 0
        with suppress(OSError):
            if (self.folder / "comm").read_text().strip() in {"make", "gmake"}:
                self.caught_at_first = self._caught()

    def was_told_to_end(self) -> bool:
        """Return True once make no longer catches a signal that it caught when we began."""
        return bool(self.caught_at_first and self.caught_at_first & ~self._caught())

    def _caught(self) -> int:
        """Return the watched signals that it catches, as a mask; none once it is gone."""
        with suppress(OSError):
            mask = re.search(r"^SigCgt:\s*([0-9a-f]+)$", (self.folder / "status").read_text(), re.MULTILINE)
            return int(mask[1], 16) & WATCHED if mask else 0
        return 0
