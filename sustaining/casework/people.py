"""Whose notes they are: the hub that keeps them, and the people to whom a next action can be given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from schools.choices import IN_PROGRESS
from schools.models import Hub, HubStaff, Participation, School
from schools.querysets import current
from sustaining.accounts.models import User

from .querysets import STAFF, support_on

if TYPE_CHECKING:
    from sustaining.common.people import Reader

    from .models import Concern, Note


def keeping_hub(school: School, user: Reader, on: date) -> Hub | None:
    """Return the hub that keeps what `user` writes about a school on a day; None for a school of no hub.

    A hub's own people write for their hub, also about a school that has moved and whose year they still run. Others write
    for the hub that runs the school's year in progress, or else for the hub that it belongs to.
    """
    years = Participation.objects.filter(school=school, state__in=IN_PROGRESS).order_by("project__academic_year", "pk")
    hubs = [year.hub for year in years.select_related("hub__merged_into")]
    if school.hub:
        hubs.append(school.hub)
    hubs = [hub.merged_into or hub for hub in hubs]
    own = set(HubStaff.of(user, *STAFF, on=on).values_list("hub", flat=True))
    return next((hub for hub in hubs if hub.pk in own), hubs[0] if hubs else None)


def hub_people(hubs: Iterable[int], on: date) -> QuerySet[User]:
    """Return the leads and administrators who work for every one of these hubs, or for those they are part of, by name."""
    people = User.objects.filter(is_active=True)
    for hub in set(hubs):
        staff = HubStaff._base_manager.filter(current(on), role__in=STAFF)
        staff = staff.filter(Q(hub=hub) | Q(hub__former_hubs=hub))
        people = people.filter(pk__in=staff.order_by().values("user"))
    return people.order_by("sort_name", "pk")


def possible_owners(school: School, hub: Hub, on: date, *, also: int | None = None) -> list[User]:
    """Return the people who can be given a next action: the hub's staff, and the school's Specialists, by name.

    `also` is the key of an account that has the action already, and may have left since.
    """
    staff = HubStaff.objects.filter(current(on), hub=hub.present_id, role__in=STAFF).values("user")
    assigned = support_on(on).filter(participation__school=school).values("specialist__user")
    people = User.objects.filter(Q(pk__in=staff.union(assigned)) | Q(pk=also))
    return list(people.order_by("sort_name", "pk"))


def stays_shared(row: Note | Concern, author: User) -> bool:
    """Return whether a Specialist wrote a row that is shared: what they wrote stays shared with them."""
    is_hubs = author.is_superuser or row.hub.staff.filter(user=author.pk).exists()
    return row.for_specialist and not is_hubs


def chooses_sharing(user: User, hub: Hub | None) -> bool:
    """Return whether the user decides what the school's Specialist reads: a Specialist's own words are always shared."""
    return hub is not None and (user.is_superuser or HubStaff.of(user, *STAFF).filter(hub=hub.present_id).exists())
