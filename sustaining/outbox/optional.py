"""Which mails a person may ask not to get, and the link that stops them in one press (RFC 8058).

Apps say what their mails are: `reminds("meeting_reminder")`, `announces("meeting_date")`. All others always go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from .models import MailChoice, Wanted

SALT = "sustaining.outbox.stop"
_WANTED_AT: dict[str, frozenset[Wanted]] = {}


def reminds(*templates: str) -> None:
    """Register mails that only remind: they go to those who want everything."""
    _WANTED_AT.update(dict.fromkeys(templates, frozenset({Wanted.ALL})))


def announces(*templates: str) -> None:
    """Register mails that tell of something new: they go unless a person wants changes and cancellations only."""
    _WANTED_AT.update(dict.fromkeys(templates, frozenset({Wanted.ALL, Wanted.NO_REMINDERS})))


def is_optional(template: str) -> bool:
    """Whether a person may ask not to get mails of this kind."""
    return template in _WANTED_AT


def is_wanted(template: str, wanted: str) -> bool:
    """Whether a mail goes to somebody who wants so much."""
    return template not in _WANTED_AT or wanted in _WANTED_AT[template]


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
