"""What Work Groups, meetings and certificates hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import LONG, holds

from .models import (
    Attendance,
    CalendarFeed,
    Certificate,
    GroupLead,
    ImportedMark,
    ImportedMeeting,
    Invitation,
    MeetingCorrection,
    MeetingFile,
    MeetingLink,
    SubstituteProposal,
)

WHY = "To invite people to meetings, and to know who came."
STAYS = "That someone came, and from which school, stays; the name goes with the account."

holds(GroupLead, "Work Groups that you lead", why=WHY, stays=STAYS, whole_for=("specialist__user",))
holds(Invitation, "Invitations to meetings", why=WHY, clears=("apologies",), whole_for=("user",))
holds(
    Attendance,
    "Registers of meetings",
    why=WHY,
    clears=("registers",),
    whole_for=("user",),
    names=("name",),
)
holds(ImportedMark, "Attendance that a hub brought in", why=WHY, stays=STAYS, whole_for=("user", "recorded_by"))
holds(ImportedMeeting, "Meetings that a hub brought in", why=WHY, stays=STAYS, whole_for=("recorded_by",))
holds(
    SubstituteProposal,
    "Substitutes",
    why=WHY,
    clears=("proposed substitutes",),
    whole_for=("invitation__user",),
    names=("name",),
)
holds(
    Certificate,
    "Certificates",
    why="To show what someone attended, and to confirm it.",
    clears=("certificates",),
    whole_for=("user",),
    names=("name",),
)
holds(
    CalendarFeed,
    "Your private calendar",
    why="So that your meetings are in your own calendar.",
    clears=("calendars",),
    whole_for=("user",),
)
holds(MeetingCorrection, "Corrections of meetings", why=WHY, clears=("meeting corrections",), whole_for=("by",))
holds(
    MeetingFile,
    "Files of meetings",
    why="For those who attend.",
    stays=f"{LONG}.",
    whole_for=("added_by",),
    gives_files=True,
)
holds(MeetingLink, "Links of meetings", why="For those who attend.", stays=f"{LONG}.", whole_for=("added_by",))
