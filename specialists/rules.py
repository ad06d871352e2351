"""Who may assign; and the predicates about a school's Specialist that the rooms above combine."""

from __future__ import annotations

from typing import Any

import rules

from schools.querysets import current
from schools.rules import works_for_hub
from schools.scope import can_see
from sustaining.common.clock import today
from sustaining.common.permits import allow
from sustaining.common.predicates import is_administrator

from .models import Assignment


@rules.predicate
def is_specialist_there(user: Any, thing: Any) -> bool:
    """The Specialist who is assigned, today, to the school that the thing hangs on."""
    if thing is None:
        return False
    mine = Assignment._base_manager.filter(current(today())).filter(specialist__user=user)
    return mine.filter(participation__school=thing.school).exists()


allow(
    "specialists.assign_specialist",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school's hub may assign a Specialist to it.",
)
