"""The future is computed: what is due is a function of time over live rows, so a moved meeting moves its reminders.

Each app registers `@reminder("meeting-soon")` → `occasions(now) -> Iterable[Occasion]`. *What will go out* is the same
function at a later `now`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from sustaining.common.permits import action

from .actions import queue_email
from .models import Email, Hold


@dataclass(frozen=True)
class Occasion:
    """One mail that is due to one person.

    `key` is unique for person and occasion and names the day it is about: a meeting moved to another day reminds anew,
    a rerun never does. After `use_until` it is of no use. `context` and `calendar` are asked for only when written.
    """

    key: str
    to: Any
    template: str
    use_until: datetime
    about: models.Model | None = None
    reply_to: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    calendar: Callable[[], str] | None = None


Occasions = Callable[[datetime], Iterable[Occasion]]
REMINDERS: dict[str, Occasions] = {}


def reminder(name: str) -> Callable[[Occasions], Occasions]:
    """Register a kind of reminder: a pure function of time that reads the database."""

    def register(occasions: Occasions) -> Occasions:
        REMINDERS[name] = occasions
        return occasions

    return register


def due(now: datetime) -> list[Occasion]:
    """Every occasion due at `now` that is neither written nor held. Two queries beside the registered ones."""
    found = {o.key: o for occasions in REMINDERS.values() for o in occasions(now) if o.use_until > now}
    settled = set(Email.objects.filter(occasion__in=found).values_list("occasion", flat=True))
    settled |= set(Hold.objects.filter(key__in=found).values_list("key", flat=True))
    return [occasion for key, occasion in found.items() if key not in settled]


@action("outbox.write_reminders")
def write_due_reminders(_: None, *, by: Any, now: datetime) -> list[Email]:
    """Write every reminder due at `now` into the outbox; safe to run at any time, as often as one likes."""
    return [
        queue_email(
            occasion.key,
            to=occasion.to,
            template=occasion.template,
            now=now,
            about=occasion.about,
            reply_to=occasion.reply_to,
            use_until=occasion.use_until,
            calendar=occasion.calendar() if occasion.calendar else "",
            **occasion.context,
        )
        for occasion in due(now)
    ]
