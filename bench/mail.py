"""How quickly mail goes: the outbox against a bare smtplib loop, into the same mail server by as many connections."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from bench.letter import HTML, SUBJECT, TEXT
from bench.timing import Pair, timed
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.messages import Rendered
from sustaining.outbox.models import Email, EmailState

CONNECTIONS = 4


def measured(mails: int, rounds: int) -> Pair:
    """Both ways in turn, `mails` at a time; the clock runs from the word to go until the last sender is done."""
    pair = Pair("mail", [], [], f"{mails:,} mails a round, {CONNECTIONS} connections")
    with ExitStack() as stack:
        port = int(stack.enter_context(_process("bench.server")).receive())
        environment = {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        outbox, loop = (
            [stack.enter_context(_process("bench.senders", kind, str(port), **environment)) for _ in range(CONNECTIONS)]
            for kind in ("ours", "bare")
        )
        for sender in (*outbox, *loop):
            assert sender.receive() == "ready"
        for number in range(rounds + 1):
            _write(mails)
            ours, floor = timed(lambda: _race(outbox, mails)), timed(lambda: _race(loop, mails))
            if number:  # the first warms up
                pair.ours.append(ours)
                pair.floor.append(floor)
    assert not Email.objects.filter(state=EmailState.QUEUED).exists()
    return pair


class _Talker:
    """A process that is spoken to in lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self.to, self.of = process.stdin, process.stdout

    def send(self, word: object) -> None:
        """One line to it."""
        print(word, file=self.to, flush=True)

    def receive(self) -> str:
        """One line of it."""
        return self.of.readline().strip()


@contextmanager
def _process(module: str, *arguments: str, **environment: str) -> Iterator[_Talker]:
    """Python's `module` in a process of its own, which ends when its input does."""
    command = [sys.executable, "-m", module, *arguments]
    given = {**os.environ, **environment}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=given) as process:
        yield _Talker(process)
        assert process.stdin
        process.stdin.close()
        process.wait()


def _race(senders: list[_Talker], mails: int) -> None:
    for sender in senders:
        sender.send(mails // len(senders))
    assert sum(int(sender.receive()) for sender in senders) == mails


def _write(mails: int) -> None:
    """Have `mails` wait, for an occasion of their own each."""
    with transaction.atomic():
        for number in range(mails):
            queue_rendered(
                f"bench:{uuid4()}", Rendered(SUBJECT, TEXT, HTML), to=f"person{number}@school.example", kind="note",
                now=timezone.now(),
            )  # fmt: skip
