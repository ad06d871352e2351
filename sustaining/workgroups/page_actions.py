"""The buttons of a meeting's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sustaining.common.page_actions import DANGER, LINK, PRIMARY, Button, Buttons, PageAction, split_quiet

from .choices import MeetingState
from .models import MEETING_MOVES, Meeting

if TYPE_CHECKING:
    from sustaining.common.people import Reader

SETS = "workgroups.announce_meeting"
IS_SCHEDULED = frozenset({MeetingState.SCHEDULED})
TOOK_PLACE = frozenset({MeetingState.SCHEDULED, MeetingState.HELD, MeetingState.REOPENED})
MEETING_BUTTONS = Buttons(
    MEETING_MOVES,
    Button("Set a date", "workgroups:schedule", SETS, move="schedule", style=PRIMARY),
    Button("Take register", "workgroups:register", move="hold", when="takes_register", style=PRIMARY),
    Button("View emails", "workgroups:mail", SETS, primary_when="is_ahead"),
    Button("Change meeting", "workgroups:move", SETS, states=IS_SCHEDULED),
    Button("View register", "workgroups:register", move="hold", when="sees_register"),
    Button(
        "Correct the date",
        "workgroups:correct-date",
        "workgroups.correct_meeting_date",
        states=TOOK_PLACE,
        style=LINK,
        when="opens_register",
    ),
    Button("Reopen the register", "workgroups:reopen", "workgroups.reopen_register", move="reopen", style=LINK),
    Button("Restore this meeting", "workgroups:restore", "workgroups.restore_meeting", move="restore", style=LINK),
    Button("Cancel this meeting", "workgroups:cancel", SETS, move="cancel", style=DANGER),
)


def meeting_buttons(
    meeting: Meeting, user: Reader, *, can_keep_register: bool, opens_register: bool
) -> dict[str, list[PageAction]]:
    """Return the `buttons` for the head of the page, the `quiet_buttons`, and the `danger_buttons` for its foot."""
    actions = MEETING_BUTTONS.open_to(
        meeting,
        user,
        takes_register=can_keep_register and opens_register,
        sees_register=can_keep_register and not opens_register,
        opens_register=opens_register,
        is_ahead=meeting.is_scheduled and not opens_register,
    )
    buttons, quiet = split_quiet(actions)
    return {
        "buttons": [button for button in buttons if button.style != DANGER],
        "quiet_buttons": quiet,
        "danger_buttons": [button for button in buttons if button.style == DANGER],
    }
