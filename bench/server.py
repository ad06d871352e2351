"""A mail server for a race (`python -m bench.server`): takes whatever comes, keeps nothing, ends with its input."""

from __future__ import annotations

import socket
import sys
from typing import Any

from aiosmtpd.controller import Controller


class Taker:
    """Says yes."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Taken."""
        return "250 OK"


if __name__ == "__main__":
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Taker(), hostname="127.0.0.1", port=port)
    controller.start()
    print(port, flush=True)
    sys.stdin.read()
    controller.stop()
