"""What the pages of messages to groups show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sustaining.common.counts import counted
from sustaining.outbox.links import withhold
from sustaining.outbox.models import EMAIL_STATUSES, EmailState
from sustaining.outbox.wording import bracketed, names_in

from .dispatch import frozen_recipients, people_now, render_each
from .message_choices import MailingState
from .models import Mailing
from .placeholders import fill_values
from .recipients import People, Recipient

if TYPE_CHECKING:
    from sustaining.common.people import Reader

TABS = {
    "sent": ("Sent", (MailingState.SENT,)),
    "waiting": ("Scheduled and on hold", (MailingState.SCHEDULED, MailingState.HELD)),
    "drafts": ("Your drafts", (MailingState.DRAFT,)),
    "cancelled": ("Cancelled", (MailingState.CANCELLED,)),
}


def message_tabs(user: Reader, requested: str) -> tuple[list[dict[str, Any]], str]:
    """Return the tabs with their counts, and the key of the current one. One query."""
    counts = Counter(Mailing.objects.visible_to(user).order_by().values_list("state", flat=True))
    numbers = {key: sum(counts[state] for state in states) for key, (_, states) in TABS.items()}
    current = requested if requested in TABS else next((key for key in TABS if numbers[key]), "sent")
    tabs = [
        {"key": key, "label": label, "count": numbers[key], "current": key == current}
        for key, (label, _) in TABS.items()
    ]
    return tabs, current


def messages_in(user: Reader, tab: str) -> Any:
    """Return the messages of a tab, newest first."""
    return Mailing.objects.visible_to(user).filter(state__in=TABS[tab][1]).for_list()


@dataclass(frozen=True)
class Preview:
    """One of the emails as it would go now: its place among all, and the places before and after."""

    number: int
    total: int
    person: Recipient
    subject: str
    text: str
    reply_to: str

    @property
    def previous(self) -> int | None:
        """Return the number of the one before; None for the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Return the number of the one after; None for the last."""
        return self.number + 1 if self.number < self.total else None


def preview_message(mailing: Mailing, people: list[Recipient], number: str, now: datetime) -> Preview | None:
    """Return the email to the person of a number, the first for any other; None where it goes to nobody."""
    if not people:
        return None
    place = int(number) if number.isdecimal() and len(number) < 6 and 0 < int(number) <= len(people) else 1
    ((person, rendered),) = render_each(mailing, [people[place - 1]], now)
    reply_to = rendered.reply_to
    return Preview(place, len(people), person, rendered.subject, withhold(rendered.text), reply_to)


def empty_placeholders(mailing: Mailing, people: list[Recipient], now: datetime) -> list[tuple[str, int, str]]:
    """Return the placeholders that are empty for some: the name, for how many, and who, the first three by name."""
    names = names_in(mailing.subject) | names_in(mailing.body)
    values = fill_values(people, names, mailing.written_by, now)
    lines = []
    for name in sorted(names):
        lacking = [person for person in people if not values[person.user.pk].get(name)]
        if lacking:
            first = ", ".join(str(person.user) for person in lacking[:3])
            more = f" and {counted(len(lacking) - 3, 'other')}" if len(lacking) > 3 else ""
            lines.append((bracketed(name), len(lacking), first + more))
    return lines


def unsent_page(mailing: Mailing, number: str, now: datetime) -> dict[str, Any]:
    """Return what the page of a message that has not gone shows: everybody, one email, and who is left out."""
    everybody = people_now(mailing, now) if mailing.is_draft else frozen_people(mailing)
    people = everybody.written_to
    return {
        "people": people,
        "everybody": everybody,
        "school_count": everybody.school_count,
        "preview": preview_message(mailing, people, number, now),
        "empty": empty_placeholders(mailing, people, now),
    }


def frozen_people(mailing: Mailing) -> People:
    """Return the people who were chosen when the message was held, scheduled or sent."""
    return People(tuple(frozen_recipients(mailing)))


@dataclass(frozen=True)
class SentLine:
    """One person of a message that has gone: their schools, and their email or the reason why there is none."""

    name: str
    schools: str
    roles: str
    email: Any
    reason: str


def sent_page(mailing: Mailing) -> dict[str, Any]:
    """Return what the page of a sent message shows: each person with the state of their email. One query."""
    rows = mailing.recipients.select_related("user", "participation__school", "email")
    rows = rows.defer("email__text", "email__html", "email__calendar", "email__placeholders").order_by("pk")
    by_user: dict[int, list[Any]] = {}
    for row in rows:
        by_user.setdefault(row.user_id, []).append(row)
    lines = [
        SentLine(
            str(own[0].user),
            ", ".join(dict.fromkeys(row.participation.school.name for row in own)),
            ", ".join(dict.fromkeys(str(row.get_role_display()) for row in own)),
            next((row.email for row in own if row.email_id), None),
            next((row.reason for row in own if row.reason), ""),
        )
        for own in by_user.values()
    ]
    states = Counter(line.email.state for line in lines if line.email)
    totals = [(EMAIL_STATUSES[state], states[state]) for state in EmailState if states[state]]
    left_out = [line for line in lines if not line.email]
    return {"lines": [line for line in lines if line.email], "everybody": {"left_out": left_out}, "totals": totals}
