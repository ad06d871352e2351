"""Work Groups, their members, meetings and registers; a hub's settings for its meetings."""

from .certificates import CERTIFICATE_MOVES, Certificate
from .groups import GroupLead, Membership, WorkGroup
from .hubs import CalendarFeed, ReminderSchedule, Wording
from .imports import ImportedMark, ImportedMeeting
from .meetings import MEETING_MOVES, Attendance, Invitation, Meeting, MeetingCorrection, MeetingFile, MeetingLink
from .substitutes import SubstituteProposal

__all__ = [
    "CERTIFICATE_MOVES",
    "MEETING_MOVES",
    "Attendance",
    "CalendarFeed",
    "Certificate",
    "GroupLead",
    "ImportedMark",
    "ImportedMeeting",
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
