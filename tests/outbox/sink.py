"""A real SMTP server that keeps what it is sent, and can be told to refuse."""

from __future__ import annotations

import socket
import time
from collections import Counter
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller


class Sink:
    """aiosmtpd on a free port of this machine. `messages` in order of arrival; `refuse` maps addresses to answers."""

    def __init__(self, delay: float = 0.0) -> None:
        self.messages: list[Message] = []
        self.refuse: dict[str, str] = {}
        self.answer_to_data = ""
        self.delay = delay
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.controller.port

    async def handle_RCPT(self, server, session, envelope, address, options):
        """Take the recipient, or say what was set for it."""
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        """Keep the message."""
        if self.answer_to_data:
            return self.answer_to_data
        self.messages.append(message_from_bytes(envelope.content))
        if self.delay:
            time.sleep(self.delay)
        return "250 OK"

    def ids(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(str(message["Message-ID"]) for message in self.messages)

    def wait_for(self, number: int, seconds: float = 60) -> None:
        """Return once `number` messages have come. Raises AssertionError when they do not."""
        until = time.monotonic() + seconds
        while len(self.messages) < number:
            assert time.monotonic() < until, f"{len(self.messages)} of {number} messages came in {seconds} s"
            time.sleep(0.01)
