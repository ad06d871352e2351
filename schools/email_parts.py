"""Parts shared by the email kinds about schools: which hub staff see an email, and whether its reader still may."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from sustaining.accounts.models import User
from sustaining.common.clock import today
from sustaining.outbox.models import EmailQuerySet
from sustaining.outbox.parts import names_at_mailbox

from .models import SchoolContact
from .querysets import current
from .roles import HUB_STAFF
from .viewer import as_viewer


def hub_staff(user: User, emails: EmailQuerySet) -> Q | None:
    """Return a condition for the emails that hub leads and administrators see: those about what is visible to them."""
    return None if not as_viewer(user).has_role(HUB_STAFF) else emails.about_what_is_visible_to(user)


def reader_sees(model: type[Model], pk: Any, user: int | None) -> bool:
    """Return whether the reader is active and can still see the object, which must exist.

    A reader without an account is known by an address alone; for them only the object is looked up.
    """
    if user is None:
        return model._default_manager.filter(pk=pk).exists()
    person = User.objects.filter(pk=user, is_active=True).first()
    visible: Any = model._default_manager
    return person is not None and visible.visible_to(person).filter(pk=pk).exists()


@names_at_mailbox.provide
def contacts_at_mailbox(user: Any) -> list[str]:
    """Return the names of today's contacts who share the mailbox of an account."""
    posts = SchoolContact._base_manager.filter(current(today()), user=user.pk).exclude(own_name="")
    return list(posts.order_by("own_name").values_list("own_name", flat=True).distinct())
