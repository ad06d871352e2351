"""Which mails a person may decline, by their category, and the link that stops reminders in one press (RFC 8058)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from .kinds import KINDS, Category
from .models import MailChoice, Wanted

SALT = "sustaining.outbox.stop"
WANTED_AT = {
    Category.NEWS: frozenset({Wanted.ALL, Wanted.NO_REMINDERS}),
    Category.REMINDER: frozenset({Wanted.ALL}),
}
"""The choices at which mails of a category go; those of any other category always do."""


def is_optional(kind: str) -> bool:
    """Return whether a person may decline mails of this kind."""
    return kind in KINDS and KINDS[kind].category in WANTED_AT


def is_wanted(kind: str, wanted: str) -> bool:
    """Return whether a mail of this kind goes to a person who has chosen `wanted`."""
    category = KINDS[kind].category if kind in KINDS else None
    return category not in WANTED_AT or wanted in WANTED_AT[category]


def choices_of(users: Iterable[int]) -> dict[int, str]:
    """What each of these people wants; those who never said are left out. One query."""
    return dict(MailChoice.objects.filter(user__in=list(users)).values_list("user", "wanted"))


def wanted_by(user: int | None) -> str:
    """What one person wants."""
    return choices_of([user]).get(user, Wanted.ALL) if user else Wanted.ALL


def stop_link(user: int) -> str:
    """The absolute address of the page, and of the one press, that stops reminders to a person."""
    return settings.SITE_URL + reverse("outbox:stop", args=[signing.Signer(salt=SALT).sign(str(user))])


def person_by(token: str) -> Any:
    """The person whom a link of `stop_link` is for, or None."""
    try:
        return get_user_model().objects.filter(pk=int(signing.Signer(salt=SALT).unsign(token)), is_active=True).first()
    except (signing.BadSignature, ValueError):
        return None


def the_site() -> Any:
    """Who acts when a link lets somebody act without signing in."""
    return get_user_model()._default_manager.system()
