"""Merge rules for posts: they move with their person when two accounts become one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Greatest

from sustaining.accounts.merging import MergeRule, register_merge_rule
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.people import Reader

from .models import Advocate, HubStaff, SchoolContact


def posts(model: Any, title: str, *same: str) -> MergeRule:
    """Return a merge rule for the posts of `model`.

    An open post that the remaining account holds too (alike in the fields `same`) ends, so that nobody holds a post
    twice.
    """

    def find(user: Reader) -> QuerySet:
        return model._base_manager.filter(user=user).select_related("user", same[0]).order_by("pk")

    def move(other: User, stays: User, now: datetime) -> None:
        alike = model._base_manager.filter(user=stays, ends_on__isnull=True, **{name: OuterRef(name) for name in same})
        doubled = model._base_manager.filter(Exists(alike), user=other, ends_on__isnull=True)
        doubled.update(ends_on=Greatest("starts_on", Value(london_day(now))))
        model._base_manager.filter(user=other).update(user=stays)

    return MergeRule(title, find, move)


register_merge_rule(posts(HubStaff, "Posts at hubs", "hub", "role"))
register_merge_rule(posts(Advocate, "Posts as Mastery Advocate", "school"))
register_merge_rule(posts(SchoolContact, "Posts as school contact", "school", "role", "own_name"))
