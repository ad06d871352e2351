"""The buttons of a meeting's page."""

from __future__ import annotations

from sustaining.common.page_actions import LINK, PRIMARY, Button, Buttons

from .models import MEETING_MOVES

SETS = "workgroups.announce_meeting"
MEETING_BUTTONS = Buttons(
    MEETING_MOVES,
    Button("Set a date", "workgroups:schedule", SETS, move="schedule", style=PRIMARY),
    Button("Register", "workgroups:register", move="hold", when="can_keep_register", primary_when="opens_register"),
    Button("Change", "workgroups:move", SETS, move="hold"),
    Button("Calendar file", "workgroups:meeting-calendar", move="hold"),
    Button("E-mails", "workgroups:mail", SETS),
    Button("Cancel this meeting", "workgroups:cancel", SETS, move="cancel", style=LINK),
)
