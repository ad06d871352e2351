"""Views that put right what was done with a session by mistake."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from sustaining.accounts.requests import SignedInRequest
from sustaining.common.pages import get_visible_or_404
from sustaining.common.reason_pages import ReasonPage, reason_page

from ..actions import corrections
from ..models import SESSION_MOVES, Session


@login_required
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reopen a confirmed session, with a reason."""
    session = get_visible_or_404(Session, request.user, pk=pk)
    page = ReasonPage(
        heading="Reopen this session to correct it?",
        follows=(
            f"{session}, {session.school}, {session.length_in_words}.",
            "It can then be changed, and the Specialist is asked to confirm it again. Until then its time is not counted."
            " We’ll email your reason to the people who took part. You can do this until 31 August.",
        ),
        button="Reopen the session",
    )
    move, done = (SESSION_MOVES, "reopen"), "The session is reopened: correct it, or confirm it again."
    return reason_page(request, session, corrections.reopen_session, page, move=move, done=done)


@login_required
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan a cancelled session again, with a reason."""
    session = get_visible_or_404(Session, request.user, pk=pk)
    page = ReasonPage(
        heading="Plan this session again?",
        follows=(
            f"{session}, {session.school}. Cancelled: {session.cancel_reason}",
            "It is planned at the same time and place. If that time is to come, we’ll email everyone who takes part a new"
            " entry for their calendar; otherwise it waits to be logged.",
        ),
        button="Plan the session again",
    )
    return reason_page(
        request, session, corrections.restore_session, page, move=(SESSION_MOVES, "plan_again"),
        done="The session is planned again.",
    )  # fmt: skip
