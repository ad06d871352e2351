"""Who writes and reads self-evaluations: the department writes, its Specialist and hub read, the auditor does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.roles import PLAN_TEXT_READERS, PROGRAMME_STAFF
from schools.rules import is_advocate_there, is_head_there
from schools.scope import can_see, reaches_in
from schools.viewer import holds_any
from specialists.rules import is_specialist_there
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import asked_once

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@rules.predicate
@asked_once
def reads_texts(user: User, row: Any) -> bool:
    """Return whether the user sees the school in any role other than auditor or finance contact."""
    return row is not None and reaches_in(user, PLAN_TEXT_READERS, row.school)


register_permission(
    "casework.read_self_evaluation",
    can_see & reads_texts,
    otherwise="Only the school, its Specialist and its hub can read self-evaluations.",
)
register_permission(
    "casework.write_self_evaluation",
    can_see & (is_advocate_there | is_head_there),
    otherwise="Only the school’s Advocates and head of department can write its self-evaluation.",
)
register_permission(
    "casework.use_as_evidence",
    can_see & (is_advocate_there | is_head_there | is_specialist_there),
    otherwise="Only people who edit the school’s development plan can add evidence to it.",
)
register_permission(
    "casework.compare_self_evaluations",
    holds_any(PROGRAMME_STAFF),
    otherwise="Only hub staff and programme administrators can compare self-evaluations.",
)
