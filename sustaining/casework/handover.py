"""Handover rules: next actions, waiting messages and schools of somebody who leaves a hub, or of a Specialist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from schools.handover import HandoverRule, register_handover_rule
from schools.models import HubStaff
from schools.querysets import current
from specialists.models import Specialist
from sustaining.accounts.models import User
from sustaining.common.clock import london_day

from .actions import give_school
from .message_choices import MailingState
from .models import Mailing, Note, Responsibility
from .querysets import STAFF


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


def schools_at_hub(post: HubStaff, now: datetime) -> QuerySet:
    """Return the schools' years of the hub that the person looks after; none where they keep another such post there."""
    day = london_day(now)
    others = HubStaff.objects.filter(current(day), user=post.user_id, hub=post.hub_id, role__in=STAFF, ends_on=None)
    rows = Responsibility.objects.under_way().filter(user=post.user_id)
    if post.role not in STAFF or others.exclude(pk=post.pk).exists():
        return rows.none()
    rows = rows.filter(participation__hub=post.hub_id) | rows.filter(participation__hub__merged_into=post.hub_id)
    return rows.select_related("participation__school", "participation__project").order_by("participation__school")


def pass_schools(leaving: Any, successor: Any, now: datetime) -> None:
    """Make the successor responsible for the schools' years, from now on."""
    years = [row.participation for row in schools_at_hub(leaving, now)]
    system = User.objects.system()
    for year in years:
        give_school(year, person=successor.user, by=system, now=now)


register_handover_rule(
    HandoverRule(
        "school to look after",
        "schools to look after",
        schools_at_hub,
        pass_schools,
        name=lambda row: f"{row.participation.school}, {row.participation.project.year}",
        post=HubStaff,
        needs_successor=False,
    )
)
