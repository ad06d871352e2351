"""Invitations and attendance move with their person when two accounts become one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sustaining.accounts.merging import MergeRule, register_merge_rule
from sustaining.accounts.models import User

from .models import Attendance, Invitation


def meeting_merge_rule(model: Any, words: str) -> MergeRule:
    """Rows of `model`, one a meeting and person: where both accounts have one, each keeps its own as it was."""

    def find(user: User) -> QuerySet:
        return model.objects.filter(user=user).select_related("user", "meeting__group").order_by("pk")

    def move(other: User, stays: User, now: datetime) -> None:
        theirs = model.objects.filter(user=stays).values("meeting")
        find(other).exclude(meeting__in=theirs).update(user=stays)

    return MergeRule(words, find, move)


register_merge_rule(meeting_merge_rule(Invitation, "Invitations to meetings"))
register_merge_rule(meeting_merge_rule(Attendance, "Attendance at meetings"))
