"""To whom an action has written: for the sentence that follows it."""

from __future__ import annotations

from datetime import datetime

from sustaining.common.emailed import Recipient, recipients_at

from .models import Email


@recipients_at.provide
def written_at(now: datetime) -> list[Recipient]:
    """Return the recipients of the emails written at a moment, in the order in which they were written. One query."""
    emails = Email.objects.filter(queued_at=now).order_by("pk")
    return [
        Recipient(user, name or "", address)
        for user, name, address in emails.values_list("user", "user__full_name", "to")
    ]
