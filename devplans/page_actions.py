"""The buttons of the pages of plans and sessions."""

from __future__ import annotations

from sustaining.common.page_actions import PRIMARY, QUIET, Button, Buttons

from .choices import SessionState
from .models import PLAN_MOVES, SESSION_MOVES, Session

MOVES_SESSION = "devplans.move_session"


def cancel_label(session: Session) -> str:
    """Return what cancelling means: places on a visit are given up."""
    return "Cancel our places" if session.visit_id else "Cancel session"


PLAN_BUTTONS = Buttons(
    PLAN_MOVES,
    Button("Add an aim", "devplans:new-aim", "devplans.edit_plan", when="is_open"),
    Button("Bring in an existing plan", "devplans:bring-in", "devplans.edit_plan", when="is_open"),
    Button(
        "Share with the Specialist",
        "devplans:share",
        "devplans.share_plan",
        move="share",
        style=PRIMARY,
        is_post=True,
        when="has_aims",
    ),
    Button(
        "Agree plan",
        "devplans:agree",
        "devplans.agree_plan",
        move="agree",
        style=PRIMARY,
        is_post=True,
        when="has_aims",
    ),
    Button("Revise plan", "devplans:refine", "devplans.refine_plan", move="refine", is_post=True),
    key="school.urn",
)
SESSION_BUTTONS = Buttons(
    SESSION_MOVES,
    Button(
        "Confirm",
        "devplans:confirm",
        "devplans.confirm_session",
        move="confirm",
        style=PRIMARY,
        is_post=True,
        when="has_specialist",
    ),
    Button("Request changes", "devplans:ask-change", "devplans.confirm_session", move="query", when="has_specialist"),
    Button(
        "Correct the session", "devplans:correct-session", "devplans.correct_session", move="correct", style=PRIMARY
    ),
    Button(
        "Edit session", "devplans:correct-session", "devplans.correct_session", states=frozenset({SessionState.HELD})
    ),
    Button("Log session", "devplans:log-planned", "devplans.log_session", move="hold", style=PRIMARY, when="is_over"),
    Button("Calendar file", "devplans:session-calendar", MOVES_SESSION, move="hold", when="has_time"),
    Button("Move session", "devplans:move-session", MOVES_SESSION, move="cancel", when="is_movable"),
    Button(cancel_label, "devplans:cancel-session", MOVES_SESSION, move="cancel"),
    Button("Reopen for correction", "devplans:reopen-session", "devplans.reopen_session", move="reopen", style=QUIET),
    Button("Logged by mistake", "devplans:remove-session", "devplans.remove_session", move="remove", style=QUIET),
    Button("Restore session", "devplans:restore-session", "devplans.restore_session", move="plan_again", style=QUIET),
)
