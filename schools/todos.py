"""To-do items about schools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from sustaining.common.clock import start_of_day
from sustaining.common.navigation import nav_item
from sustaining.common.todo import DeskContext, Todo, todo
from sustaining.common.waiting import only

from .models import Pause
from .roles import HUB_STAFF, Role
from .viewer import shown_to

nav_item(75, "Projects", "schools:projects", shown_to({Role.ADMINISTRATOR}), parent="reports:report")


def open_pauses(viewer: Any) -> Any:
    """Return the pauses that have not ended."""
    return Pause.objects.visible_to(viewer).filter(ended_at__isnull=True)


def _pauses_due(viewer: Any) -> Any:
    due = open_pauses(viewer).filter(review_on__lte=viewer.day)
    return due.select_related("participation__school").order_by("review_on", "pk")[:20]


@todo("pauses to review", HUB_STAFF, waiting=only(open_pauses), rows=only(_pauses_due))
def pauses_to_review(desk: DeskContext, pauses: list[Pause]) -> Iterator[Todo]:
    """Yield, from the review day on, schools whose year is paused."""
    for pause in pauses:
        yield Todo(
            title=f"Review the pause of {pause.school}",
            detail=f"Paused since {pause.starts_on.day} {pause.starts_on:%B}: {pause.reason}"[:150],
            act="Review pause",
            url=reverse("schools:resume", args=[pause.participation_id]),
            since=start_of_day(pause.review_on),
            hubs=(pause.participation.hub_id,),
            schools=(pause.participation.school_id,),
        )
