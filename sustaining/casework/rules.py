"""Who writes and reads notes and concerns, and who writes to groups: the hub's people, and Specialists for their schools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules
from django.db.models import Q

from schools.models import Participation
from schools.roles import HUB_STAFF, PROGRAMME_STAFF, Role
from schools.rules import works_for_hub, works_for_present_hub
from schools.scope import can_see
from schools.viewer import get_known_roles, holds_any
from specialists.rules import is_specialist_there
from sustaining.common.clock import today
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import asked_once, get_reader, is_administrator, is_self, is_system

from .message_querysets import supported_by
from .watch_querysets import watchable_schools

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
        otherwise="Only the person who will do a next action, the writer of the note or the hub can mark it as done.",
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
        otherwise="Only the hub lead or hub administrator can close or reopen a concern.",
    )
register_permission(
    "casework.give_school",
    (can_see & (works_for_hub | is_administrator)) | is_system,
    otherwise="Only the hub’s lead or administrator can choose who is responsible for its schools.",
)
register_permission(
    "casework.give_schools",
    holds_any(PROGRAMME_STAFF),
    otherwise="Only hub leads, hub administrators and programme administrators can choose who is responsible for schools.",
)
for _verb in ("take_task", "hand_back_task"):
    register_permission(
        f"casework.{_verb}",
        works_for_hub,
        otherwise="Only the hub’s leads and administrators can take its tasks or give them to each other.",
    )
register_permission(
    "casework.end_done_tasks",
    is_system,
    otherwise="Tasks that have been done are ended by the site.",
)
register_permission(
    "casework.choose_tasks",
    is_self,
    otherwise="You can only choose what your own desk shows.",
)
register_permission(
    "casework.see_chasers",
    holds_any(PROGRAMME_STAFF),
    otherwise="Only hub leads, hub administrators and programme administrators can see chasers.",
)
for _verb, _what in {
    "chase": "chase its schools.",
    "schedule_chaser": "set up automatic chasing of its schools.",
    "stop_chaser": "stop automatic chasing of its schools.",
}.items():
    register_permission(
        f"casework.{_verb}",
        works_for_hub | is_administrator,
        otherwise=f"Only the hub lead or hub administrator can {_what}",
    )


@rules.predicate
@asked_once
def writes_for_hub(user: User, hub: Any) -> bool:
    """Return whether the user supports a school of the hub today, as its Specialist or as lead of its Work Group."""
    years = Participation._base_manager.filter(supported_by(user, today()))
    return hub is not None and years.filter(Q(hub=hub.pk) | Q(hub__merged_into=hub.pk)).exists()


register_permission(
    "casework.open_messages",
    holds_any(CASE_READERS),
    otherwise="Only hub staff, Specialists and Work Group Leads can write to groups of people.",
)
register_permission(
    "casework.write_message",
    works_for_hub | writes_for_hub | is_administrator,
    otherwise="Only the hub’s staff, its Specialists and its Work Group Leads can write to its schools.",
)
for _verb in ("edit", "hold", "schedule", "send", "cancel", "reopen"):
    register_permission(
        f"casework.{_verb}_message",
        can_see & (is_writer | works_for_hub | is_administrator),
        otherwise="Only the person who wrote the message, or the hub, can change or send it.",
    )
register_permission(
    "casework.send_due_message",
    is_system,
    otherwise="The site sends scheduled messages at their time.",
)
register_permission(
    "casework.keep_message_settings",
    works_for_hub | is_administrator,
    otherwise="Only the hub’s staff can save and remove templates and groups.",
)


@rules.predicate
@asked_once
def watches_there(user: User, school: Any) -> bool:
    """Return whether the user may watch the school: it is of their hub, or they support it today."""
    if school is None:
        return False
    if get_known_roles(user) is not None and works_for_present_hub(user, school):
        return can_see(user, school)
    return watchable_schools(get_reader(user)).filter(pk=school.pk).exists()


@rules.predicate
def is_watcher(user: User, watch: Any) -> bool:
    """Return whether the watched school is on the user's own watchlist."""
    return watch is not None and watch.user_id == user.pk


register_permission(
    "casework.watch_school",
    can_see & watches_there,
    otherwise="Only the school’s hub, its Specialist and its Work Group Lead can watch it.",
)
register_permission(
    "casework.watch_schools",
    holds_any(CASE_READERS),
    otherwise="Only hub staff, Specialists and Work Group Leads can watch schools.",
)
register_permission("casework.keep_watch", can_see & is_watcher, otherwise="A watchlist is its owner’s alone.")
register_permission("casework.read_watchlist", is_self, otherwise="A watchlist is its owner’s alone.")
