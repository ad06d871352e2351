"""What the pages of accounts read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from .models import SecurityEvent

MOST_EVENTS = 200


def filter_events(user: Any, query: QueryDict) -> dict[str, Any]:
    """Return the newest security events that `query` asks for (kind, q, since), and its values; odd ones filter nothing."""
    kind = query.get("kind", "") if query.get("kind", "") in SecurityEvent.Kind.values else ""
    words, since = query.get("q", "")[:100].replace("\x00", "").strip(), _day(query.get("since", ""))
    events = SecurityEvent.objects.visible_to(user).select_related("user")
    if kind:
        events = events.filter(kind=kind)
    if words:
        events = events.filter(Q(user__full_name__icontains=words) | Q(email__icontains=words))
    if since:
        events = events.filter(at__date__gte=since)
    rows = list(events[: MOST_EVENTS + 1])
    return {
        "events": rows[:MOST_EVENTS],
        "more": len(rows) > MOST_EVENTS,
        "kinds": SecurityEvent.Kind.choices,
        "kind": kind,
        "q": words,
        "since": since.isoformat() if since else "",
    }


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
