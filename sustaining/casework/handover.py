"""Handover rules: the next actions and waiting messages of somebody who leaves a hub, or of a Specialist who leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from schools.handover import HandoverRule, register_handover_rule
from schools.models import HubStaff
from specialists.models import Specialist

from .message_choices import MailingState
from .models import Mailing, Note


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


def messages_at_hub(post: HubStaff, now: datetime) -> QuerySet:
    """Return the messages of the person that are scheduled or on hold at the hub, and at hubs merged into it."""
    waiting = _waiting_messages(post.user_id)
    return waiting.filter(hub=post.hub_id) | waiting.filter(hub__merged_into=post.hub_id)


def messages_of_specialist(specialist: Specialist, now: datetime) -> QuerySet:
    """Return the messages of the Specialist that are scheduled or on hold."""
    return _waiting_messages(specialist.user_id)


def _waiting_messages(user: int) -> QuerySet:
    waiting = Mailing.objects.filter(written_by=user, state__in=(MailingState.SCHEDULED, MailingState.HELD))
    return waiting.order_by("written_at", "pk")


def pass_messages(leaving: Any, successor: Any, now: datetime) -> None:
    """Make the successor the writer, in whose reach the recipients are looked up again when the message goes."""
    find = messages_at_hub if isinstance(leaving, HubStaff) else messages_of_specialist
    keys = list(find(leaving, now).values_list("pk", flat=True))
    Mailing.objects.filter(pk__in=keys).update(written_by=successor.user_id)


for _post, _find_messages in ((HubStaff, messages_at_hub), (Specialist, messages_of_specialist)):
    register_handover_rule(
        HandoverRule("waiting message", "waiting messages", _find_messages, pass_messages, post=_post)
    )
