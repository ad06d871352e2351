"""Report a problem: an email to the hub, or without one to the programme's administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from schools.models import Hub
from sustaining.accounts.models import User as Account
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email
from sustaining.outbox.limits import counted_as_outside
from sustaining.outbox.models import Email

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_RECIPIENTS = 5


@dataclass(frozen=True)
class Problem:
    """What somebody reports: their words, where it happened, and how to answer."""

    text: str
    page: str
    request_id: str
    name: str
    email: str


@action("help.report_problem")
def report_problem(hub: Hub | None, *, problem: Problem, once: UUID, by: User, now: datetime) -> list[Email]:
    """Email a problem to the hub's address, or to the programme's administrators. Return the emails.

    Counted like the emails of the other public forms, also for people who are signed in. Raise TooManyEmails.
    """
    recipients: list[Any] = [hub.contact_email] if hub is not None and hub.contact_email else _administrators()
    with counted_as_outside():
        return [
            queue_email(
                f"problem:{once}:{number}",
                to=recipient,
                kind="problem_report",
                now=now,
                reply_to=problem.email,
                problem=problem,
                hub=hub,
            )
            for number, recipient in enumerate(recipients)
        ]


def _administrators() -> list[Account]:
    """Return the programme's administrators, longest with us first."""
    people = Account.objects.administrators().order_by("pk")
    return list(people[:MOST_RECIPIENTS])
