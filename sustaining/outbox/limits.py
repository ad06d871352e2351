"""How many emails people who have not signed in, or who act by a link, can cause: for each recipient and each origin.

The counts are in PostgreSQL, so that all processes share them and they hold while Redis is away. Every email is counted where
it is queued, so no public form can forget it.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse

from sustaining.common.errors import DomainError

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEPT = timedelta(days=2)
COUNT = """
    INSERT INTO outbox_outsidecount (key, window_starts_at, count) VALUES (%s, %s, 1)
    ON CONFLICT (key, window_starts_at) DO UPDATE SET count = outbox_outsidecount.count + 1 RETURNING count
"""
"""A single statement, so that two processes that count the same key wait for each other."""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('outbox_outsidecount'))"
"""Taken before the first count of a transaction. Which addresses an action writes to is known one by one, so that two
actions would lock the same two counts in different orders, and wait for each other for ever."""
FORGET = """
    DELETE FROM outbox_outsidecount WHERE id IN (
        SELECT id FROM outbox_outsidecount WHERE window_starts_at < %s FOR UPDATE SKIP LOCKED)
"""


class TooManyEmails(DomainError):
    """The limit for a recipient or an origin is reached; nothing was written."""


@dataclass(frozen=True)
class Sender:
    """Who causes the emails of this request: an origin, and whether it counts as an outsider."""

    origin: str
    is_outside: bool


_SENDER: ContextVar[Sender | None] = ContextVar("sender", default=None)


class OutsideSenderMiddleware:
    """Record a request's origin and whether its user is signed in, for the limits on emails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _SENDER.set(Sender(client_origin(request), not request.user.is_authenticated))
        try:
            return self.get_response(request)
        finally:
            _SENDER.reset(token)


def client_origin(request: HttpRequest) -> str:
    """Return the client's address as the trusted proxies report it; for IPv6 its /64, which is one customer's."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request) or "")
    except (ValueError, PermissionDenied):
        return "unknown"
    if address.version == 6:
        # One household or phone has the whole /64 and may change its address at will.
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


@contextmanager
def _sender(**changes: Any) -> Iterator[None]:
    sender = _SENDER.get()
    if sender is None:
        yield
        return
    token = _SENDER.set(replace(sender, **changes))
    try:
        yield
    finally:
        _SENDER.reset(token)


def counted_as_outside() -> Any:
    """Return a context in which emails count as an outsider's, even when a user is signed in: a link acts."""
    return _sender(is_outside=True)


def vouched_for() -> Any:
    """Return a context in which emails are not counted: a signed-in person decided to send them."""
    return _sender(is_outside=False)


def count_email(to: str, *, is_known: bool, now: datetime) -> None:
    """Count one email that an outsider causes. Raise TooManyEmails. Call in a transaction.

    `is_known`: it goes to somebody who has signed in before, who may hear from many schools in a day.
    """
    sender = _SENDER.get()
    # No sender means no request: the clock and commands send what was decided elsewhere.
    if sender is None or not sender.is_outside:
        return
    limits = settings.OUTSIDE_EMAIL_LIMITS
    # Origin before address: one origin that tries many addresses must not use up the day of each of them.
    if _count(f"origin:{sender.origin}", HOUR, now) > limits["origin_an_hour"]:
        raise TooManyEmails(
            "Too many emails have been requested from your network in the last hour. Try again in an hour."
        )
    if (
        _count(f"address:{to.strip().lower()}", DAY, now)
        > limits["known_address_a_day" if is_known else "address_a_day"]
    ):
        raise TooManyEmails(
            f"We’ve already sent several emails to {to} today. Check its inbox and junk folder, or try again tomorrow."
        )


def _count(what: str, window: timedelta, now: datetime) -> int:
    """Add one to the count of the current window and return it. The key is stored as a hash."""
    seconds = int(window.total_seconds())
    starts = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)
    # Hashed, because an address or an IP in plain text would be personal data, with a retention rule of its own.
    key = hashlib.sha256(what.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        cursor.execute(COUNT, [key, starts])
        count: int = cursor.fetchone()[0]
        # The first count of a window clears old ones, so no scheduled job is needed; SKIP LOCKED keeps two from waiting
        # for each other.
        if count == 1:
            cursor.execute(FORGET, [now - KEPT])
    return count
