"""Actions on Work Groups and meetings."""

from .answers import answer_invitation
from .certificates import issue_certificates, issue_own_certificates, restore_certificate, withdraw_certificate
from .corrections import correct_meeting_date, restore_meeting
from .groups import GroupNotPossible, edit_group, join_group, leave_group, move_school, set_up_group
from .hubs import WordingNotPossible, renew_calendar, reset_wording, set_schedule, set_wording
from .invitations import invite, invite_school
from .meetings import (
    DateNotPossible,
    NewMeeting,
    add_files,
    add_link,
    add_meeting,
    announce_meeting,
    cancel_meeting,
    edit_meeting,
    move_meeting,
    plan_series,
    remove_resource,
    restore_resource,
)
from .register import (
    RegisterIncomplete,
    add_colleague,
    hold_meeting,
    mark_attendance,
    mark_colleague,
    reopen_register,
)
from .reminders import hold_reminders, send_reminders
from .substitutes import AnswerNotPossible, confirm_substitute, decline_substitute

__all__ = [
    "AnswerNotPossible",
    "DateNotPossible",
    "GroupNotPossible",
    "NewMeeting",
    "RegisterIncomplete",
    "WordingNotPossible",
    "add_colleague",
    "add_files",
    "add_link",
    "add_meeting",
    "announce_meeting",
    "answer_invitation",
    "cancel_meeting",
    "confirm_substitute",
    "correct_meeting_date",
    "decline_substitute",
    "edit_group",
    "edit_meeting",
    "hold_meeting",
    "hold_reminders",
    "invite",
    "invite_school",
    "issue_certificates",
    "issue_own_certificates",
    "join_group",
    "leave_group",
    "mark_attendance",
    "mark_colleague",
    "move_meeting",
    "move_school",
    "plan_series",
    "remove_resource",
    "renew_calendar",
    "reopen_register",
    "reset_wording",
    "restore_certificate",
    "restore_meeting",
    "restore_resource",
    "send_reminders",
    "set_schedule",
    "set_up_group",
    "set_wording",
    "withdraw_certificate",
]
