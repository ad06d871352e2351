"""Actions on notes and concerns."""

from .concerns import close_concern, raise_concern, reopen_concern, review_concern
from .notes import NextAction, add_note, edit_note, finish_action, remove_note, reopen_action, restore_note

__all__ = [
    "NextAction",
    "add_note",
    "close_concern",
    "edit_note",
    "finish_action",
    "raise_concern",
    "remove_note",
    "reopen_action",
    "reopen_concern",
    "restore_note",
    "review_concern",
]
