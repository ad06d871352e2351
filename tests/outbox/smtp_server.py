"""A real SMTP server that keeps what it is sent, and can be told to refuse, to be busy, and to go away."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port

logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Arrival:
    """One acceptance: of which mail, over which line (the caller's port), and when (monotonic seconds)."""

    message_id: str
    line: int
    at: float


class SmtpServer:
    """aiosmtpd on a free port of this machine. `messages` in order of arrival; `refuse` maps addresses to answers.

    `busy` is the share of mails that are turned away at random, to come again; `turned_away` counts them.
    """

    def __init__(self, delay: float = 0.0, *, busy: float = 0.0) -> None:
        self.messages: list[Message] = []
        self.arrivals: list[Arrival] = []
        self.refuse: dict[str, str] = {}
        self.answer_to_data = ""
        self.delay, self.busy, self.turned_away = delay, busy, 0
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def leave(self) -> None:
        """Be gone: whoever calls finds nobody."""
        self.controller.stop()

    def come_back(self) -> None:
        """Listen again, at the same place."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_RCPT(self, server, session, envelope, address, options):
        """Take the recipient, or say what was set for it."""
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        """Keep the message, unless there is something against it."""
        if self.answer_to_data:
            return self.answer_to_data
        if self.busy and random.random() < self.busy:
            self.turned_away += 1
            return "451 Too busy: come again"
        self._keep(message_from_bytes(envelope.content), session)
        if self.delay:
            time.sleep(self.delay)
        return "250 OK"

    def _keep(self, message: Message, session: Any) -> None:
        self.messages.append(message)
        self.arrivals.append(Arrival(str(message["Message-ID"]), session.peer[1], time.monotonic()))

    def ids(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(arrival.message_id for arrival in self.arrivals)

    def wait_for(self, number: int, seconds: float = 60) -> None:
        """Return once `number` messages have come. Raises AssertionError when they do not."""
        until = time.monotonic() + seconds
        while len(self.messages) < number:
            assert time.monotonic() < until, f"{len(self.messages)} of {number} messages came in {seconds} s"
            time.sleep(0.005)
