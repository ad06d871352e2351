"""Parts that the email kinds of all apps share: the reader's name, a page's address, whether the account is open."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.text import get_text_list

from sustaining.common.extensions import ExtensionPoint

from .kinds import Context, Variable

names_at_mailbox: ExtensionPoint[list[str]] = ExtensionPoint(
    "outbox.names_at_mailbox", "Who shares an account’s mailbox, so that an email names everyone it is for."
)
home_hub: ExtensionPoint[Any] = ExtensionPoint(
    "outbox.home_hub",
    "The hub of an account, which signs the emails about the account; None where the app knows of none.",
)


class SampleHub(NamedTuple):
    """A hub for samples, with what an email shows of one."""

    name: str = "Rivermead Maths Hub"
    contact_email: str = "hub@rivermead.example"

    def __str__(self) -> str:
        return self.name


def get_home_hub(person: Any) -> Any:
    """Return the hub that a person works in most directly, or None: for nobody, or a person without a post."""
    if person is None or isinstance(person, str):
        return None
    return next((hub for hub in home_hub.collect(person) if hub is not None), None)


def _shared_names(person: Any) -> list[str]:
    """Return the names of everyone at the person's mailbox, theirs first; nothing where it is theirs alone."""
    # A sample of the gallery and of tests is in no database.
    is_sample = person.pk is None or person._state.adding
    others = [] if is_sample else [name for names in names_at_mailbox.collect(person) for name in names]
    return [person.full_name, *others] if others else []


def _name(context: Context) -> str:
    person = context.get("person")
    return "" if person is None else get_text_list(_shared_names(person), "and") or person.full_name


def _first_name(context: Context) -> str:
    person = context.get("person")
    return "" if person is None else get_text_list(_shared_names(person), "and") or person.get_short_name()


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
