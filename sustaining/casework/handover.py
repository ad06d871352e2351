"""Handover rules: the next actions of somebody who leaves a hub, or of a Specialist who leaves, pass to a successor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from schools.handover import HandoverRule, register_handover_rule
from schools.models import HubStaff
from specialists.models import Specialist

from .models import Note


def actions_at_hub(post: HubStaff, now: datetime) -> QuerySet:
    """Return the notes of the hub, and of hubs merged into it, whose next action is the person's."""
    notes = Note.objects.with_open_action().filter(action_owner=post.user_id)
    notes = notes.filter(hub=post.hub_id) | notes.filter(hub__merged_into=post.hub_id)
    return notes.select_related("school").order_by("action_on", "pk")


def actions_of_specialist(specialist: Specialist, now: datetime) -> QuerySet:
    """Return the notes whose next action is the Specialist's."""
    notes = Note.objects.with_open_action().filter(action_owner=specialist.user_id)
    return notes.select_related("school").order_by("action_on", "pk")


def pass_actions(leaving: Any, successor: Any, now: datetime) -> None:
    """Give the next actions to the successor, who reads the notes that they follow from."""
    find = actions_at_hub if isinstance(leaving, HubStaff) else actions_of_specialist
    keys = list(find(leaving, now).values_list("pk", flat=True))
    Note.objects.filter(pk__in=keys).update(action_owner=successor.user_id)


for _post, _find in ((HubStaff, actions_at_hub), (Specialist, actions_of_specialist)):
    register_handover_rule(
        HandoverRule(
            "next action",
            "next actions",
            _find,
            pass_actions,
            name=lambda note: f"{note.action} ({note.school})",
            post=_post,
        )
    )
