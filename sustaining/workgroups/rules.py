"""Who may do what with Work Groups and meetings. MEETING_MOVES decides when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.roles import PROGRAMME_STAFF
from schools.rules import leads_hub, works_for_hub
from schools.scope import can_see
from schools.viewer import holds_any
from sustaining.common.clock import today
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import asked_once, is_administrator, is_self, is_system

from .choices import Mark
from .models import Attendance, Invitation, WorkGroup
from .querysets import led_groups

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def get_group_id(target: Any) -> int:
    """Return the primary key of the group that a group, meeting, invitation or mark belongs to."""
    if hasattr(target, "meeting"):
        return target.meeting.group_id
    return target.group_id if hasattr(target, "group_id") else target.pk


@rules.predicate
@asked_once
def leads_group(user: User, target: Any) -> bool:
    """Return whether the user is a Specialist who leads the group that `target` belongs to."""
    return target is not None and led_groups(user, today()).filter(group=get_group_id(target)).exists()


@rules.predicate
@asked_once
def is_invited(user: User, invitation: Any) -> bool:
    """Return whether the invitation is for the user, who still has the post that they were invited for."""
    held = Invitation.objects.live().held_by(user, today())
    return invitation is not None and held.filter(pk=invitation.pk).exists()


@rules.predicate
@asked_once
def has_attended(user: User, group: Any) -> bool:
    """Return whether a closed register of the group marks the user as present for a school."""
    marks = Attendance.objects.counted().filter(mark=Mark.PRESENT, participation__isnull=False)
    return isinstance(group, WorkGroup) and marks.filter(meeting__group=group.pk, user=user.pk).exists()


runs_groups = works_for_hub | is_administrator
runs_meetings = runs_groups | leads_group
HUB_ONLY = "Only hub staff can change Work Groups and their members."
LEADS_TOO = "Only the Work Group’s lead or the hub can plan meetings."

register_permission("workgroups.set_up_group", runs_groups, otherwise=HUB_ONLY)
for _verb in ("edit_group", "join_group", "leave_group"):
    register_permission(f"workgroups.{_verb}", can_see & runs_groups, otherwise=HUB_ONLY)
for _verb in ("add_meeting", "announce_meeting", "move_meeting", "cancel_meeting", "edit_meeting"):
    register_permission(f"workgroups.{_verb}", can_see & runs_meetings, otherwise=LEADS_TOO)
register_permission(
    "workgroups.steer_reminders",
    can_see & runs_meetings,
    otherwise="Only the Work Group’s lead or the hub can manage emails about a meeting.",
)
register_permission(
    "workgroups.answer_invitation",
    is_invited | is_system,
    otherwise="You can only reply to your own invitation.",
)
register_permission(
    "workgroups.decide_substitute",
    can_see & runs_meetings,
    otherwise="Only the Work Group’s lead or the hub can confirm a substitute from outside the school.",
)
for _verb in ("mark_attendance", "hold_meeting"):
    register_permission(
        f"workgroups.{_verb}",
        can_see & runs_meetings,
        otherwise="Only the Work Group’s lead or the hub can mark the register.",
    )
register_permission(
    "workgroups.issue_certificates",
    can_see & runs_meetings,
    otherwise="Only the Work Group’s lead or the hub can issue certificates.",
)
register_permission(
    "workgroups.withdraw_certificate",
    can_see & runs_meetings,
    otherwise="Only the Work Group’s lead or the hub can withdraw a certificate or restore it.",
)
register_permission(
    "workgroups.issue_own_certificate",
    can_see & has_attended,
    otherwise="You can make a certificate once a closed register shows that you attended.",
)
register_permission(
    "workgroups.correct_meeting_date",
    can_see & runs_meetings,
    otherwise="Only the Work Group’s lead or the hub can correct the date of a past meeting.",
)
register_permission(
    "workgroups.restore_meeting",
    can_see & runs_meetings,
    otherwise="Only the Work Group’s lead or the hub can restore a cancelled meeting.",
)
register_permission(
    "workgroups.reopen_register",
    can_see & runs_meetings,
    otherwise="Only the Work Group’s lead or the hub can reopen a register.",
)
for _verb in ("bring_in_attendance", "undo_imported_attendance"):
    register_permission(
        f"workgroups.{_verb}",
        can_see & (leads_hub | is_administrator),
        otherwise="Only a hub lead can bring in attendance from before the hub used the site.",
    )
for _verb in ("set_schedule", "set_wording"):
    register_permission(
        f"workgroups.{_verb}",
        runs_groups,
        otherwise="Only the hub lead or hub administrator can change reminder settings.",
    )
register_permission(
    "workgroups.renew_calendar",
    is_self,
    otherwise="You can only see your own calendar.",
)
register_permission(
    "workgroups.set_up_groups",
    holds_any(PROGRAMME_STAFF),
    otherwise="Only hub staff can create Work Groups and meetings.",
)
