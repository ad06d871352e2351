"""Actions on notes, concerns, chasers and messages to groups."""

from .chasing import NOTHING_LEFT, ChaseResult, chase_schools, schedule_chaser, stop_chaser
from .concerns import close_concern, raise_concern, reopen_concern, review_concern
from .message_settings import edit_template, remove_setting, restore_setting, save_group, save_template
from .messages import (
    CannotSend,
    MessageText,
    cancel_message,
    edit_message,
    hold_message,
    reopen_message,
    schedule_message,
    send_due_message,
    send_message,
    write_message,
)
from .notes import NextAction, add_note, edit_note, finish_action, remove_note, reopen_action, restore_note

__all__ = [
    "NOTHING_LEFT",
    "CannotSend",
    "ChaseResult",
    "MessageText",
    "NextAction",
    "add_note",
    "cancel_message",
    "chase_schools",
    "close_concern",
    "edit_message",
    "edit_note",
    "edit_template",
    "finish_action",
    "hold_message",
    "raise_concern",
    "remove_note",
    "remove_setting",
    "reopen_action",
    "reopen_concern",
    "reopen_message",
    "restore_note",
    "restore_setting",
    "review_concern",
    "save_group",
    "save_template",
    "schedule_chaser",
    "schedule_message",
    "send_due_message",
    "send_message",
    "stop_chaser",
    "write_message",
]
