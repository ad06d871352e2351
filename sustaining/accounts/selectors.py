"""The data of the accounts' pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import QueryDict

from .models import SecurityEvent

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MAX_EVENTS = 200


def filter_events(user: User, query: QueryDict) -> dict[str, Any]:
    """Return the newest security events, filtered by `query` (kind, q, since), and the filters. Invalid values are ignored."""
    kind = query.get("kind", "") if query.get("kind", "") in SecurityEvent.Kind.values else ""
    search, since = query.get("q", "")[:100].replace("\x00", "").strip(), _day(query.get("since", ""))
    events = SecurityEvent.objects.visible_to(user).select_related("user")
    if kind:
        events = events.filter(kind=kind)
    if search:
        events = events.filter(Q(user__full_name__contains_folded=search) | Q(email__contains_folded=search))
    if since:
        events = events.filter(at__date__gte=since)
    rows = list(events[: MAX_EVENTS + 1])
    return {
        "events": rows[:MAX_EVENTS],
        "more": len(rows) > MAX_EVENTS,
        "kinds": SecurityEvent.Kind.choices,
        "kind": kind,
        "q": search,
        "since": since.isoformat() if since else "",
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
