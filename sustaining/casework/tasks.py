"""The clock's part of messages to groups: each minute, those whose time has come are sent."""

from __future__ import annotations

from datetime import datetime

from sustaining.accounts.models import User
from sustaining.outbox.scheduled import due_work

from . import actions
from .models import Mailing


@due_work.provide
def send_due_messages(now: datetime) -> int:
    """Send the scheduled messages that are due, each in a transaction of its own. Return how many emails were written."""
    system, number = User.objects.system(), 0
    for mailing in Mailing.objects.due(now):
        number += actions.send_due_message(mailing, by=system, now=now).recipients.count_emails()
    return number
