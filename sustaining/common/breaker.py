"""Circuit breakers: after a wait that ran out, a service that hangs is not waited for again for some seconds.

Ours because the two libraries do not fit: pybreaker holds a lock during each call, so that the threads of a worker would
queue for Redis, and circuitbreaker lets every thread try again, and wait again, at the same moment.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import redis
from kombu.exceptions import OperationalError

REST_SECONDS = 10.0
FAULTS = (redis.RedisError, OperationalError, OSError)
"""What a call of Redis raises, by its own client or by Celery's, when it is not answered as it should be."""


class Breaker:
    """Lets calls through until `trip`; then none for some seconds; then one, whose end decides for all (`watch`)."""

    def __init__(self, seconds: float = REST_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._lock = threading.Lock()
        self._rests_until = 0.0

    def is_open(self) -> bool:
        """Return whether a call would be in vain. The first caller after the rest gets False, and tries for the others."""
        if not self._rests_until:
            return False
        with self._lock:
            now = self._clock()
            if now < self._rests_until:
                return True
            if self._rests_until:
                self._rests_until = now + self._seconds
            return False

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Judge the call inside by its end: a wait that ran out trips; an answer, and a refusal, which costs no time, resets."""
        try:
            yield
        except FAULTS as error:
            self.trip() if is_silence(error) else self.reset()
            raise
        self.reset()

    def trip(self) -> None:
        """Let no call through for some seconds."""
        self._rests_until = self._clock() + self._seconds

    def reset(self) -> None:
        """Let every call through: the service has answered."""
        self._rests_until = 0.0


@functools.cache
def breaker_for(url: str) -> Breaker:
    """Return the breaker that everything in this process shares which calls the server at `url`."""
    return Breaker()


def is_silence(error: BaseException | None) -> bool:
    """Return whether the error, or what caused it, is a wait that ran out."""
    while error is not None:
        if isinstance(error, TimeoutError | redis.TimeoutError):
            return True
        error = error.__cause__ or error.__context__
    return False
