"""One sender of a race: `python -m bench.senders ours|bare PORT`. Says “ready”; each line it is given is a round.

`ours` delivers what waits in the outbox, as a worker does. `bare` is a loop over as many mails as the line says, with
nothing kept and nothing asked: a message is put together and sent.
"""

from __future__ import annotations

import smtplib
import sys
from collections.abc import Callable
from email.message import EmailMessage

from bench.letter import HTML, SUBJECT, TEXT


def bare(port: int) -> Callable[[int], int]:
    """As short as smtplib lets one write it, over one connection a round."""

    def send(number: int) -> int:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for index in range(number):
                message = EmailMessage()
                message["Subject"], message["From"] = SUBJECT, "bench@sustaining.example"
                message["To"] = f"person{index}@school.example"
                message.set_content(TEXT)
                message.add_alternative(HTML, subtype="html")
                server.send_message(message)
        return number

    return send


def ours(port: int) -> Callable[[int], int]:
    """The worker's own loop. EMAIL_URL says where to."""
    import django  # noqa: PLC0415  (the bare loop is not to carry it)

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from sustaining.outbox.delivery import deliver_all  # noqa: PLC0415

    return lambda number: deliver_all(timezone.now).get("sent", 0)


def main(kind: str, port: int) -> None:
    """Do a round for each line, and say how many went."""
    send = {"ours": ours, "bare": bare}[kind](port)
    print("ready", flush=True)
    for line in sys.stdin:
        print(send(int(line)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
