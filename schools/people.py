"""People of a school and leads of a hub on a day, for actions that notify them."""

from __future__ import annotations

from collections import defaultdict
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
    return get_advocates_of_schools([school.pk], on)[school.pk]


def get_advocates_of_schools(schools: Iterable[int], on: date) -> dict[int, list[Advocate]]:
    """Return the Advocates of several schools on a day, with their accounts, by the school's key. One query."""
    by_school: dict[int, list[Advocate]] = defaultdict(list)
    rows = Advocate.objects.filter(current(on), school__in=schools).select_related("user")
    for advocate in rows.order_by("starts_on", "pk"):
        by_school[advocate.school_id].append(advocate)
    return by_school


def get_hub_leads(hub: Hub, on: date) -> list[Any]:
    """Return the accounts of the hub's leads on a day; of a hub that was merged, the leads of the one that runs it."""
    posts = (
        HubStaff.objects.filter(current(on), hub=hub.present_id, role=HubRole.LEAD)
        .select_related("user")
        .order_by("pk")
    )
    return [post.user for post in posts]
