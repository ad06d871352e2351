"""The sections about the gap task and feedback on a meeting's page, and the link to feedback in the thanks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sustaining.common.permissions import may
from sustaining.outbox.links import Address
from sustaining.workgroups.models import Attendance, Meeting
from sustaining.workgroups.panels import Panel, feedback_address, meeting_panels

from . import selectors
from .actions import accepts_feedback
from .links import feedback_link

if TYPE_CHECKING:
    from sustaining.common.people import Reader


@meeting_panels.provide
def gap_task_panel(meeting: Meeting, user: Reader, now: datetime) -> Panel | None:
    """Show who has submitted the gap task that the meeting set, to those who read responses."""
    if not meeting.gap_task or meeting.is_cancelled or not meeting.has_begun(now):
        return None
    page = selectors.gap_task_page(meeting, user, now)
    if not (page.responses or page.submits or page.missing):
        return None
    return Panel("learning/gap_task_panel.html", {"meeting": meeting, "page": page})


@meeting_panels.provide
def feedback_panel(meeting: Meeting, user: Reader, now: datetime) -> Panel | None:
    """Ask those who attended for feedback, and lead those who run the group to what was said."""
    if not meeting.took_place:
        return None
    data: dict[str, Any] = {"meeting": meeting, "reads": may(user, "learning.read_feedback", meeting)}
    attendance = selectors.own_attendance(meeting, user)
    data["attendance"] = attendance if accepts_feedback(meeting, now) else None
    data["given"] = getattr(attendance, "feedback", None)
    return Panel("learning/feedback_panel.html", data) if data["reads"] or data["attendance"] else None


@meeting_panels.provide
def library_panel(meeting: Meeting, user: Reader, now: datetime) -> Panel | None:
    """Offer those who run the group to add the meeting's links and files to the library."""
    if not may(user, "learning.read_feedback", meeting):
        return None
    data = selectors.meeting_resources(meeting, user)
    return Panel("learning/library_panel.html", data) if data["links"] or data["files"] else None


@feedback_address.provide
def feedback_by_link(attendance: Attendance) -> Address:
    """Return the link by which somebody gives feedback on the meeting that they attended."""
    return feedback_link(attendance)
