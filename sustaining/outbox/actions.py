"""Writing into the outbox, and mending what failed. Sending is `delivery.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from sustaining.common.errors import DomainError
from sustaining.common.logs import mask_tokens
from sustaining.common.permissions import action

from .kinds import EmailKind, Facts, Occasion, get_kind
from .limits import count_email
from .links import PURPOSES, Address, end_links_of_email, is_still_open
from .messages import Rendered, new_message_id, render_email
from .models import EMAIL_MOVES, TROUBLE, Email, Hold, HoldKind, Link, MailChoice
from .nudge import nudge_on_commit
from .optional import is_optional
from .reminders import unwritten_occasions


def queue_email(
    occasion: str,
    *,
    to: Any,
    kind: str,
    now: datetime,
    about: models.Model | None = None,
    facts: Facts | None = None,
    calendar: str = "",
    reply_to: str = "",
    use_until: datetime | None = None,
    **context: Any,
) -> Email:
    """Write one mail of a kind to one person for one occasion, in the caller's transaction. Return the row, old or new.

    `to` is a User or an address. `occasion` is the unique key: a repeat writes nothing and renders nothing.
    `facts` are what the kind reads when it is asked again before it goes. After `use_until` it is marked missed instead
    of sent late.
    """
    existing = Email.objects.filter(occasion=occasion).first()
    if existing:
        return existing
    rendered = render_email(kind, {**context, "person": None if isinstance(to, str) else to, "about": about})
    return queue_rendered(
        occasion,
        rendered,
        to=to,
        kind=kind,
        now=now,
        about=about,
        facts=_checked_facts(get_kind(kind), facts or {}),
        calendar=calendar,
        reply_to=reply_to,
        use_until=use_until,
    )


def queue_rendered(
    occasion: str,
    rendered: Rendered,
    *,
    to: Any,
    kind: str,
    now: datetime,
    about: models.Model | None = None,
    facts: Facts | None = None,
    calendar: str = "",
    reply_to: str = "",
    use_until: datetime | None = None,
) -> Email:
    """Write one mail that is rendered already. See queue_email."""
    parts = dict(rendered.placeholders)
    if not isinstance(to, str) and is_optional(kind):
        stop = Address("stop", to)
        parts[str(stop)] = stop.as_json()
    email, is_new = Email.objects.get_or_create(
        occasion=occasion,
        defaults={
            "kind": kind,
            "facts": facts or {},
            "to": to if isinstance(to, str) else to.email,
            "user": None if isinstance(to, str) else to,
            "about_type": ContentType.objects.get_for_model(about) if about else None,
            "about_id": about.pk if about else None,
            "subject": rendered.subject[:250],
            "text": rendered.text,
            "html": rendered.html,
            "calendar": calendar,
            "reply_to": reply_to,
            "placeholders": parts,
            "message_id": new_message_id(),
            "queued_at": now,
            "not_before": now,
            "use_until": use_until,
        },
    )
    if is_new:
        is_known = not isinstance(to, str) and to.joined_at is not None
        count_email(email.to, is_known=is_known, now=now)
        nudge_on_commit()
    return email


def _checked_facts(kind: EmailKind, facts: Facts) -> Facts:
    """The facts, as the kind names them. A mail without one of them could not be asked again."""
    if set(kind.facts) != set(facts):
        raise ImproperlyConfigured(f"An email {kind.name} keeps {sorted(kind.facts)}, and was given {sorted(facts)}.")
    return facts


@action("outbox.send_new_link")
def send_new_link(link: Link, *, by: Any, now: datetime) -> Email | None:
    """Email a link like this ended one to the person it was for, where what it is for is still open; once an hour."""
    purpose = PURPOSES[link.purpose]
    if not purpose.title or not is_still_open(link, now):
        return None
    return queue_email(
        f"new-link:{link.pk}:{now:%Y-%m-%dT%H}",
        to=link.user or link.to,
        kind="new_link",
        now=now,
        about=link.subject,
        title=purpose.title,
        link=Address(purpose.renewed_as(link) if purpose.renewed_as else link.purpose, link.subject, link.payload),
    )


class NothingToRetry(DomainError):
    """The mail's words are gone, so it cannot go again."""


@action("outbox.retry_email")
def retry_email(email: Email, *, by: Any, now: datetime) -> Email:
    """Put a mail that failed or came back into the queue, to the person's address as it is now.

    It goes with new links: who may have read the old ones is not known. Raises WrongState, NothingToRetry.
    """
    if not email.can_be_repeated:
        raise NothingToRetry("This e-mail carried a one-time code, which is gone. Ask for a new one instead.")
    to = email.user.email if email.user else email.to
    EMAIL_MOVES.make(email, "retry", attempts=0, not_before=now, settled_at=None, set_aside_at=None, to=to)
    end_links_of_email(email, now=now)
    nudge_on_commit()
    return email


@action("outbox.set_email_aside")
def set_email_aside(email: Email, *, by: Any, now: datetime) -> Email:
    """Say that nothing is to be done about a mail that failed: it leaves the desk and stays in the list."""
    Email.objects.filter(pk=email.pk, state__in=TROUBLE).update(set_aside_at=now)
    email.refresh_from_db()
    return email


@action("outbox.choose_mail")
def choose_mail(person: Any, *, wanted: str, by: Any, now: datetime) -> MailChoice:
    """Keep what a person wants to be told by e-mail; what waits already is asked again before it goes."""
    choice, _ = MailChoice.objects.update_or_create(user=person, defaults={"wanted": wanted, "chosen_at": now})
    return choice


def note_bounce(provider_id: str, answer: str, *, now: datetime) -> Email | None:
    """A provider says that a mail came back: it is shown as that. In the caller's transaction; None when it is not ours."""
    email = Email.objects.filter(provider_id=provider_id).order_by("pk").last() if provider_id else None
    if email is None or "bounce" not in EMAIL_MOVES.open_to(email):
        return None
    EMAIL_MOVES.make(email, "bounce", settled_at=now, last_answer=mask_tokens(answer)[:2000])
    return email


@action("outbox.write_reminders")
def write_due_reminders(_: None, *, by: Any, now: datetime) -> list[Email]:
    """Write every reminder due at `now` into the outbox, and why others are skipped; safe to run as often as one likes."""
    written = []
    for occasion in unwritten_occasions(now):
        if occasion.skip:
            Hold.objects.get_or_create(
                key=occasion.key,
                released_at=None,
                defaults={"kind": HoldKind.SKIPPED, "by": by, "why": occasion.skip, "held_at": now},
            )
        else:
            written.append(write_occasion(occasion, now=now))
    return written


def write_occasion(occasion: Occasion, *, now: datetime) -> Email:
    """Write one occasion's mail, in the caller's transaction."""
    return queue_email(
        occasion.key,
        to=occasion.to,
        kind=occasion.kind,
        now=now,
        about=occasion.about,
        facts=occasion.facts,
        reply_to=occasion.reply_to,
        use_until=occasion.use_until,
        calendar=occasion.calendar() if occasion.calendar else "",
        **occasion.context,
    )
