"""An Advocate's phone that logs one session after another, whatever happens to the site meanwhile."""

from __future__ import annotations

import time
from uuid import uuid4

import requests

from tests.background import Background
from tests.hosts.visitor import Visitor

FORM = "/sessions/new/"
AT_FAULT = {500, 502, 503, 504}
"""Answers after which a phone keeps the session and sends it again."""
BETWEEN = 0.3
"""Seconds between two sessions, so that the phone is not the whole load of the machine."""


class Phone(Background):
    """Logs sessions with a file each until it is left, under one key a session, as `log-session.js` does.

    `logged` has the text of the sessions that were answered with success, by their addresses; `failed` counts the answers
    that were none.
    """

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.logged: dict[str, str] = {}
        self.failed = 0
        self.problem: BaseException | None = None
        self._form = visitor.fields(FORM)

    def wait_for_more(self, number: int = 2, seconds: float = 120) -> None:
        """Return once so many more sessions were answered with success. Raises AssertionError when they are not."""
        goal, until = len(self.logged) + number, time.monotonic() + seconds
        while len(self.logged) < goal:
            assert self.thread.is_alive(), self.problem
            assert time.monotonic() < until, f"{self.failed} requests have failed"
            time.sleep(0.05)

    def run_until_over(self) -> None:
        """Log one session after another."""
        try:
            while not self.over.is_set():
                self._log(f"Session {len(self.logged)}: ratio in four lessons.")
                self.over.wait(BETWEEN)
        except BaseException as problem:
            self.problem = problem
            raise

    def _log(self, text: str) -> None:
        typed = {
            "kind": "joint_planning",
            "planned_unit": "sequence",
            "day": "today",
            "length": "0.125",
            "colleagues": "2",
        }
        sent = {**self._form, **typed, "specialist": "on", "what_happened": text, "once": str(uuid4())}
        while (address := self._send(sent, text)) is None:
            self.failed += 1
            time.sleep(0.5)
        self.logged[address] = text

    def _send(self, sent: dict[str, str], text: str) -> str | None:
        """Return the address of the session that was logged; None where the site was at fault."""
        try:
            answer = self.visitor.send(
                "POST", FORM, data=sent, files={"files": ("board.pdf", content(text), "application/pdf")},
                headers={"Accept": "application/json"},
            )  # fmt: skip
        except requests.ConnectionError:
            return None
        if answer.status_code in AT_FAULT:
            return None
        assert answer.status_code == 201, f"{answer.status_code}: {answer.text[:500]}"
        return answer.json()["url"].partition("?")[0]


def content(text: str) -> bytes:
    """Return the file that goes with a session."""
    return f"%PDF-1.7\n1 0 obj\n% {text}\n".encode()
