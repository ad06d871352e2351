"""The link in the thank-you email by which somebody gives feedback on a meeting without signing in."""

from __future__ import annotations

from datetime import datetime

from sustaining.outbox.links import Address, LinkPurpose, register_purpose
from sustaining.outbox.models import Link
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance

from .actions import accepts_feedback

FEEDBACK = "feedback"


def feedback_link(attendance: Attendance) -> Address:
    """Return the address at which somebody gives feedback. Its token is made when the email is sent."""
    return Address(FEEDBACK, attendance)


def _was_there(link: Link, now: datetime) -> bool:
    """Return whether feedback is open, and the register still says that the reader was at the meeting."""
    attendance: Attendance = link.subject
    was_there = attendance.user_id == link.user_id and attendance.mark == Mark.PRESENT
    return was_there and accepts_feedback(attendance.meeting, now)


register_purpose(
    LinkPurpose(
        name=FEEDBACK,
        url="learning:feedback-link",
        ended="Feedback on this meeting has closed, or the register no longer shows you at it.",
        still_valid=_was_there,
        title="to give feedback on the meeting",
    )
)
