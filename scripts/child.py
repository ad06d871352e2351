"""A program that `make run` looks after: its lines come out under its name, and it ends when told to."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from .places import ROOT

GRACE_SECONDS = 10
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    """One program in a session of its own, so that Ctrl-C in the terminal reaches it only through us.

    `ends_on` is the signal on which it ends tidily, its own children included. On Linux the kernel sends it that
    signal too should we be killed outright.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        ends_on: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.ends_on = ends_on
        self.lines: list[str] = []
        self._rest = b""
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=self._end_with_parent,  # safe without threads, and there are none
        )
        assert self.process.stdout is not None  # noqa: S101  (a pipe was asked for)
        self.output = self.process.stdout.fileno()
        os.set_blocking(self.output, False)

    def relay(self, *, quietly: bool = False) -> None:
        """Take what it has written so far; print the whole lines under its name, or only keep them in `lines`."""
        with suppress(BlockingIOError):
            while piece := os.read(self.output, 65536):
                self._rest += piece
        *complete_lines, self._rest = self._rest.split(b"\n")
        for line in complete_lines:
            text = line.decode(errors="replace")
            if quietly:
                self.lines.append(text)
            else:
                say(f"{self.name:<7}| {text}")

    def ended(self) -> int | None:
        """Return its exit code, or None while it runs."""
        return self.process.poll()

    def ask_to_end(self) -> None:
        """Send it the signal that it ends on, if it still runs."""
        if self.ended() is None:
            self.process.send_signal(self.ends_on)

    def close(self) -> None:
        """Leave nothing of it, once it has ended or its time is up."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.relay()
        assert self.process.stdout is not None  # noqa: S101
        self.process.stdout.close()

    def _end_with_parent(self) -> None:
        """Ask the kernel to end the child with its parent; called in the child before its program starts."""
        if _libc:
            _libc.prctl(_PR_SET_PDEATHSIG, self.ends_on)


def end_all(children: Sequence[Child]) -> None:
    """Ask all, wait up to GRACE_SECONDS, and kill what is left."""
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + GRACE_SECONDS
    while any(child.ended() is None for child in children) and time.monotonic() < deadline:
        for child in children:
            child.relay()
        time.sleep(0.05)
    for child in children:
        child.close()


def say(text: str) -> None:
    """Print a line at once; nobody listening any more is no reason to leave things running."""
    with suppress(OSError):
        print(text, flush=True)
