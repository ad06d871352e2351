"""Actions on schools, their people, their participations and the register."""

from .corrections import correct_enrolment
from .endings import (
    complete_participation,
    reinstate_participation,
    reopen_participation,
    withdraw_participation,
)
from .enrolling_again import enrol_again
from .handover import add_advocate, change_school, hand_over, update_advocate
from .hub_history import CannotChangeHistory, change_hub_name, correct_hub_name, move_authority
from .hub_merges import merge_hub, undo_hub_merge
from .hub_moves import move_to_hub
from .hub_settings import edit_hub_contact, edit_hub_settings
from .hub_staff import CannotLeaveHub, leave_hub, stay_at_hub
from .lead_schools import change_lead_school, correct_lead_school
from .notices import publish_notice
from .participation import (
    WHO_CAN_TAKE_PART,
    AlreadyEnrolled,
    AlreadyJoined,
    NewAdvocate,
    NotEligible,
    add_contact,
    add_contact_to_school,
    add_to_school,
    end_post,
    enrol,
    enrol_school,
    invite_again,
    why_not_eligible,
)
from .past_years import PAST_OUTCOMES, NotPast, PastPerson, PastYear, record_past_year, take_back_past_year
from .pausing import CannotPause, change_review_day, pause_participation, resume_participation
from .projects import CannotRoll, roll_projects
from .succession import follow_successor

__all__ = [
    "PAST_OUTCOMES",
    "WHO_CAN_TAKE_PART",
    "AlreadyEnrolled",
    "AlreadyJoined",
    "CannotChangeHistory",
    "CannotLeaveHub",
    "CannotPause",
    "CannotRoll",
    "NewAdvocate",
    "NotEligible",
    "NotPast",
    "PastPerson",
    "PastYear",
    "add_advocate",
    "add_contact",
    "add_contact_to_school",
    "add_to_school",
    "change_hub_name",
    "change_lead_school",
    "change_review_day",
    "change_school",
    "complete_participation",
    "correct_enrolment",
    "correct_hub_name",
    "correct_lead_school",
    "edit_hub_contact",
    "edit_hub_settings",
    "end_post",
    "enrol",
    "enrol_again",
    "enrol_school",
    "follow_successor",
    "hand_over",
    "invite_again",
    "leave_hub",
    "merge_hub",
    "move_authority",
    "move_to_hub",
    "pause_participation",
    "publish_notice",
    "record_past_year",
    "reinstate_participation",
    "reopen_participation",
    "resume_participation",
    "roll_projects",
    "stay_at_hub",
    "take_back_past_year",
    "undo_hub_merge",
    "update_advocate",
    "why_not_eligible",
    "withdraw_participation",
]
