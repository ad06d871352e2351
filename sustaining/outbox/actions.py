"""Actions that write emails into the outbox and handle those that failed. `delivery.py` sends them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from sustaining.common.errors import DomainError
from sustaining.common.logs import mask_tokens
from sustaining.common.nudge import wake_worker_on_commit
from sustaining.common.permissions import action

from .kinds import KINDS, EmailKind, Facts, Occasion, get_kind
from .limits import count_email
from .links import PURPOSES, Address, end_links_of_email, is_still_open
from .messages import Rendered, new_message_id, render_email, stop_address
from .models import EMAIL_MOVES, TROUBLE, Email, Hold, HoldKind, Link, MailChoice
from .reminders import unwritten_occasions

if TYPE_CHECKING:
    from sustaining.accounts.models import User


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
    """Write one email of a kind to one person for one occasion. Return the row, new or existing.

    Call it in the transaction of the fact that causes the email. `to` is a User or an address. `occasion` is the unique
    key: a repeat writes and renders nothing. Before sending, `kind.still_true` is called with `facts`. After `use_until`
    the email is marked missed instead of sent late.
    """
    # The unique constraint decides; this look beforehand only saves rendering, which costs more than the query.
    existing = Email.objects.filter(occasion=occasion).first()
    if existing:
        return existing
    person = None if isinstance(to, str) else to
    rendered = render_email(kind, {**context, "person": person, "about": about, "reply_to": reply_to})
    return queue_rendered(
        occasion,
        rendered,
        to=to,
        kind=kind,
        now=now,
        about=about,
        facts=_check_facts(get_kind(kind), facts or {}),
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
    """Write an email that is rendered already. See `queue_email`."""
    parts = dict(rendered.placeholders)
    stop = stop_address(KINDS[kind], None if isinstance(to, str) else to, about) if kind in KINDS else None
    if stop is not None:
        parts[str(stop)] = stop.as_json()
    # Two workers may write one occasion at once; get_or_create catches the refused INSERT in a savepoint and returns
    # the row of the first.
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
            "reply_to": reply_to or rendered.reply_to,
            "placeholders": parts,
            "message_id": new_message_id(),
            "queued_at": now,
            "not_before": now,
            "use_until": use_until,
        },
    )
    if is_new:
        is_known = not isinstance(to, str) and to.joined_at is not None
        # After the INSERT, so that a repeat counts nothing. If the limit refuses, the exception takes the row back with
        # it.
        count_email(email.to, is_known=is_known, now=now)
        wake_worker_on_commit()
    return email


def _check_facts(kind: EmailKind, facts: Facts) -> Facts:
    """Return the facts. Raise ImproperlyConfigured unless they are those that the kind's `still_true` needs."""
    if set(kind.facts) != set(facts):
        raise ImproperlyConfigured(f"An email {kind.name} keeps {sorted(kind.facts)}, and was given {sorted(facts)}.")
    return facts


@action("outbox.send_new_link")
def send_new_link(link: Link, *, by: User, now: datetime) -> Email | None:
    """Email a new link in place of an ended one to the same person, at most once an hour.

    Return None when the purpose allows no new link or what it was for is over.
    """
    purpose = PURPOSES[link.purpose]
    if not purpose.title or not is_still_open(link, now):
        return None
    return queue_email(
        # The hour in the key is the limit: a second request within it finds the email written.
        f"new-link:{link.pk}:{now:%Y-%m-%dT%H}",
        to=link.user or link.to,
        kind="new_link",
        now=now,
        about=link.subject,
        title=purpose.title,
        link=Address(purpose.renewed_as(link) if purpose.renewed_as else link.purpose, link.subject, link.payload),
    )


class NothingToRetry(DomainError):
    """The email contained a one-time code, which is no longer stored, so it cannot be sent again."""


@action("outbox.retry_email")
def retry_email(email: Email, *, by: User, now: datetime) -> Email:
    """Queue a failed or bounced email again, to the person's present address.

    It is sent with new links, because anyone may have read the old ones. Raise WrongState, NothingToRetry.
    """
    if not email.can_be_repeated:
        raise NothingToRetry("This email contained a one-time code that has been deleted. Ask for a new code instead.")
    # The address of today, not of then: a bounce is often corrected by a new address.
    to = email.user.email if email.user else email.to
    EMAIL_MOVES.make(email, "retry", attempts=0, not_before=now, settled_at=None, set_aside_at=None, to=to)
    end_links_of_email(email, now=now)
    wake_worker_on_commit()
    return email


@action("outbox.set_email_aside")
def set_email_aside(email: Email, *, by: User, now: datetime) -> Email:
    """Dismiss a failed email: it leaves the to-do list and stays in the list of emails."""
    Email.objects.filter(pk=email.pk, state__in=TROUBLE).update(set_aside_at=now)
    email.refresh_from_db()
    return email


@action("outbox.choose_mail")
def choose_mail(
    recipient: User | str,
    *,
    preference: str | None = None,
    weekly_summary: bool | None = None,
    by: User,
    now: datetime,
) -> MailChoice:
    """Save the email preference of an account, or of an address without one. Queued emails obey it: delivery checks it.

    What is None stays as it is. Only an account can have the weekly summary.
    """
    whose = {"address": recipient.lower()} if isinstance(recipient, str) else {"user": recipient}
    chosen = {"wanted": preference, "weekly_summary": weekly_summary}
    defaults = {name: value for name, value in chosen.items() if value is not None}
    choice, _ = MailChoice.objects.update_or_create(**whose, defaults={**defaults, "chosen_at": now})
    return choice


def note_bounce(provider_id: str, answer: str, *, now: datetime) -> Email | None:
    """Mark the email with this provider id as bounced. Return None when there is none. Call in a transaction."""
    # Without a provider every id is empty, and an empty id would match all of them.
    email = Email.objects.filter(provider_id=provider_id).order_by("pk").last() if provider_id else None
    if email is None or "bounce" not in EMAIL_MOVES.open_to(email):
        return None
    EMAIL_MOVES.make(email, "bounce", settled_at=now, last_answer=mask_tokens(answer)[:2000])
    return email


@action("outbox.write_reminders")
def write_due_reminders(_: None, *, by: User, now: datetime) -> list[Email]:
    """Write every reminder due at `now`, and record why others are skipped. Safe to repeat."""
    written = []
    for occasion in unwritten_occasions(now):
        if occasion.skip:
            # Recorded once, so that the list of reminders can say why there was none; every later round finds it.
            Hold.objects.get_or_create(
                key=occasion.key,
                released_at=None,
                defaults={"kind": HoldKind.SKIPPED, "by": by, "why": occasion.skip, "held_at": now},
            )
        else:
            written.append(write_occasion(occasion, now=now))
    return written


def write_occasion(occasion: Occasion, *, now: datetime) -> Email:
    """Write an occasion's email, in the caller's transaction."""
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
