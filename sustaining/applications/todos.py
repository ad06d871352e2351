"""To-dos and the navigation entry of applications."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from schools.roles import HUB_READERS, Role
from schools.viewer import Viewer, shown_to
from sustaining.common.navigation import nav_item
from sustaining.common.todo import DeskContext, Importance, Todo, todo

from .choices import ApplicationState
from .models import Application


def applications_to_decide(viewer: Viewer) -> Any:
    """Return submitted applications to the viewer's hubs."""
    return Application.objects.visible_to(viewer).filter(state=ApplicationState.SUBMITTED)


def waiting_applications(viewer: Viewer) -> Iterator[QuerySet[Any]]:
    """Yield the applications that wait for a hub lead's decision."""
    if viewer.has_active_role({Role.LEAD}):
        yield applications_to_decide(viewer)


nav_item(
    26, "Applications", "applications:calls", shown_to(HUB_READERS), parent="desk:board",
    prefixes=("/applications/", "/questions/"), waiting=waiting_applications,
)  # fmt: skip


@todo("applications to decide", {Role.LEAD}, Importance.FIRST, waiting=waiting_applications)
def to_decide(desk: DeskContext) -> Iterator[Todo]:
    """Yield applications that wait for the hub lead's decision, one to-do for each call."""
    calls = (
        applications_to_decide(desk.viewer)
        .order_by()
        .values("call", "call__hub", "call__project__code")
        .annotate(count=Count("pk"), since=Min("state_since"))
    )
    for row in calls:
        count = "1 application is waiting" if row["count"] == 1 else f"{row['count']} applications are waiting"
        yield Todo(
            title=f"{count} for your decision",
            detail=f"{row['call__project__code']} · compare them, then offer a place, add to the waiting list or decline",
            act="Review applications",
            url=reverse("applications:call", args=[row["call"]]),
            since=row["since"],
            hubs=(row["call__hub"],),
        )
