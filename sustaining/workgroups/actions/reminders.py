"""What people do about mails before they go: hold back, let go, drop, send now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.outbox.actions import write_occasion
from sustaining.outbox.models import Email, Hold, HoldKind

from ..scheduled_mail import scheduled_emails
from ..models import Meeting

KEEPS_REASON = {HoldKind.HELD: "Held back", HoldKind.DROPPED: "Taken out"}


class NothingChosen(DomainError):
    """No mail was named that is still to come."""


@action("workgroups.steer_reminders")
def hold_reminders(meeting: Meeting, *, keys: Iterable[str], what: str, by: Any, now: datetime) -> int:
    """Hold mails back (`held`), drop them for good (`dropped`), or let held ones go (`released`). How many changed.

    Only mails of this meeting that are still to come are touched. Raises NothingChosen.
    """
    emails = {email.key: email for email in scheduled_emails(meeting, now)}
    chosen = [emails[key] for key in keys if key in emails and emails[key].can_be_steered]
    if not chosen:
        raise NothingChosen("Tick at least one e-mail that has not gone yet.")
    held = Hold.objects.standing().filter(key__in=[email.key for email in chosen], kind=HoldKind.HELD)
    held.update(released_at=now)
    if what in KEEPS_REASON:
        for email in chosen:
            why = f"{KEEPS_REASON[HoldKind(what)]} by {by}"[:300]
            Hold.objects.create(key=email.key, kind=what, by=by, why=why, held_at=now)
    return len(chosen)


@action("workgroups.steer_reminders")
def send_reminders(meeting: Meeting, *, keys: Iterable[str], by: Any, now: datetime) -> list[Email]:
    """Write mails that are to come now, before their time; they do not go again. Raises NothingChosen."""
    emails = {email.key: email for email in scheduled_emails(meeting, now)}
    chosen = [emails[key] for key in keys if key in emails and emails[key].can_be_steered]
    if not chosen:
        raise NothingChosen("Tick at least one e-mail that has not gone yet.")
    Hold.objects.standing().filter(key__in=[email.key for email in chosen], kind=HoldKind.HELD).update(released_at=now)
    return [write_occasion(email.occasion_at(now), now=now) for email in chosen]
