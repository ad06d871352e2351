"""What the email kinds of several apps share: who sees a mail, whether its reader still has to do with it, usual variables."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model, Q

from sustaining.accounts.models import User
from sustaining.outbox.kinds import Context, Variable
from sustaining.outbox.models import EmailQuerySet

from .models import Hub
from .roles import HUB_STAFF, role_names


def hub_staff(user: Any, emails: EmailQuerySet) -> Q | None:
    """Let a hub's lead and administrator see mail about whatever they see."""
    return None if HUB_STAFF.isdisjoint(role_names(user)) else emails.about_what_is_visible_to(user)


def reader_sees(model: type[Model], pk: Any, user: int | None) -> bool:
    """Return whether the reader is active and still sees the thing: their post there has not ended, the thing exists.

    A reader without an account is known by an address alone; for them only the thing is looked up.
    """
    if user is None:
        return model._default_manager.filter(pk=pk).exists()
    person = User.objects.filter(pk=user, is_active=True).first()
    visible: Any = model._default_manager
    return person is not None and visible.visible_to(person).filter(pk=pk).exists()


def is_active(user: int | None) -> bool:
    """Return whether the reader's account is active; a reader known by an address alone has none to close."""
    return user is None or User.objects.filter(pk=user, is_active=True).exists()


def hub_address(hub: Hub | None) -> str:
    """Return the address that replies go to."""
    return hub.contact_email if hub else ""


def page_of(thing: Any) -> str:
    """Return the absolute address of a thing's page."""
    return settings.SITE_URL + thing.get_absolute_url()


def _full_name(context: Context) -> str:
    return context["person"].full_name if context.get("person") else ""


READER = (
    Variable("name", "the reader’s name", _full_name),
    Variable(
        "first_name",
        "the reader’s first name",
        lambda context: context["person"].get_short_name() if context.get("person") else "",
    ),
)
