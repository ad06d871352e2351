"""Work Groups, their members and meetings, who came; and what a hub sets about its meetings."""

from .groups import GroupLead, Membership, WorkGroup
from .hubs import CalendarFeed, ReminderSchedule, Wording
from .meetings import MEETING_MOVES, Attendance, Invitation, Meeting, MeetingFile, MeetingLink

__all__ = [
    "MEETING_MOVES",
    "Attendance",
    "CalendarFeed",
    "GroupLead",
    "Invitation",
    "Meeting",
    "MeetingFile",
    "MeetingLink",
    "Membership",
    "ReminderSchedule",
    "Wording",
    "WorkGroup",
]
