"""Masking of link tokens in logs, history and mail servers' replies: anyone who reads a token could use it."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

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


class TokenFilter(logging.Filter):
    """Masks tokens in a record's message, its arguments and its traceback, and adds the request's number."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask tokens in the record, and let it pass."""
        record.msg, record.args = mask_tokens(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask_tokens(record.exc_text)
        suffix = f" [request {number}]" if (number := _NUMBER.get()) else ""
        if not record.msg.endswith(suffix):  # every handler filters the same record
            record.msg += suffix
        return True


def mask_event(event: Any, hint: Any = None) -> Any:
    """Return an event of the error tracker with every token in it replaced (Sentry's `before_send`)."""
    if isinstance(event, str):
        return mask_tokens(event)
    if isinstance(event, dict):
        return {key: mask_event(value) for key, value in event.items()}
    if isinstance(event, list | tuple):
        return type(event)(mask_event(value) for value in event)
    return event


def start_error_tracker(dsn: str) -> None:
    """Send errors to Sentry, without personal data and with every token masked."""
    import sentry_sdk  # noqa: PLC0415  (loading it costs a quarter of a second that sites without it need not wait)

    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        before_send=mask_event,
        before_send_transaction=mask_event,
        before_breadcrumb=mask_event,
    )
