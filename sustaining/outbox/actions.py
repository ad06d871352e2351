"""Writing into the outbox, and mending what failed. Sending is `delivery.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from sustaining.common.errors import DomainError
from sustaining.common.permits import action

from .messages import new_message_id, render_email
from .models import EMAIL_MOVES, TROUBLE, Email, MailChoice
from .nudge import nudge_on_commit


def queue_email(
    occasion: str,
    *,
    to: Any,
    template: str,
    now: datetime,
    about: models.Model | None = None,
    calendar: str = "",
    reply_to: str = "",
    use_until: datetime | None = None,
    secret: bool = False,
    **context: Any,
) -> Email:
    """Write one mail to one person for one occasion, in the caller's transaction. Returns the row, old or new.

    `to` is a User or an address. `occasion` is the unique key: a repeat writes nothing and renders nothing.
    After `use_until` it is marked missed instead of sent late.
    """
    known = Email.objects.filter(occasion=occasion).first()
    if known:
        return known
    said = render_email(template, {**context, "person": None if isinstance(to, str) else to, "about": about})
    return queue_rendered(
        occasion,
        to=to,
        template=template,
        subject=said.subject,
        text=said.text,
        html=said.html,
        now=now,
        about=about,
        calendar=calendar,
        reply_to=reply_to,
        use_until=use_until,
        secret=secret,
    )


def queue_rendered(
    occasion: str,
    *,
    to: Any,
    template: str,
    subject: str,
    text: str,
    html: str,
    now: datetime,
    about: models.Model | None = None,
    calendar: str = "",
    reply_to: str = "",
    use_until: datetime | None = None,
    secret: bool = False,
) -> Email:
    """Write one mail whose words are ready. See queue_email."""
    email, written = Email.objects.get_or_create(
        occasion=occasion,
        defaults={
            "template": template,
            "to": to if isinstance(to, str) else to.email,
            "user": None if isinstance(to, str) else to,
            "about_type": ContentType.objects.get_for_model(about) if about else None,
            "about_id": about.pk if about else None,
            "subject": subject[:250],
            "text": text,
            "html": html,
            "calendar": calendar,
            "reply_to": reply_to,
            "is_secret": secret,
            "message_id": new_message_id(),
            "queued_at": now,
            "not_before": now,
            "use_until": use_until,
        },
    )
    if written:
        nudge_on_commit()
    return email


class NothingToRetry(DomainError):
    """The mail's words are gone, so it cannot go again."""


@action("outbox.retry_email")
def retry_email(email: Email, *, by: Any, now: datetime) -> Email:
    """Put a mail that failed or came back into the queue, to the person's address as it is now.

    Raises WrongState, NothingToRetry when its body was blanked.
    """
    if email.is_secret and not email.text:
        raise NothingToRetry("This e-mail carried a one-time link and its text is gone. Ask for a new link instead.")
    to = email.user.email if email.user else email.to
    EMAIL_MOVES.make(email, "retry", attempts=0, not_before=now, settled_at=None, set_aside_at=None, to=to)
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
    EMAIL_MOVES.make(email, "bounce", settled_at=now, last_answer=answer[:2000])
    return email
