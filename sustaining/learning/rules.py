"""Who submits a gap task, gives feedback, reads it, and keeps a hub's library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.roles import PROGRAMME_STAFF, Role
from schools.rules import works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from sustaining.common.clock import today
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator, is_system
from sustaining.workgroups.models import Attendance, Meeting
from sustaining.workgroups.rules import leads_group

from .membership import find_membership
from .querysets import read_groups

if TYPE_CHECKING:
    from sustaining.accounts.models import User

FEEDBACK_READERS = PROGRAMME_STAFF | {Role.SPECIALIST}
"""People who may run a Work Group, and so read feedback: of the groups that they run."""


@rules.predicate
def is_member(user: User, meeting: Meeting) -> bool:
    """Return whether the user is an Advocate of a school that is in the meeting's group today, or was when it took place."""
    return meeting is not None and find_membership(user, meeting, today()) is not None


@rules.predicate
def is_writer(user: User, response: Any) -> bool:
    """Return whether the user submitted the response."""
    return response is not None and response.written_by_id == user.pk


@rules.predicate
def was_there(user: User, attendance: Any) -> bool:
    """Return whether the mark in the register is the user's."""
    return isinstance(attendance, Attendance) and attendance.user_id == user.pk


@rules.predicate
def reads_responses(user: User, meeting: Meeting) -> bool:
    """Return whether the user runs the meeting's group, or works at a school in it as an Advocate or a head."""
    return meeting is not None and meeting.group_id in {row[0] for row in read_groups(user, today()).values_list("pk")}


runs = works_for_hub | is_administrator | leads_group

register_permission(
    "learning.read_responses",
    can_see & (reads_responses | is_administrator),
    otherwise="Only people of the Work Group’s schools, its lead and the hub can read its gap tasks.",
)
register_permission(
    "learning.submit_gap_task",
    can_see & is_member,
    otherwise="Only Mastery Advocates of a school in the Work Group can submit its gap task.",
)
for _verb in ("withdraw_response", "restore_response"):
    register_permission(
        f"learning.{_verb}",
        can_see & is_writer,
        otherwise="Only the person who submitted it can withdraw a gap task response.",
    )
register_permission(
    "learning.give_feedback",
    was_there | is_system,
    otherwise="Only people who attended the meeting can give feedback on it.",
)
register_permission(
    "learning.open_feedback",
    holds_any(FEEDBACK_READERS),
    otherwise="Only the hub and Work Group Leads can read feedback on meetings.",
)
register_permission(
    "learning.read_feedback",
    can_see & runs,
    otherwise="Only the Work Group’s lead or the hub can read feedback on its meetings.",
)
register_permission(
    "learning.add_to_library",
    can_see & runs,
    otherwise="Only the Work Group’s lead or the hub can add its resources to the library.",
)
for _verb in ("edit_library_item", "remove_library_item", "restore_library_item"):
    register_permission(
        f"learning.{_verb}",
        can_see
        & (works_for_hub | is_administrator | rules.predicate(lambda user, item: leads_group(user, item.meeting))),
        otherwise="Only the hub and the lead of the Work Group that it was made for can change a resource in the library.",
    )
