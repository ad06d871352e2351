"""What plans and sessions put on the desk and into the bar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from schools.hats import wears, worn_roles
from sustaining.common.navigation import nav_item
from sustaining.common.todo import Todo, todo

from .choices import PlanState
from .models import Plan

READS = wears("administrator", "lead", "hubadmin", "auditor", "specialist", "advocate", "head")
nav_item(30, "Plans", "devplans:plans", READS)
nav_item(40, "Sessions", "devplans:sessions", READS)


@todo("plans to agree")
def to_agree(user: Any, now: datetime) -> Iterator[Todo]:
    """Shared plans of the schools that this Specialist supports now."""
    if "specialist" not in worn_roles(user):
        return
    shared = Plan.objects.visible_to(user).filter(state=PlanState.SHARED).supported_by(user, now)
    for plan in shared.select_related("school").order_by("state_since")[:50]:
        yield Todo(
            title=f"{plan.school} has shared its plan",
            detail="Read it, talk it over, and agree it.",
            act="Read the plan",
            url=plan.get_absolute_url(),
            since=plan.state_since,
        )


@todo("plans to write")
def to_write(user: Any, now: datetime) -> Iterator[Todo]:
    """Plans that the school has not shared yet, for those who write them."""
    if {"advocate", "head"}.isdisjoint(worn_roles(user)):
        return
    drafts = Plan.objects.visible_to(user).filter(state=PlanState.DRAFT).select_related("school")
    for plan in drafts.order_by("state_since")[:5]:
        yield Todo(
            title="Your development plan is a draft",
            detail=f"{plan.school} · add aims and steps, then share it with your Specialist.",
            act="Open the plan",
            url=reverse("devplans:plan", args=[plan.school.urn]),
            since=plan.state_since,
        )
