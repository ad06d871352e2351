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

LATEST_CLOSED = 5


@dataclass(frozen=True)
class StepLine:
    """A next step in a list, and whether its reader may close, change and reopen it."""

    step: NextStep
    settles: bool


def step_lines(steps: list[NextStep], user: User) -> list[StepLine]:
    """Return next steps with what `user` may do with each."""
    settles = settled_by(user, steps)
    return [StepLine(step, step.pk in settles) for step in steps]


def session_steps(session: Session, user: User) -> list[StepLine]:
    """Return the next steps of a session, for somebody who reads its text."""
    steps = list(NextStep.objects.visible_to(user).filter(session=session).for_list().order_by("pk"))
    return step_lines(steps, user)


def school_steps(school: School, viewer: Viewer) -> list[StepLine] | None:
    """Return a school's open next steps with a day, soonest first, then those closed last; None for a reader of no texts.

    Three queries, and those of the permission.
    """
    if not reaches_in(viewer, PLAN_TEXT_READERS, school):
        return None
    user: Any = viewer.user
    rows = NextStep.objects.visible_to(viewer).reached_by(viewer, PLAN_TEXT_READERS)
    rows = rows.filter(session__participation__school=school, check_on__isnull=False).for_list()
    still_open = rows.to_check()[:MOST]
    closed = rows.exclude(state=NextStepState.OPEN).order_by("-closed_at", "-pk")[:LATEST_CLOSED]
    return step_lines([*still_open, *closed], user)
