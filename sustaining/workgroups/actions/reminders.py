"""What people do about mails before they go: hold back, let go, drop, send now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.outbox.actions import write_occasion
from sustaining.outbox.models import Email, Hold, HoldKind

from ..going_out import lines_of
from ..models import Meeting

KEEPS_REASON = {HoldKind.HELD: "Held back", HoldKind.DROPPED: "Taken out"}


class NothingChosen(DomainError):
    """No mail was named that is still to come."""


@action("workgroups.steer_reminders")
def hold_reminders(meeting: Meeting, *, keys: Iterable[str], what: str, by: Any, now: datetime) -> int:
    """Hold mails back (`held`), drop them for good (`dropped`), or let held ones go (`released`). How many changed.

    Only mails of this meeting that are still to come are touched. Raises NothingChosen.
    """
    lines = {line.key: line for line in lines_of(meeting, now)}
    wanted = [lines[key] for key in keys if key in lines and lines[key].can_be_steered]
    if not wanted:
        raise NothingChosen("Tick at least one e-mail that has not gone yet.")
    held = Hold.objects.standing().filter(key__in=[line.key for line in wanted], kind=HoldKind.HELD)
    held.update(released_at=now)
    if what in KEEPS_REASON:
        for line in wanted:
            why = f"{KEEPS_REASON[HoldKind(what)]} by {by}"[:300]
            Hold.objects.create(key=line.key, kind=what, by=by, why=why, held_at=now)
    return len(wanted)


@action("workgroups.steer_reminders")
def send_reminders(meeting: Meeting, *, keys: Iterable[str], by: Any, now: datetime) -> list[Email]:
    """Write mails that are to come now, before their time; they do not go again. Raises NothingChosen."""
    lines = {line.key: line for line in lines_of(meeting, now)}
    wanted = [lines[key] for key in keys if key in lines and lines[key].can_be_steered]
    if not wanted:
        raise NothingChosen("Tick at least one e-mail that has not gone yet.")
    Hold.objects.standing().filter(key__in=[line.key for line in wanted], kind=HoldKind.HELD).update(released_at=now)
    return [write_occasion(line.occasion_at(now), now=now) for line in wanted]
