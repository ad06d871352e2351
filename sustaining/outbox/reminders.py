"""The future is computed: what is due is a function of time over live rows, so a moved meeting moves its reminders.

A kind that the clock sends has `occasions(now) -> Iterable[Occasion]` (`kinds.py`). *What will go out* is the same function
at a later `now`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sustaining.common.permissions import action

from .actions import queue_email
from .kinds import KINDS, Occasion
from .messages import Rendered, render_email
from .models import Email, Hold, HoldKind


def render_occasion(occasion: Occasion) -> Rendered:
    """Return an occasion's mail as it would be written now."""
    return render_email(occasion.kind, {**occasion.context, "person": occasion.to, "about": occasion.about})


def all_occasions(now: datetime) -> Iterator[Occasion]:
    """Yield every occasion of every kind that the clock sends; kinds that share their occasions are asked once."""
    for occasions in dict.fromkeys(kind.occasions for kind in KINDS.values() if kind.occasions is not None):
        yield from occasions(now)


def unwritten_occasions(now: datetime) -> list[Occasion]:
    """Return the occasions at `now` without an email or a hold, those to be skipped included.

    Two queries beside the kinds' own.
    """
    by_key = {occasion.key: occasion for occasion in all_occasions(now) if occasion.skip or occasion.use_until > now}
    settled = set(Email.objects.filter(occasion__in=by_key).values_list("occasion", flat=True))
    settled |= set(Hold.objects.standing().filter(key__in=by_key).values_list("key", flat=True))
    return [occasion for key, occasion in by_key.items() if key not in settled]


def due(now: datetime) -> list[Occasion]:
    """Return every occasion that is to be written at `now`."""
    return [occasion for occasion in unwritten_occasions(now) if not occasion.skip]


@action("outbox.write_reminders")
def write_due_reminders(_: None, *, by: Any, now: datetime) -> list[Email]:
    """Write every reminder due at `now` into the outbox, and why others are skipped; safe to run as often as one likes."""
    written = []
    for occasion in unwritten_occasions(now):
        if occasion.skip:
            Hold.objects.get_or_create(
                key=occasion.key,
                released_at=None,
                defaults={"kind": HoldKind.SKIPPED, "by": by, "why": occasion.skip, "held_at": now},
            )
        else:
            written.append(write_occasion(occasion, now=now))
    return written


def write_occasion(occasion: Occasion, *, now: datetime) -> Email:
    """Write one occasion's mail, in the caller's transaction."""
    return queue_email(
        occasion.key,
        to=occasion.to,
        kind=occasion.kind,
        now=now,
        about=occasion.about,
        facts=occasion.facts,
        reply_to=occasion.reply_to,
        use_until=occasion.use_until,
        calendar=occasion.calendar() if occasion.calendar else "",
        **occasion.context,
    )
