"""Messages to groups in the demo: one that was sent, one that is scheduled, a draft, a saved group and a template."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from sustaining.casework import actions
from sustaining.casework.actions import MessageText
from sustaining.casework.audiences import Selected
from sustaining.casework.models import Mailing

if TYPE_CHECKING:
    from .build import Builder

WITHOUT_A_PLAN = Selected("schools", {"plan": ["open"]}, ("advocate",))
WITH_MONEY_LEFT = Selected("schools", {"grant": ["left"]}, ("finance",))
PLANS = MessageText(
    "{{ school_name }}: your development plan",
    "Hello {{ first_name }}\n\nThe status of your development plan is: {{ plan_status }}. Please share it with "
    "{{ specialist }} by the end of term, so that you can agree it together.\n\n"
    "The next Work Group meeting is on {{ next_meeting }}.\n\nBest wishes\n{{ writer_name }}",
)
MONEY = MessageText(
    "{{ money_left }} left to claim at {{ school_name }}",
    "Hello {{ first_name }}\n\n{{ school_name }} can still claim {{ money_left }} for releasing teachers. Claims close on "
    "{{ claim_by }}.\n\nBest wishes\n{{ writer_name }}",
)
VISIT = MessageText(
    "Visits next term", "Hello {{ first_name }}\n\nWhich days suit {{ school_name }} for a visit next term?"
)


def write_messages(builder: Builder) -> None:
    """Send a message of last week, schedule one for next week, and keep a draft, a group and a template."""
    sent = _write(builder, "sent", PLANS, WITHOUT_A_PLAN, days_ago=6)
    actions.send_message(sent, by=builder.lead, now=builder.moment(6))
    scheduled = _write(builder, "scheduled", MONEY, WITH_MONEY_LEFT, days_ago=1)
    morning = datetime.combine(builder.day(-7), time(9), timezone.get_default_timezone())
    actions.schedule_message(
        scheduled, send_at=max(morning, builder.now + timedelta(days=1)), by=builder.lead, now=builder.moment(1)
    )
    _write(builder, "draft", VISIT, Selected("schools", {}, ("advocate", "headteacher")), days_ago=0)
    now = builder.moment(6)
    actions.save_group(
        builder.hub, name="Finance contacts with money left", selected=WITH_MONEY_LEFT, by=builder.lead, now=now
    )
    actions.save_template(builder.hub, name="Share your plan", text=PLANS, by=builder.lead, now=now)


def _write(builder: Builder, name: str, text: MessageText, selected: Selected, *, days_ago: int) -> Mailing:
    once = uuid5(NAMESPACE_URL, f"demo:message:{name}")
    now = builder.moment(days_ago)
    return actions.write_message(builder.hub, text=text, selected=selected, once=once, by=builder.lead, now=now)
