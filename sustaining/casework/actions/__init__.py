"""Actions on notes, concerns and chasers."""

from .chasing import ChaseResult, chase_schools, schedule_chaser, stop_chaser
from .concerns import close_concern, raise_concern, reopen_concern, review_concern
from .notes import NextAction, add_note, edit_note, finish_action, remove_note, reopen_action, restore_note

__all__ = [
    "ChaseResult",
    "NextAction",
    "add_note",
    "chase_schools",
    "close_concern",
    "edit_note",
    "finish_action",
    "raise_concern",
    "remove_note",
    "reopen_action",
    "reopen_concern",
    "restore_note",
    "review_concern",
    "schedule_chaser",
    "stop_chaser",
]
