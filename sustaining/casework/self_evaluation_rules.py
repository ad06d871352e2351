"""Who writes and reads self-evaluations: the department writes, its Specialist and hub read, the auditor does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schools.roles import PROGRAMME_STAFF
from schools.rules import is_advocate_there, is_head_there, reads_texts_there
from schools.scope import can_see
from schools.viewer import holds_any
from specialists.rules import is_specialist_there
from sustaining.common.permissions import register_permission

if TYPE_CHECKING:
    pass


register_permission(
    "casework.read_self_evaluation",
    can_see & reads_texts_there,
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
