"""A Redis cache that fails open: sign-in and pages go on when Redis does not answer. Decision 78 says why it is ours."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache

from .breaker import FAULTS, breaker_for

logger = logging.getLogger(__name__)


class FailOpenRedisCache(RedisCache):
    """Redis as a cache whose absence is a miss. What must not be lost is in PostgreSQL; limits fail open and are logged.

    One that hangs is waited for once: until it has answered, one call in some seconds tries it (`breaker`).
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.breaker = breaker_for(server)

    def _call(self, method: str, fallback: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the answer of Redis, or the fallback when it gives none."""
        if self.breaker.is_open():
            return fallback
        try:
            with self.breaker.watch():
                return getattr(super(), method)(*args, **kwargs)
        except FAULTS as error:
            logger.warning("The cache did not answer (%s): %s", method, error)
            return fallback

    def add(self, *args: Any, **kwargs: Any) -> Any:
        # True, as if the key were new: allauth refuses a sign-in whose lock, and a code whose mark, cannot be added.
        return self._call("add", True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._call("get", default, key, default=default, version=version)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("touch", False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("delete", False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("get_many", {}, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("set_many", [], *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("has_key", False, *args, **kwargs)
