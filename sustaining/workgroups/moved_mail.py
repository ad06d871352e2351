"""Scheduled emails of a meeting whose day changes: their keys contain the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from sustaining.common.clock import london_day
from sustaining.outbox.models import Email, Hold, HoldKind

from .models import Meeting

if TYPE_CHECKING:
    from sustaining.accounts.models import User

BY_PEOPLE = (HoldKind.HELD, HoldKind.DROPPED)


def keep_holds(meeting: Meeting, day_before: date, *, now: datetime) -> None:
    """Keep emails paused or taken out after the meeting has moved from `day_before`: by the same person, as before.

    Call inside an action's transaction.
    """
    holds = list(_about(Hold.objects.unreleased(), "key", meeting, day_before).filter(kind__in=BY_PEOPLE))
    Hold.objects.filter(pk__in=[hold.pk for hold in holds], kind=HoldKind.HELD).update(released_at=now)
    for hold in holds:
        Hold.objects.get_or_create(
            key=_moved(hold.key, meeting, day_before),
            released_at=None,
            defaults={"kind": hold.kind, "by": hold.by, "why": hold.why, "held_at": hold.held_at},
        )


def keep_sent(meeting: Meeting, day_before: date, *, by: User, now: datetime) -> None:
    """Record that what was written before the meeting's day was corrected is not written again for the new day.

    Call inside an action's transaction.
    """
    for key in _about(Email.objects.all(), "occasion", meeting, day_before).values_list("occasion", flat=True):
        Hold.objects.get_or_create(
            key=_moved(key, meeting, day_before),
            released_at=None,
            defaults={"kind": HoldKind.SKIPPED, "by": by, "why": "Sent before the date was corrected.", "held_at": now},
        )


def _about(rows: QuerySet, field: str, meeting: Meeting, day: date) -> QuerySet:
    return rows.filter(**{f"{field}__startswith": f"meeting:{meeting.pk}:", f"{field}__contains": f":{day:%Y-%m-%d}:"})


def _moved(key: str, meeting: Meeting, day_before: date) -> str:
    """Return the key of the same email for the meeting's present day."""
    return key.replace(f":{day_before:%Y-%m-%d}:", f":{london_day(meeting.starts_at):%Y-%m-%d}:")  # type: ignore[arg-type]
