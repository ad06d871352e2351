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
from .messages import Rendered, render_email
from .models import Email, Hold, HoldKind


@dataclass(frozen=True)
class Occasion:
    """One mail that is due to one person.

    `key` is unique for person and occasion and names the day it is about: a meeting moved to another day reminds anew,
    a rerun never does. After `use_until` it is of no use. `context` and `calendar` are asked for only when written.
    `skip` says why it does not go after all; that is kept, so that *why did she get no reminder* has an answer.
    """

    key: str
    to: Any
    template: str
    use_until: datetime
    about: models.Model | None = None
    reply_to: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    calendar: Callable[[], str] | None = None
    skip: str = ""

    def rendered(self) -> Rendered:
        """Its words as they would go now."""
        return render_email(self.template, {**self.context, "person": self.to, "about": self.about})


Occasions = Callable[[datetime], Iterable[Occasion]]
REMINDERS: dict[str, Occasions] = {}


def reminder(name: str) -> Callable[[Occasions], Occasions]:
    """Register a kind of reminder: a pure function of time that reads the database."""

    def register(occasions: Occasions) -> Occasions:
        REMINDERS[name] = occasions
        return occasions

    return register


def found(now: datetime) -> list[Occasion]:
    """Every occasion at `now` that is neither written nor stopped, those to be skipped included. Two queries beside
    the registered ones."""
    all_of_them = {o.key: o for occasions in REMINDERS.values() for o in occasions(now) if o.skip or o.use_until > now}
    settled = set(Email.objects.filter(occasion__in=all_of_them).values_list("occasion", flat=True))
    settled |= set(Hold.objects.standing().filter(key__in=all_of_them).values_list("key", flat=True))
    return [occasion for key, occasion in all_of_them.items() if key not in settled]


def due(now: datetime) -> list[Occasion]:
    """Every occasion that is to be written at `now`."""
    return [occasion for occasion in found(now) if not occasion.skip]


@action("outbox.write_reminders")
def write_due_reminders(_: None, *, by: Any, now: datetime) -> list[Email]:
    """Write every reminder due at `now` into the outbox, and why others are skipped; safe to run as often as one likes."""
    written = []
    for occasion in found(now):
        if occasion.skip:
            Hold.objects.get_or_create(
                key=occasion.key,
                released_at=None,
                defaults={"kind": HoldKind.SKIPPED, "by": by, "why": occasion.skip, "held_at": now},
            )
        else:
            written.append(write(occasion, now=now))
    return written


def write(occasion: Occasion, *, now: datetime) -> Email:
    """Write one occasion's mail, in the caller's transaction."""
    return queue_email(
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
