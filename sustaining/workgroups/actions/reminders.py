"""Actions on scheduled emails before they are sent: hold, release, drop, send now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.outbox.actions import write_occasion
from sustaining.outbox.models import Email, Hold, HoldKind

from ..models import Meeting
from ..scheduled_mail import scheduled_emails

if TYPE_CHECKING:
    from sustaining.accounts.models import User

KEEPS_REASON = {HoldKind.HELD: "Paused", HoldKind.DROPPED: "Won’t be sent"}


class NothingChosen(DomainError):
    """None of the chosen emails is still to be sent."""


@action("workgroups.steer_reminders")
def hold_reminders(meeting: Meeting, *, keys: Iterable[str], what: str, by: User, now: datetime) -> int:
    """Hold emails back (`held`), drop them (`dropped`) or release held ones (`released`). Return how many changed.

    Changes only emails of this meeting that are still to be sent. Raise NothingChosen when there is none.
    """
    emails = {email.key: email for email in scheduled_emails(meeting, now)}
    chosen = [emails[key] for key in keys if key in emails and emails[key].can_be_steered]
    if not chosen:
        raise NothingChosen("Select at least one email that hasn’t been sent yet.")
    held = Hold.objects.unreleased().filter(key__in=[email.key for email in chosen], kind=HoldKind.HELD)
    held.update(released_at=now)
    if what in KEEPS_REASON:
        for email in chosen:
            why = f"{KEEPS_REASON[HoldKind(what)]} by {by}"[:300]
            Hold.objects.create(key=email.key, kind=what, by=by, why=why, held_at=now)
    return len(chosen)


@action("workgroups.steer_reminders")
def send_reminders(meeting: Meeting, *, keys: Iterable[str], by: User, now: datetime) -> list[Email]:
    """Write the chosen emails now instead of when they are due. Raise NothingChosen when there is none."""
    emails = {email.key: email for email in scheduled_emails(meeting, now)}
    chosen = [emails[key] for key in keys if key in emails and emails[key].can_be_steered]
    if not chosen:
        raise NothingChosen("Select at least one email that hasn’t been sent yet.")
    Hold.objects.unreleased().filter(key__in=[email.key for email in chosen], kind=HoldKind.HELD).update(
        released_at=now
    )
    return [write_occasion(email.occasion_at(now), now=now) for email in chosen]
