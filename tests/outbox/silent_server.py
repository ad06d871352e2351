"""A real SMTP server that speaks up to one point of the conversation, and from there is silent or hangs up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ANSWERS = {
    "EHLO": b"250-silent.example\r\n250 SIZE 10000000\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 Go ahead\r\n",
    "RSET": b"250 OK\r\n",
    "QUIT": b"221 Bye\r\n",
}


class SilentServer:
    """Answers until it comes to `at`: "greeting", a command, or "content", the end of an email.

    `connections` counts who called; `contents` are the emails that came whole. `at` may be changed at any time, and is
    empty for a server that works.
    """

    def __init__(self, at: str, *, hangs_up: bool = False) -> None:
        self.at, self.hangs_up = at, hangs_up
        self.connections = 0
        self.contents: list[bytes] = []
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def serve(self) -> None:
        """Take one caller after the other, each in a thread."""
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._speak, args=[line], daemon=True).start()

    def _speak(self, line: socket.socket) -> None:
        with line, suppress(OSError), line.makefile("rb") as stream:
            if not self._answer(line, "greeting", b"220 silent.example\r\n"):
                return
            for command_line in stream:
                command = command_line[:4].decode().upper()
                if not self._answer(line, command, ANSWERS[command]):
                    return
                if command == "DATA":
                    self.contents.append(b"".join(iter(stream.readline, b".\r\n")))
                    if not self._answer(line, "content", b"250 Taken\r\n"):
                        return

    def _answer(self, line: socket.socket, point: str, answer: bytes) -> bool:
        if point != self.at:
            line.sendall(answer)
            return True
        if not self.hangs_up:
            self.over.wait(30)
        return False


@contextmanager
def silent_server(at: str, *, hangs_up: bool = False) -> Iterator[SilentServer]:
    """A server that listens, and ends with the block."""
    server = SilentServer(at, hangs_up=hangs_up)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        thread.join()
