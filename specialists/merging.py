"""Merge rule for Specialists: their record moves when two accounts become one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from sustaining.accounts.merging import CannotMerge, MergeRule, register_merge_rule
from sustaining.accounts.models import User

from .models import Specialist


def specialist_record(user: User) -> QuerySet:
    """Return the account's record as a Specialist, if any."""
    return Specialist.objects.filter(user=user).select_related("user")


def move_record(other: User, stays: User, now: datetime) -> None:
    """Move the record to the account that stays. Raise CannotMerge when both accounts have one."""
    if specialist_record(other).exists() and specialist_record(stays).exists():
        raise CannotMerge("Both accounts are Mastery Specialists. End one record and move its schools first.")
    specialist_record(other).update(user=stays)


register_merge_rule(MergeRule("Record as Mastery Specialist", specialist_record, move_record))
