"""A school's own work for its people's first page: the next actions of its plan, and its latest sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from sustaining.common.gathering import gather, set_prefetched
from sustaining.common.permissions import may
from sustaining.common.slots import slot

from ..choices import Horizon, StepState
from ..models import Session, Step, StepOwner
from ..querysets import is_in_plan

if TYPE_CHECKING:
    from schools.viewer import Viewer

MOST = 3
SCHOOL = slot(1)
OPEN = (StepState.TO_DO, StepState.DOING)


def own_work(school: int, viewer: Viewer) -> dict[str, Any]:
    """Return what a school's people do next and did last, for the desk. One query, and a permission.

    `next_actions` are those of its plan that are due next, those without a date last, with their people; `edits_actions`
    says whether the viewer may edit them; `recent_sessions` are its latest.
    """
    read = gather(_compose, viewer, {SCHOOL: school})
    steps, links = read["steps"], read["links"]
    for step in steps:
        set_prefetched(step, "owner_links", [link for link in links if link.step_id == step.pk])
    # All are of one plan: the permission is asked once.
    edits = bool(steps) and may(viewer, "devplans.edit_plan", steps[0])
    return {"next_actions": steps, "edits_actions": edits, "recent_sessions": read["sessions"]}


def _compose(scope: Any) -> dict[str, QuerySet[Any]]:
    """Return the querysets of `own_work`; the key of the school takes the place of a slot."""
    steps = Step.objects.visible_to(scope).filter(aim__plan__school=SCHOOL, closed_in=None, progress__in=OPEN)
    steps = steps.filter(is_in_plan("aim__"), aim__horizon=Horizon.THIS_YEAR)
    steps = steps.order_by(F("due_on").asc(nulls_last=True), "position", "pk")[:MOST]
    sessions = Session.objects.readable_by(scope).happened().filter(participation__school=SCHOOL)
    return {
        "steps": steps.select_related("aim__plan__school"),
        "links": StepOwner.objects.visible_to(scope)
        .filter(step__in=steps.values("pk"))
        .select_related("user")
        .order_by("pk"),
        "sessions": sessions.for_list().order_by("-held_on", "-pk")[:MOST],
    }
