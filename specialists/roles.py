"""The Specialist's role, and the navigation entry for those who place them."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet, Value
from django.urls import reverse

from schools.models import Participation
from schools.roles import HUB_READERS, NOWHERE, Role, RoleSource, reach_by_school, register_role_source
from schools.selectors import after_enrolment_url
from schools.viewer import shown_to
from sustaining.common.navigation import nav_item

from .models import Assignment, Specialist

nav_item(25, "Specialists", "specialists:list", shown_to(HUB_READERS), parent="desk:board", prefixes=("/assignments/",))


def posts(user: int, on: date) -> QuerySet:
    """Return the user's record as a Specialist, while they work."""
    working = Specialist.objects.working(on).filter(user=user)
    return working.values_list(Value(Role.SPECIALIST.value), "home_school__name", NOWHERE, NOWHERE, NOWHERE, "pk")


def supported_schools(user: int, on: date) -> QuerySet:
    """Return the keys of the schools assigned to a Specialist now or before (rules make the latter read-only)."""
    assignments = Assignment._base_manager.filter(specialist__user=user, starts_on__lte=on, taken_back_at__isnull=True)
    return assignments.values("participation__school")


register_role_source(
    "specialists",
    RoleSource(
        posts=posts,
        roles={Role.SPECIALIST: Role.SPECIALIST},
        reach={Role.SPECIALIST: (reach_by_school(supported_schools),)},
        labels={Role.SPECIALIST: "Mastery Specialist"},
    ),
)


@after_enrolment_url.provide
def assign_next(participation: Participation) -> str:
    """Send the hub to the assignment of a Specialist after an enrolment."""
    return reverse("specialists:assign", args=[participation.pk])
