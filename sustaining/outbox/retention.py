"""Retention rules for emails and links: text and addresses are cleared; that, when and why they were sent stays."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import CharField, F, Func, QuerySet, Value
from django.db.models.functions import Cast, Concat

from sustaining.common.retention import CLEARED, GONE, RetentionRule, retention_rule

from .models import Email, EmailState, Link, MailChoice

NOBODY = f"cleared{GONE}"
ADDRESS = r"[^:[:space:]]+@[^:[:space:]]+"
"""An address within an occasion's key, whose parts are separated by colons."""
KEY_WITHOUT_ADDRESS = Func(
    F("occasion"), Value(ADDRESS), Concat(Value("cleared-"), Cast(F("id"), CharField())), function="REGEXP_REPLACE"
)
"""The key stays unique: it has the row's own number where the address was."""


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
            "occasion": KEY_WITHOUT_ADDRESS,
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


def choices_made_long_ago(before: date) -> QuerySet[MailChoice]:
    """Return choices about emails of addresses without an account, made before `before`."""
    return MailChoice.objects.filter(user=None, chosen_at__date__lt=before).exclude(address__endswith=GONE)


retention_rule(
    RetentionRule(
        name="mail choices",
        title="choices about emails of addresses without an account: the address",
        years=settings.RETENTION_YEARS["mail"],
        find=choices_made_long_ago,
        values={"address": Concat(Value("choice-"), Cast(F("id"), CharField()), Value(GONE))},
    )
)
