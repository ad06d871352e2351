"""Email kinds about hubs: a hub is merged into another one, or its merge is undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, reader_is_active

from . import samples
from .models import Hub, HubMerge


def is_still_merged(facts: Facts, now: datetime) -> bool:
    """Return whether the merge is in force, and the reader's account is open."""
    return HubMerge.objects.filter(pk=facts["merge"], undone_at=None).exists() and reader_is_active(facts["user"])


def is_still_undone(facts: Facts, now: datetime) -> bool:
    """Return whether the hub is at work, and the reader's account is open."""
    merges = HubMerge.objects.filter(pk=facts["merge"], hub__merged_into=None)
    return merges.exists() and reader_is_active(facts["user"])


def sample_merge(reason: str = "One hub from January.") -> Context:
    """Return a context as `merge_hub` gives it."""
    former = Hub(pk=2, name="Larkfield", region="North West")
    merge = HubMerge(pk=1, hub=former, successor=samples.HUB, reason=reason)
    return {"person": samples.READER, "merge": merge, "reason": merge.reason, "who": "Priya Anand"}


FIELDS: dict[str, Any] = {
    "area": "People",
    "category": Category.CHANGE,
    "variables": (
        *READER,
        Variable("former_hub", "the hub that was merged", lambda context: context["merge"].hub),
        Variable("hub", "the hub that it was merged into", lambda context: context["merge"].successor),
        Variable("reason", "why", lambda context: context["reason"]),
        Variable("who", "the person who did it", lambda context: context["who"]),
    ),
    "buttons": (Button("Sign in", lambda context: f"{settings.SITE_URL}/"),),
    "sample": sample_merge,
    "facts": ("merge",),
    "hub": lambda context: context["merge"].successor,
}

register(
    EmailKind(
        name="hub_merged",
        title="Your hub is now part of another hub",
        goes_when="to the staff of both hubs, and to Specialists and people of schools, when a hub is merged into another",
        still_true=is_still_merged,
        **FIELDS,
    )
)
register(
    EmailKind(
        name="hub_merge_undone",
        title="Your hub is separate again",
        goes_when="to the same people when the merge of a hub is undone",
        still_true=is_still_undone,
        **{**FIELDS, "sample": lambda: sample_merge("The two hubs will work separately this year after all.")},
    )
)
