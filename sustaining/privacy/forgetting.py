"""Retention by the clock: what would go is emailed to the programme administrators first, then it goes, with a certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session as StoredSession
from django.db.models import Count, Sum

from devplans.models import Session
from funding.models import Claim, Entry
from schools.models import Participation
from sustaining.accounts.actions import clear_in_batches
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.retention import preview_retention
from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Email
from sustaining.workgroups.models import Attendance


@dataclass(frozen=True)
class Cleared:
    """How many rows of one retention rule go, or have gone."""

    title: str
    count: int

    def __str__(self) -> str:
        return f"- {self.count} {self.title}"


def list_due(now: datetime) -> list[Cleared]:
    """Return what has been kept for its time. One query for each rule; nothing is written."""
    return [Cleared(rule.title, count) for rule, count in preview_retention(now) if count]


def past_figures() -> dict[str, list[Any]]:
    """Return the figures that outlive people: the ledger, claims, years, sessions and attendance, by kind or state."""
    amounts: list[tuple[str, Any, str, str]] = [
        ("ledger", Entry, "kind", "amount"),
        ("claims", Claim, "state", "total"),
        ("sessions", Session, "kind", "length"),
    ]
    figures = {}
    for name, model, by, amount in amounts:
        rows = model._base_manager.order_by(by).values_list(by)
        figures[name] = list(rows.annotate(rows=Count("pk"), total=Sum(amount)))
    for name, counted, by in (("years", Participation, "state"), ("attendance", Attendance, "mark")):
        figures[name] = list(counted._base_manager.order_by(by).values_list(by).annotate(rows=Count("pk")))
    return figures


def forget(now: datetime) -> tuple[list[Cleared], bool]:
    """Clear what has been kept for its time, in batches. Return what went, and whether all figures are as they were."""
    system, before = User.objects.system(), past_figures()
    gone = []
    for rule, count in preview_retention(now):
        if count and (cleared := clear_in_batches(rule, by=system, now=now)):
            gone.append(Cleared(rule.title, cleared))
    StoredSession.objects.filter(expire_date__lt=now).delete()
    return gone, past_figures() == before


def month(now: datetime) -> str:
    """Return the month of a run, for the keys of its emails."""
    return f"{london_day(now):%Y-%m}"


def is_announced(now: datetime) -> bool:
    """Return whether the administrators were emailed this month what would go."""
    return Email.objects.filter(occasion__startswith=f"retention_due:{month(now)}:").exists()


def announce(now: datetime, *, applies: bool) -> int:
    """Email each administrator what would go on the 15th. Return how many emails; none where nothing is due."""
    due = list_due(now)
    return _tell("retention_due", due, now, applies=applies) if due else 0


def certify(gone: Iterable[Cleared], now: datetime, *, is_same: bool) -> int:
    """Email each administrator the certificate of what went."""
    return _tell("retention_certificate", gone, now, is_same=is_same)


def _tell(kind: str, items: Iterable[Cleared], now: datetime, **context: Any) -> int:
    people, items = list(User.objects.administrators().order_by("pk")), list(items)
    for person in people:
        queue_email(
            f"{kind}:{month(now)}:{person.pk}",
            to=person,
            kind=kind,
            now=now,
            items=items,
            day=london_day(now),
            **context,
        )
    return len(people)
