"""Who keeps checklists, and who ticks a step at a school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.roles import HUB_READERS
from schools.rules import is_advocate_there, is_finance_there, is_head_there, works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from specialists.rules import is_specialist_there
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

from .checklist_choices import MarkKind, StepDoer

if TYPE_CHECKING:
    from sustaining.accounts.models import User

IS_DOER = {
    StepDoer.HUB: works_for_hub,
    StepDoer.SPECIALIST: is_specialist_there,
    StepDoer.ADVOCATE: is_advocate_there,
    StepDoer.HEAD: is_head_there,
    StepDoer.FINANCE: is_finance_there,
}


@rules.predicate
def can_see_school(user: User, place: Any) -> bool:
    """Return whether the user may open the school's year that a step is ticked for."""
    return place is not None and can_see(user, place.participation)


@rules.predicate
def does_step(user: User, place: Any) -> bool:
    """Return whether the step is one for the user at the school."""
    return place is not None and IS_DOER[StepDoer(place.step.doer)](user, place.participation)


@rules.predicate
def runs_school(user: User, place: Any) -> bool:
    """Return whether the user works for the hub that runs the school's year."""
    return place is not None and works_for_hub(user, place.participation)


@rules.predicate
def is_tick(user: User, mark: Any) -> bool:
    """Return whether the step was ticked, rather than not asked of the school."""
    return mark is not None and mark.kind == MarkKind.DONE


register_permission(
    "casework.see_checklists",
    holds_any(HUB_READERS),
    otherwise="Only hub staff can see a hub’s checklist. The steps of a school are on its page.",
)
register_permission(
    "casework.edit_checklist",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can change its checklist.",
)
register_permission(
    "casework.tick_schools",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can mark a step as done at several schools.",
)
register_permission(
    "casework.tick_step",
    can_see_school & (does_step | runs_school | is_administrator),
    otherwise="Only the person who does this step, or the hub, can mark it as done.",
)
register_permission(
    "casework.excuse_step",
    can_see_school & (runs_school | is_administrator),
    otherwise="Only the hub lead or hub administrator can leave out a step for a school.",
)
register_permission(
    "casework.undo_mark",
    can_see & ((is_tick & does_step) | runs_school | is_administrator),
    otherwise="Only the person who does this step, or the hub, can undo it.",
)
