"""What the timeline is made of: its entries, and the history of rows with who acted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone


@dataclass(frozen=True)
class TimelineEntry:
    """One line. `active` follows the name of `who`; `passive` is the whole sentence where nobody is known to have acted.

    `link` acted where nobody had signed in: the line then says to whom it was sent, and names nobody. `day` is set where
    only the day is known; `at` then gives its place among the others.
    """

    at: datetime
    kind: str
    passive: str
    active: str = ""
    who: int | None = None
    url: str = ""
    name: str = ""
    link: int | None = None
    day: date | None = None

    @classmethod
    def on(cls, day: date, kind: str, passive: str, **fields: Any) -> TimelineEntry:
        """Return an entry of which only the day is known: no time is shown for it."""
        at = timezone.make_aware(datetime.combine(day, time.max))
        return cls(at, kind, passive, day=day, **fields)

    @property
    def sentence(self) -> str:
        """Return the line as it is read."""
        if self.name and self.active:
            return f"{self.name} {self.active}"
        return self.passive[:1].upper() + self.passive[1:]


Step = tuple[datetime, str, str, int | None]
"""Time, phrase after the actor's name, sentence without an actor, the actor's key."""


def read_history(rows: QuerySet) -> Iterable[tuple[Any, Any]]:
    """Yield (event, previous event of the same row or None), in order. One query."""
    model = rows.model
    history = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    events = history.objects.filter(pgh_obj__in=rows.order_by().values("pk")).select_related("pgh_context")
    before: dict[int, Any] = {}
    for event in events.order_by("pgh_id"):
        yield event, before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event


def event_actor(event: Any) -> int | None:
    """Return the key of the account that acted."""
    context = event.pgh_context
    return context.metadata.get("by") if context else None


def event_link(event: Any) -> int | None:
    """Return the key of the acting link, where somebody acted without signing in."""
    context = event.pgh_context
    return context.metadata.get("link") if context else None
