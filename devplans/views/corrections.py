"""Views that put right what was done with a session by mistake."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from schools.viewer import ViewerRequest
from sustaining.common.pages import get_visible_or_404
from sustaining.common.reason_pages import ReasonPage, reason_page

from ..actions import corrections
from ..models import SESSION_MOVES, Session


@login_required
def reopen(request: ViewerRequest, pk: int) -> HttpResponse:
    """Reopen a confirmed session, with a reason."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    page = ReasonPage(
        heading="Reopen this session for correction?",
        follows=(
            f"{session}, {session.school}, {session.length_in_words}.",
            "You can then edit it, and the Specialist must confirm it again. Until then its time isn’t counted. "
            "We’ll email your reason to everyone who took part. You can do this until 31 August.",
        ),
        button="Reopen session",
    )
    move, done = (SESSION_MOVES, "reopen"), "Session reopened. Edit it, or confirm it again."
    return reason_page(request, session, corrections.reopen_session, page, move=move, done=done)


@login_required
def restore(request: ViewerRequest, pk: int) -> HttpResponse:
    """Plan a cancelled session again, with a reason."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    page = ReasonPage(
        heading="Restore this session?",
        follows=(
            f"{session}, {session.school}. Cancelled: {session.cancel_reason}",
            "The session keeps its time and place. If it is in the future, we’ll email everyone taking part a new "
            "calendar file. Otherwise it is ready to be logged.",
        ),
        button="Restore session",
    )
    return reason_page(
        request, session, corrections.restore_session, page, move=(SESSION_MOVES, "plan_again"),
        done="Session restored.",
    )  # fmt: skip


@login_required
def remove(request: ViewerRequest, pk: int) -> HttpResponse:
    """Remove a session that was logged by mistake, with a reason."""
    session = get_visible_or_404(Session, request.viewer, pk=pk)
    page = ReasonPage(
        heading="Was this session logged by mistake?",
        follows=(
            f"{session}, {session.school}, {session.length_in_words}.",
            "Remove it if it did not take place, or is logged twice or for the wrong school. It then no longer counts in any "
            "figure, and its open next steps are closed. We’ll email your reason to everyone who took part. You can restore it "
            "until 31 August; it then has to be logged again.",
        ),
        button="Remove session",
    )
    return reason_page(
        request, session, corrections.remove_session, page, move=(SESSION_MOVES, "remove"), done="Session removed.",
    )  # fmt: skip
