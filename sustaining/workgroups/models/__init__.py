"""Work Groups, their members, meetings and registers; a hub's settings for its meetings."""

from .groups import GroupLead, Membership, WorkGroup
from .hubs import CalendarFeed, ReminderSchedule, Wording
from .meetings import MEETING_MOVES, Attendance, Invitation, Meeting, MeetingCorrection, MeetingFile, MeetingLink
from .substitutes import SubstituteProposal

__all__ = [
    "MEETING_MOVES",
    "Attendance",
    "CalendarFeed",
    "GroupLead",
    "Invitation",
    "Meeting",
    "MeetingCorrection",
    "MeetingFile",
    "MeetingLink",
    "Membership",
    "ReminderSchedule",
    "SubstituteProposal",
    "Wording",
    "WorkGroup",
]
