"""Ports of this machine, for servers that tests start."""

from __future__ import annotations

import socket
from contextlib import closing


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
