"""Reminders are computed from the rows for a moment, so a meeting that moves takes its reminders along.

A scheduled kind has `occasions(now) -> Iterable[Occasion]` (`kinds.py`). The list of emails to come calls the same
functions with a later `now`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from .kinds import KINDS, Occasion
from .messages import Rendered, render_email
from .models import Email, Hold


def render_occasion(occasion: Occasion) -> Rendered:
    """Return an occasion's email as it would be written now."""
    return render_email(occasion.kind, {**occasion.context, "person": occasion.to, "about": occasion.about})


def all_occasions(now: datetime) -> Iterator[Occasion]:
    """Yield every occasion of every scheduled kind; a function that several kinds share is called once."""
    for occasions in dict.fromkeys(kind.occasions for kind in KINDS.values() if kind.occasions is not None):
        yield from occasions(now)


def unwritten_occasions(now: datetime) -> list[Occasion]:
    """Return the occasions at `now` without an email or a hold, including those to skip.

    Two queries besides those of the kinds.
    """
    # A skip is recorded however late it is; an email past its time is not written at all.
    by_key = {occasion.key: occasion for occasion in all_occasions(now) if occasion.skip or occasion.use_until > now}
    settled = settled_keys(by_key)
    return [occasion for key, occasion in by_key.items() if key not in settled]


def settled_keys(keys: Iterable[str]) -> set[str]:
    """Return which keys of occasions have an email or an unreleased hold. Two queries."""
    written = Email.objects.filter(occasion__in=keys).values_list("occasion", flat=True)
    held = Hold.objects.unreleased().filter(key__in=keys).values_list("key", flat=True)
    return {*written, *held}


def due(now: datetime) -> list[Occasion]:
    """Return every occasion to write at `now`."""
    return [occasion for occasion in unwritten_occasions(now) if not occasion.skip]
