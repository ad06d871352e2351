"""Retention rules for emails and links: text and addresses are cleared; that, when and why they were sent stays."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from sustaining.common.retention import CLEARED, GONE, RetentionRule, retention_rule

from .models import Email, EmailState, Link

NOBODY = f"cleared{GONE}"


def settled_long_ago(before: date) -> QuerySet[Email]:
    """Return emails that were settled before `before` and still have their text."""
    settled = Email.objects.exclude(state=EmailState.QUEUED).filter(settled_at__date__lt=before)
    return settled.exclude(to=NOBODY)


retention_rule(
    RetentionRule(
        name="mail",
        title="emails: address, subject and text",
        years=settings.RETENTION_YEARS["mail"],
        find=settled_long_ago,
        values={
            "to": NOBODY,
            "subject": CLEARED,
            "placeholders": {},
            **dict.fromkeys(("text", "html", "calendar", "reply_to", "last_answer"), ""),
        },
    )
)


def links_made_long_ago(before: date) -> QuerySet[Link]:
    """Return links made before `before`, except those without an end that still work."""
    endless = Link.objects.filter(expires_at=None, used_at=None, revoked_at=None)
    return Link.objects.filter(created_at__date__lt=before).exclude(pk__in=endless).exclude(to=NOBODY)


retention_rule(
    RetentionRule(
        name="links",
        title="links that work without signing in: who they were sent to",
        years=settings.RETENTION_YEARS["mail"],
        find=links_made_long_ago,
        values={"to": NOBODY, "user": None, "payload": {}},
    )
)
