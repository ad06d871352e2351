"""Merge rule: next actions move to the account that stays. Who wrote a note or raised a concern stays as it was."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from sustaining.accounts.merging import MergeRule, register_merge_rule
from sustaining.accounts.models import User

from .models import Note


def get_open_actions(user: User) -> QuerySet:
    """Return the notes whose next action the account has still to do."""
    return Note.objects.with_open_action().filter(action_owner=user).order_by("action_on", "pk")


def move_actions(other: User, stays: User, now: datetime) -> None:
    """Give the next actions of one account to the other."""
    get_open_actions(other).update(action_owner=stays)


register_merge_rule(MergeRule("Next actions of notes", get_open_actions, move_actions))
