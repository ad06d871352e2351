"""A school's own work for its people's first page: the next actions of its plan, and its latest sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from sustaining.common.permissions import may

from ..choices import Horizon, StepState
from ..models import Session, Step
from ..querysets import is_in_plan

if TYPE_CHECKING:
    from schools.viewer import Viewer

MOST = 3
OPEN = (StepState.TO_DO, StepState.DOING)


def next_actions(school: int, viewer: Viewer) -> list[Step]:
    """Return the actions of a school's plan that are due next, those without a date last, with their people. Three queries."""
    steps = Step.objects.visible_to(viewer).filter(aim__plan__school=school, closed_in=None, progress__in=OPEN)
    steps = steps.filter(is_in_plan("aim__"), aim__horizon=Horizon.THIS_YEAR).select_related("aim__plan__school")
    return list(
        steps.order_by(F("due_on").asc(nulls_last=True), "position", "pk").prefetch_related("owner_links__user")[:MOST]
    )


def recent_sessions(school: int, viewer: Viewer) -> list[Session]:
    """Return a school's latest sessions. One query."""
    sessions = Session.objects.readable_by(viewer).happened().filter(participation__school=school)
    return list(sessions.for_list().order_by("-held_on", "-pk")[:MOST])


def own_work(school: int, viewer: Viewer) -> dict[str, Any]:
    """Return `next_actions`, whether the viewer `edits_actions`, and `recent_sessions`, for the desk."""
    steps = next_actions(school, viewer)
    # All are of one plan: the permission is asked once.
    edits = bool(steps) and may(viewer, "devplans.edit_plan", steps[0])
    return {"next_actions": steps, "edits_actions": edits, "recent_sessions": recent_sessions(school, viewer)}
