"""Notes and concerns for tests, with usual values for what a test does not care about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from schools.models import Hub, School
from sustaining.accounts.models import User
from sustaining.casework import actions
from sustaining.casework.actions import MessageText, NextAction
from sustaining.casework.audiences import Selected
from sustaining.casework.models import Concern, Mailing, Note
from sustaining.common.clock import london_day

DAY = timedelta(days=1)


def write_note(
    school: School, *, by: User, now: datetime, owner: User | None = None, days: int = 2, **values: Any
) -> Note:
    """Write a note of today; with an owner, its next action is due in so many days."""
    action = NextAction("Ring again", london_day(now) + days * DAY, owner) if owner else None
    usual = {"kind": "call", "happened_on": london_day(now), "contact": "", "text": "Cover is short.", "once": uuid4()}
    usual |= {"next_action": action, "for_specialist": False}
    return actions.add_note(school, **{**usual, **values}, by=by, now=now)


def raise_concern(school: School, *, by: User, now: datetime, days: int = 7, **values: Any) -> Concern:
    """Raise a concern that is reviewed in so many days."""
    usual: dict[str, Any] = {"kind": "progress", "summary": "No plan yet.", "agreed": "", "escalated_to": ""}
    usual |= {"review_on": london_day(now) + days * DAY, "for_specialist": False, "once": uuid4()}
    return actions.raise_concern(school, **{**usual, **values}, by=by, now=now)


def write_message(
    hub: Hub,
    *,
    by: User,
    now: datetime,
    roles: tuple[str, ...] = ("advocate",),
    audience: str = "schools",
    **values: Any,
) -> Mailing:
    """Write the draft of a message to everybody in some roles at the schools of this year; `filters` narrows them."""
    text = MessageText(
        values.pop("subject", "Your plan"), values.pop("body", "Hello {{ first_name }}"), **values.pop("text", {})
    )
    selected = Selected(audience, values.pop("filters", {}), roles)
    return actions.write_message(hub, text=text, selected=selected, once=values.pop("once", uuid4()), by=by, now=now)
