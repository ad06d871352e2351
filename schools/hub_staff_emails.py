"""Email kinds about a hub's staff: somebody leaves on a day, or stays after all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from sustaining.common.clock import london_day
from sustaining.common.templatetags.sustaining import long_day as format_day
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, reader_is_active

from . import samples
from .choices import HubRole
from .models import HubStaff


def is_still_leaving(facts: Facts, now: datetime) -> bool:
    """Return whether the post still ends, and the reader's account is active."""
    ends = HubStaff.objects.filter(pk=facts["post"], ends_on__isnull=False)
    return ends.exists() and reader_is_active(facts["user"])


def is_still_staying(facts: Facts, now: datetime) -> bool:
    """Return whether the post goes on, and the reader's account is active."""
    goes_on = HubStaff.objects.filter(pk=facts["post"], ends_on__isnull=True)
    return goes_on.exists() and reader_is_active(facts["user"])


def describe_successor(context: Context) -> str:
    """Return a sentence that says who takes over."""
    successor = context["successor"]
    if successor is None:
        return "No one takes over. The hub’s other staff will do the work."
    if successor.user == context["person"]:
        return f"You take over as {successor.get_role_display().lower()} from today."
    return f"{successor.user} takes over as {successor.get_role_display().lower()} from today."


def sample_post() -> Context:
    """Return a context as `leave_hub` and `stay_at_hub` give it."""
    post = HubStaff(pk=1, user=samples.COLLEAGUE, hub=samples.HUB, role=HubRole.LEAD)
    return {
        "person": samples.READER,
        "post": post,
        "last_day": london_day(samples.moment(12, 18)),
        "successor": HubStaff(pk=2, user=samples.READER, hub=samples.HUB, role=HubRole.LEAD),
        "who": "Priya Anand",
    }


FIELDS: dict[str, Any] = {
    "area": "People",
    "category": Category.CHANGE,
    "buttons": (Button("Sign in", lambda context: f"{settings.SITE_URL}/"),),
    "sample": sample_post,
    "facts": ("post",),
    "hub": lambda context: context["post"].hub,
}
VARIABLES = (
    *READER,
    Variable("leaver", "the person who leaves or stays", lambda context: context["post"].user),
    Variable("role", "their role", lambda context: context["post"].get_role_display().lower()),
    Variable("hub", "the hub", lambda context: context["post"].hub),
    Variable("who", "who recorded it", lambda context: context["who"]),
)

register(
    EmailKind(
        name="hub_staff_leaves",
        title="Someone leaves the hub",
        goes_when="to the person, their successor and the hub’s other staff when a last day at the hub is set",
        variables=(
            *VARIABLES,
            Variable("day", "the last day", lambda context: format_day(context["last_day"])),
            Variable("successor", "a sentence about who takes over", describe_successor),
        ),
        still_true=is_still_leaving,
        **FIELDS,
    )
)
register(
    EmailKind(
        name="hub_staff_stays",
        title="Someone stays at the hub",
        goes_when="to the same people when a last day at the hub is undone",
        variables=VARIABLES,
        still_true=is_still_staying,
        **FIELDS,
    )
)
