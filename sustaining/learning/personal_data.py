"""What gap tasks, feedback and the library hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import GapTaskFile, GapTaskResponse, LibraryItem, MeetingFeedback

WHY = "To learn from each other’s lessons."

holds(GapTaskResponse, "Gap task responses", why=WHY, clears=("gap tasks",), whole_for=("written_by",))
holds(
    GapTaskFile,
    "Files of gap tasks",
    why=WHY,
    clears=("gap task files",),
    whole_for=("added_by",),
    gives_files=True,
)
holds(LibraryItem, "Items that you added to the library", why=WHY, stays="While the hub keeps its library.")
holds(
    MeetingFeedback,
    "Your feedback on meetings",
    why="To make meetings better. Your hub reads it without your name.",
    clears=("feedback",),
    whole_for=("attendance__user",),
    is_anonymous=True,
)
