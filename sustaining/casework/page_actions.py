"""The buttons of a concern's page."""

from __future__ import annotations

from sustaining.common.page_actions import PRIMARY, Button, Buttons

from .choices import ConcernState
from .models import CONCERN_MOVES

CONCERN_BUTTONS = Buttons(
    CONCERN_MOVES,
    Button(
        "Review concern",
        "casework:review-concern",
        "casework.review_concern",
        states=frozenset({ConcernState.OPEN}),
        style=PRIMARY,
    ),
    Button("Close concern", "casework:close-concern", "casework.close_concern", move="close"),
    Button("Reopen concern", "casework:reopen-concern", "casework.reopen_concern", move="reopen"),
)
