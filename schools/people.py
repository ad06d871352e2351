"""People of a school and leads of a hub on a day, for actions that notify them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from sustaining.common.typed_text import sort_key

from .choices import HubRole
from .models import Advocate, Hub, HubStaff, School
from .querysets import current

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def each_by_name(people: Iterable[User]) -> list[User]:
    """Return the people with an open account, each once, by name."""
    active = {person.pk: person for person in people if person.is_active}
    return sorted(active.values(), key=lambda person: (sort_key(str(person)), person.pk))


def get_advocates(school: School, on: date) -> list[Advocate]:
    """Return the school's Advocates on a day, with their accounts."""
    return list(Advocate.objects.filter(current(on), school=school).select_related("user").order_by("starts_on", "pk"))


def get_hub_leads(hub: Hub, on: date) -> list[Any]:
    """Return the accounts of the hub's leads on a day; of a hub that was merged, the leads of the one that runs it."""
    posts = (
        HubStaff.objects.filter(current(on), hub=hub.present_id, role=HubRole.LEAD)
        .select_related("user")
        .order_by("pk")
    )
    return [post.user for post in posts]
