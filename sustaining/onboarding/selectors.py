"""Data for the pages of a list of schools, read through `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from schools.models import Hub, Participation, School
from sustaining.common.permissions import may

from .models import EnrolmentUpload

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_LISTS = 10


def recent_lists(hub: Hub, user: User) -> list[EnrolmentUpload]:
    """Return the hub's latest lists that were saved, or still have rows to check. One query."""
    lists = EnrolmentUpload.objects.visible_to(user).filter(hub=hub)
    lists = lists.filter(Q(saved_at__isnull=False) | Q(rows__isnull=False))
    return list(lists.select_related("added_by", "saved_by").order_by("-added_at", "-pk")[:MOST_LISTS])


def can_make_exceptions(hub: Hub, user: User) -> bool:
    """Return whether the user may enrol schools of the hub that are not eligible."""
    school = School.objects.visible_to(user).filter(hub=hub).first()
    return school is not None and may(user, "schools.override_eligibility", school)


def enrolled_page(upload: EnrolmentUpload, user: User) -> dict[str, Any]:
    """Return the schools that a saved list enrolled, as they are now. One query."""
    keys = [row["participation"] for row in upload.enrolled]
    years = Participation.objects.visible_to(user).filter(pk__in=keys).select_related("school", "project")
    return {"upload": upload, "participations": list(years.order_by("school__sort_name", "pk")), "number": len(keys)}
