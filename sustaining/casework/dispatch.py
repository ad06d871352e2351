"""How a message becomes emails: one for each person, under an occasion of its own, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from schools.viewer import Viewer
from sustaining.common.clock import london_day
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.messages import Rendered, render_email
from sustaining.outbox.models import Email
from sustaining.outbox.wording import fill, names_in

from .audiences import Selected
from .emails import place_as_fact
from .models import Mailing, MailingRecipient
from .placeholders import fill_values
from .recipients import GONE, KIND, People, Place, Recipient, find_people

if TYPE_CHECKING:
    from sustaining.accounts.models import User

TOO_LATE_AFTER = timedelta(days=3)
"""An email that the mail server has not taken by then is not sent any more: its news is old."""


def occasion_key(mailing: Mailing, user: User) -> str:
    """Return the key under which a person gets a message once, however often it is sent."""
    return f"message:{mailing.pk}:{user.pk}"


def people_now(mailing: Mailing, now: datetime) -> People:
    """Return whom the message's selection gives now, in the reach of its writer."""
    return find_people(Selected.of(mailing), Viewer(mailing.written_by, london_day(now)), now, mailing.hub)


def frozen_recipients(mailing: Mailing) -> list[Recipient]:
    """Return the people who were chosen when the message was held or scheduled, as rows say. One query."""
    rows = mailing.recipients.select_related("user", "participation__school", "participation__hub", "email")
    rows = rows.select_related("participation__project").order_by("pk")
    people: dict[int, Recipient] = {}
    for row in rows:
        places = people[row.user_id].places if row.user_id in people else ()
        place = Place(row.participation, row.role, str(row.user))
        people[row.user_id] = Recipient(row.user, (*places, place), row.reason)
    return list(people.values())


def keep_recipients(mailing: Mailing, people: Iterable[Recipient]) -> None:
    """Write down who is to get the message: a row for each person and school."""
    rows = [
        MailingRecipient(mailing=mailing, participation=year, user=person.user, role=role, reason=person.reason)
        for person in people
        for year, role in {place.participation: place.role for place in reversed(person.places)}.items()
    ]
    MailingRecipient.objects.bulk_create(rows, ignore_conflicts=True)


def render_each(mailing: Mailing, people: list[Recipient], now: datetime) -> Iterable[tuple[Recipient, Rendered]]:
    """Yield each person with their email as it would be written now. One query for each: the hub's own wording."""
    values = fill_values(people, names_in(mailing.subject) | names_in(mailing.body), mailing.written_by, now)
    for person in people:
        own = values[person.user.pk]
        context = {
            "hub": mailing.hub, "message_subject": fill(mailing.subject, own), "message_body": fill(mailing.body, own),
            "person": person.user, "about": mailing, "reply_to": reply_address(mailing),
        }  # fmt: skip
        yield person, render_email(KIND, context)


def reply_address(mailing: Mailing) -> str:
    """Return where replies go: the hub's address, or its writer's where they chose so or the hub has none."""
    return "" if mailing.hub.contact_email and not mailing.replies_to_writer else mailing.written_by.email


def write_emails(mailing: Mailing, now: datetime) -> list[Email]:
    """Write the message's emails to those who were chosen and whom the selection still gives. Call inside an action.

    The others keep the reason why they were not written to.
    """
    people = people_now(mailing, now)
    if not mailing.recipients.exists():
        keep_recipients(mailing, people.everyone)
    chosen = {row.user_id for row in mailing.recipients.filter(reason="")}
    readers = [person for person in people.written_to if person.user.pk in chosen]
    emails = []
    for person, rendered in render_each(mailing, readers, now):
        email = queue_rendered(
            occasion_key(mailing, person.user), rendered, to=person.user, kind=KIND, now=now, about=mailing,
            facts={"mailing": mailing.pk, "places": [place_as_fact(place) for place in person.places]},
            reply_to=reply_address(mailing), use_until=now + TOO_LATE_AFTER,
        )  # fmt: skip
        mailing.recipients.filter(user=person.user).update(email=email)
        emails.append(email)
    reasons = {person.user.pk: person.reason for person in people.left_out}
    for row in mailing.recipients.filter(reason="", email__isnull=True):
        MailingRecipient.objects.filter(pk=row.pk).update(reason=reasons.get(row.user_id, GONE))
    return emails
