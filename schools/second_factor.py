"""A hub's choice that its staff use two-step sign-in."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Value

from sustaining.accounts.second_factor import SECOND_FACTOR_RULES
from sustaining.common.clock import today
from sustaining.common.slots import READER
from sustaining.common.statements import Statement, compile_statement, fetch_all

from .models import HubStaff

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@SECOND_FACTOR_RULES.provide
def must_give_as_staff(user: User) -> bool:
    """Return whether `user` holds a post today at a hub that has chosen a second factor for its staff. One query."""
    return bool(fetch_all(_statement(today()), {READER: user.pk}))


@lru_cache(maxsize=4)
def _statement(day: date) -> Statement:
    """Return the statement for a day. Every page runs it; only the statement is kept, never its rows."""
    posts = HubStaff.of(READER, on=day).filter(hub__staff_need_second_factor=True)
    return compile_statement(posts.order_by().values_list(Value(1))[:1].query)
