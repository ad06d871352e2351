"""Parts that the email kinds of all apps share: the reader's name, a page's address, whether the account is open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from .kinds import Context, Variable


def _name(context: Context) -> str:
    person = context.get("person")
    return person.full_name if person is not None else ""


def _first_name(context: Context) -> str:
    person = context.get("person")
    return person.get_short_name() if person is not None else ""


READER = (
    Variable("name", "the reader’s name", _name),
    Variable("first_name", "the reader’s first name", _first_name),
)


def page_url(target: Any) -> str:
    """Return the absolute address of an object's page."""
    return settings.SITE_URL + target.get_absolute_url()


def reader_is_active(user: int | None) -> bool:
    """Return whether the reader's account is active; a reader without an account counts as active."""
    return user is None or get_user_model().objects.filter(pk=user, is_active=True).exists()
