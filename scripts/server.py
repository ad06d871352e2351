"""A background server that several processes of one checkout share: the first in starts it, the last out stops it."""

import fcntl
from abc import ABC, abstractmethod
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self


class Server(ABC):
    """Who uses the server is counted by file locks, which the kernel drops even when a user is killed.

    `<name>.door` is held for the moment of coming or going; `<name>.users` is shared by everybody inside.
    A server left behind by a killed process is used again by the next one, which then also stops it.
    """

    name: ClassVar[str]

    def __init__(self, local: Path) -> None:
        self.local = local
        self.home = local / self.name
        self._inside: BufferedWriter | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Return the address for DATABASE_URL or REDIS_URL."""

    @abstractmethod
    def is_up(self) -> bool:
        """Return True when a connection to the server is answered."""

    @abstractmethod
    def start(self) -> None:
        """Start it and wait until it answers. Raises CannotStart."""

    @abstractmethod
    def stop(self) -> None:
        """End it and wait until it is gone."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what is to be there once it is up, such as a database."""

    def __enter__(self) -> Self:
        self.local.mkdir(parents=True, exist_ok=True)
        with self._door():
            if not self.is_up():
                self.start()
            self._inside = self._lock("users", fcntl.LOCK_SH)
        try:
            self.prepare()
        except BaseException:
            self.leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def leave(self) -> None:
        """Stop using the server, and stop it if nobody else uses it."""
        with self._door():
            if self._inside:
                self._inside.close()
                self._inside = None
            with suppress(BlockingIOError), self._lock("users", fcntl.LOCK_EX | fcntl.LOCK_NB):
                if self.is_up():
                    self.stop()

    def _door(self) -> BufferedWriter:
        return self._lock("door", fcntl.LOCK_EX)

    def _lock(self, what: str, how: int) -> BufferedWriter:
        """Return an open file that holds the lock until it is closed."""
        file = (self.local / f"{self.name}.{what}").open("ab")
        try:
            fcntl.flock(file, how)
        except BaseException:
            file.close()
            raise
        return file
