"""Actions on Specialists and their assignments."""

from .adding import AlreadySpecialist, add_specialist
from .assigning import (
    CannotAssign,
    CannotAssignAll,
    CannotTakeBack,
    assign,
    assign_all,
    assign_specialist,
    current_or_last,
    take_back,
    take_back_assignment,
    why_not_taken_back,
)
from .dates import FreeAndNot, set_dates
from .editing import CannotStopForHub, SchoolNotPossible, edit_specialist, stop_for_hub
from .leaving import CannotLeave, leave_on, stay
from .yearly_days import set_days

__all__ = [
    "AlreadySpecialist",
    "CannotAssign",
    "CannotAssignAll",
    "CannotLeave",
    "CannotStopForHub",
    "CannotTakeBack",
    "FreeAndNot",
    "SchoolNotPossible",
    "add_specialist",
    "assign",
    "assign_all",
    "assign_specialist",
    "current_or_last",
    "edit_specialist",
    "leave_on",
    "set_dates",
    "set_days",
    "stay",
    "stop_for_hub",
    "take_back",
    "take_back_assignment",
    "why_not_taken_back",
]
