"""Which schools the viewer watches, for pages, lists and the board."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from schools.models import School

from .models import Watch
from .rules import CASE_READERS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from schools.viewer import Viewer


def may_watch(viewer: Viewer) -> bool:
    """Return whether the viewer's roles have a watchlist."""
    return bool(viewer.role_names & CASE_READERS)


def watches_in_force(viewer: Viewer) -> QuerySet[Watch]:
    """Return the schools that the viewer watches now."""
    return Watch.objects.in_force(viewer, viewer.day)


def watched_among(viewer: Viewer, schools: Iterable[int]) -> set[int]:
    """Return those of these schools, by key, that the viewer watches. One query, none for those without a watchlist."""
    keys = list(schools)
    if not keys or not may_watch(viewer):
        return set()
    return set(watches_in_force(viewer).filter(school__in=keys).order_by().values_list("school", flat=True))


def get_watch(viewer: Viewer, school: School) -> Watch | None:
    """Return the viewer's watch of a school, if there is one."""
    return watches_in_force(viewer).filter(school=school).first() if may_watch(viewer) else None


def watched_condition(viewer: Viewer) -> Q:
    """Return a condition on Participation: years of schools that the viewer watches."""
    return Q(school__in=watches_in_force(viewer).order_by().values("school"))
