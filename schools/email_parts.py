"""What the email kinds about schools share: who of a hub sees a mail, and whether its reader still has to do with it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from sustaining.accounts.models import User
from sustaining.outbox.models import EmailQuerySet

from .roles import HUB_STAFF
from .viewer import as_viewer


def hub_staff(user: Any, emails: EmailQuerySet) -> Q | None:
    """Let a hub's lead and administrator see mail about whatever they see."""
    return None if not as_viewer(user).has_role(HUB_STAFF) else emails.about_what_is_visible_to(user)


def reader_sees(model: type[Model], pk: Any, user: int | None) -> bool:
    """Return whether the reader is active and still sees the thing: their post there has not ended, the thing exists.

    A reader without an account is known by an address alone; for them only the thing is looked up.
    """
    if user is None:
        return model._default_manager.filter(pk=pk).exists()
    person = User.objects.filter(pk=user, is_active=True).first()
    visible: Any = model._default_manager
    return person is not None and visible.visible_to(person).filter(pk=pk).exists()
