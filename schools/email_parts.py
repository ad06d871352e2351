"""Parts shared by the email kinds about schools: which hub staff see an email, and whether its reader still may."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from sustaining.accounts.models import User
from sustaining.common.clock import today
from sustaining.outbox.models import EmailQuerySet
from sustaining.outbox.parts import home_hub, names_at_mailbox

from .models import Advocate, Hub, HubStaff, SchoolContact
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


@home_hub.provide
def hub_of_posts(user: Any) -> Hub | None:
    """Return the hub that an account works at today; else that of the school where it is an Advocate or a contact.

    Of several, the longest. A hub that was merged answers as the one that runs its work. Four queries at most.
    """
    day = today()
    keys: list[int] = list(HubStaff.of(user.pk, on=day).order_by("pk").values_list("hub", flat=True)[:1])
    for posts in (Advocate._base_manager, SchoolContact._base_manager):
        if not keys:
            at_schools = posts.filter(current(day), user=user.pk, school__hub__isnull=False)
            keys = list(at_schools.order_by("pk").values_list("school__hub", flat=True)[:1])
    return find_present_hub(keys[0]) if keys else None


def find_present_hub(key: int) -> Hub | None:
    """Return a hub, or the one that it was merged into. One query."""
    hub = Hub._base_manager.select_related("merged_into").filter(pk=key).first()
    return hub and (hub.merged_into or hub)


@names_at_mailbox.provide
def contacts_at_mailbox(user: Any) -> list[str]:
    """Return the names of today's contacts who share the mailbox of an account."""
    posts = SchoolContact._base_manager.filter(current(today()), user=user.pk).exclude(own_name="")
    return list(posts.order_by("own_name").values_list("own_name", flat=True).distinct())
