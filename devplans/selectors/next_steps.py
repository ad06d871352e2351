"""Read next steps for pages, limited to what the user may see and do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schools.models import School
from schools.roles import PLAN_TEXT_READERS
from schools.scope import reaches_in

from ..choices import NextStepState
from ..models import NextStep, Session
from ..next_step_lists import MOST, settled_by

if TYPE_CHECKING:
    from schools.viewer import Viewer
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader

LATEST_CLOSED = 5


@dataclass(frozen=True)
class StepLine:
    """A next step in a list, and whether its reader may close, change and reopen it."""

    step: NextStep
    settles: bool


def step_lines(steps: list[NextStep], user: Reader) -> list[StepLine]:
    """Return next steps with what `user` may do with each."""
    settles = settled_by(user, steps)
    return [StepLine(step, step.pk in settles) for step in steps]


def session_steps(session: Session, user: User) -> list[StepLine]:
    """Return the next steps of a session, for somebody who reads its text."""
    steps = list(NextStep.objects.visible_to(user).filter(session=session).for_list().order_by("pk"))
    return step_lines(steps, user)


def school_step_rows(school: School | int, viewer: Viewer) -> dict[str, Any]:
    """Return querysets of the open next steps with a day of a school, or of its key, and of those closed last."""
    rows = NextStep.objects.visible_to(viewer).reached_by(viewer, PLAN_TEXT_READERS)
    rows = rows.filter(session__participation__school=school, check_on__isnull=False).for_list()
    closed = rows.exclude(state=NextStepState.OPEN).order_by("-closed_at", "-pk")
    return {"open_steps": rows.to_check()[:MOST], "closed_steps": closed[:LATEST_CLOSED]}


def school_steps(school: School, viewer: Viewer, steps: list[NextStep]) -> list[StepLine] | None:
    """Return what the viewer may do with the rows of `school_step_rows`, in their order; None for a reader of no texts.

    One query for those who read the school by several roles, and those of the permission.
    """
    if not reaches_in(viewer, PLAN_TEXT_READERS, school):
        return None
    return step_lines(steps, viewer)
