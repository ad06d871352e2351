"""Masking of link tokens in logs, history and mail servers' replies: anyone who reads a token could use it."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

TOKEN = re.compile(
    r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"  # of our links: `secrets.token_urlsafe(32)`
    r"|(?<=/password/reset/key/)[^/\s\"]+|(?<=/confirm-email/)[^/\s\"]+"  # of django-allauth's
)
MASK = "[token]"


def mask_tokens(text: str) -> str:
    """Return `text` with every token in it replaced."""
    return TOKEN.sub(MASK, text)


REQUEST_NUMBER = re.compile(r"[A-Za-z0-9-]{8,40}")
_NUMBER: ContextVar[str] = ContextVar("request number", default="")


def request_number(given: str) -> str:
    """Return the number of a request: the proxy's if it is one, else a new one."""
    return given if REQUEST_NUMBER.fullmatch(given) else secrets.token_hex(10)


@contextmanager
def numbered_log(number: str) -> Iterator[None]:
    """Add the request's number to every line that is logged inside the block."""
    token = _NUMBER.set(number)
    try:
        yield
    finally:
        _NUMBER.reset(token)


def current_request_number() -> str:
    """Return the number of the request that is being answered; empty outside of one."""
    return _NUMBER.get()


class MaskingFormatter(logging.Formatter):
    """A line of the log without tokens, in its message and its traceback, with the number of the request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. The record stays as it is, for whoever else handles it."""
        return mask_tokens(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line without its traceback."""
        suffix = f" [request {number}]" if (number := _NUMBER.get()) else ""
        return super().formatMessage(record) + suffix
