"""Who writes and reads notes and concerns: the hub's people, and the school's Specialist for what is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.roles import HUB_STAFF, PROGRAMME_STAFF, Role
from schools.rules import works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from specialists.rules import is_specialist_there
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator

if TYPE_CHECKING:
    from sustaining.accounts.models import User

CASE_READERS = HUB_STAFF | {Role.SPECIALIST, Role.ADMINISTRATOR}
"""People who write and read notes and concerns."""


@rules.predicate
def is_writer(user: User, row: Any) -> bool:
    """Return whether the user wrote the note or raised the concern."""
    return row is not None and user.pk in (getattr(row, "written_by_id", None), getattr(row, "raised_by_id", None))


@rules.predicate
def is_owner(user: User, note: Any) -> bool:
    """Return whether the note's next action is the user's."""
    return note is not None and note.action_owner_id == user.pk


ONLY_HUB = "Only the school’s hub and its Specialist can"
register_permission(
    "casework.read_all",
    holds_any(CASE_READERS),
    otherwise="Only hub staff and Specialists can see notes and concerns.",
)
for _verb, _what in {
    "read_school": "see notes and concerns about it.",
    "add_note": "add notes about it.",
    "raise_concern": "raise a concern about it.",
}.items():
    register_permission(
        f"casework.{_verb}",
        can_see & (works_for_hub | is_specialist_there | is_administrator),
        otherwise=f"{ONLY_HUB} {_what}",
    )
for _verb in ("edit_note", "remove_note", "restore_note"):
    register_permission(
        f"casework.{_verb}",
        can_see & (is_writer | works_for_hub | is_administrator),
        otherwise="Only the person who wrote the note, or the hub, can change it.",
    )
for _verb in ("finish_action", "reopen_action"):
    register_permission(
        f"casework.{_verb}",
        can_see & (is_owner | is_writer | works_for_hub | is_administrator),
        otherwise="Only its owner, the writer of the note or the hub can mark a next action as done.",
    )
register_permission(
    "casework.review_concern",
    can_see & (is_writer | works_for_hub | is_administrator),
    otherwise="Only the person who raised the concern, or the hub, can change it.",
)
for _verb in ("close_concern", "reopen_concern"):
    register_permission(
        f"casework.{_verb}",
        can_see & (works_for_hub | is_administrator),
        otherwise="Only the hub’s lead or administrator can close or reopen a concern.",
    )
register_permission(
    "casework.see_chasers",
    holds_any(PROGRAMME_STAFF),
    otherwise="Only hub leads, hub administrators and programme administrators can see chasers.",
)
for _verb, _what in {
    "chase": "chase its schools.",
    "schedule_chaser": "have the site chase its schools.",
    "stop_chaser": "stop a schedule.",
}.items():
    register_permission(
        f"casework.{_verb}",
        works_for_hub | is_administrator,
        otherwise=f"Only the hub’s lead or administrator can {_what}",
    )
