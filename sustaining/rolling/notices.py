"""Emails about a proposed year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sustaining.outbox.actions import queue_email

from .models import YearProposal

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def email_people(kind: str, proposal: YearProposal, people: Iterable[User], *, now: datetime, **facts: Any) -> None:
    """Email each person about a proposed year. Call it inside an action's transaction.

    `facts` are those of the email's kind besides the proposal.
    """
    for person in people:
        queue_email(
            f"{kind}:{proposal.pk}:{proposal.times_asked}:user={person.pk}",
            to=person,
            kind=kind,
            now=now,
            about=proposal.school,
            facts={"proposal": proposal.pk, **facts},
            reply_to=proposal.hub.contact_email,
            proposal=proposal,
        )
