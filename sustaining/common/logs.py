"""Masking of link tokens in logs, history and mail servers' replies: anyone who reads a token could use it."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from types import MappingProxyType

TOKEN = re.compile(
    r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"  # of our links: `secrets.token_urlsafe(32)`
    r"|(?<=/password/reset/key/)[^/\s\"]+|(?<=/confirm-email/)[^/\s\"]+"  # of django-allauth's
)
OF_ADDRESS = re.compile(
    r"(/(?:application|agreement|interest|rsvp|calendar|certificates/link|mail/stop|links|claims/answer|claims/runs/file"
    r"|accounts/invitation|accounts/password/reset/key)/)[^/?.\s\"']+"
)
"""What follows these addresses, whatever its length: somebody may paste a link with a letter too many, or too few."""
MASK = "[token]"


def mask_tokens(text: str) -> str:
    """Return `text` with every token in it replaced."""
    return OF_ADDRESS.sub(rf"\1{MASK}", TOKEN.sub(MASK, text))


EMAIL = re.compile(r"[^\s@<>()\[\]\"',;:/]+@[^\s@<>()\[\]\"',;:/?&]+")
ADDRESS = "[email address]"


def mask_people(text: str) -> str:
    """Return `text` without tokens of links and email addresses."""
    return EMAIL.sub(ADDRESS, mask_tokens(text))


REQUEST_NUMBER = re.compile(r"[A-Za-z0-9-]{8,40}")
_FIELDS: ContextVar[Mapping[str, str]] = ContextVar("fields of every record of the log", default=MappingProxyType({}))


def request_number(given: str) -> str:
    """Return the number of a request: the proxy's if it is one, else a new one."""
    return given if REQUEST_NUMBER.fullmatch(given) else secrets.token_hex(10)


def add_log_fields(**fields: str) -> Token[Mapping[str, str]]:
    """Add fields to everything that is logged from here until they are removed with the token that is returned."""
    return _FIELDS.set({**_FIELDS.get(), **fields})


def remove_log_fields(token: Token[Mapping[str, str]]) -> None:
    """Remove what was added with this token."""
    _FIELDS.reset(token)


def current_log_fields() -> Mapping[str, str]:
    """Return the number of the request and the task that the work in hand is of."""
    return _FIELDS.get()


@contextmanager
def numbered_log(number: str) -> Iterator[None]:
    """Add the request's number to everything that is logged inside the block."""
    token = add_log_fields(request_id=number)
    try:
        yield
    finally:
        remove_log_fields(token)


def current_request_number() -> str:
    """Return the number of the request that is being answered, or that a task was started by; empty outside of one."""
    return _FIELDS.get().get("request_id", "")


class MaskingFormatter(logging.Formatter):
    """A line of the log without tokens, in its message and its traceback, with the number of the request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. The record stays as it is, for other handlers."""
        return mask_tokens(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line without its traceback."""
        suffix = f" [request {number}]" if (number := current_request_number()) else ""
        return super().formatMessage(record) + suffix
