"""Predicates about the user alone, for every app's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@rules.predicate
def is_administrator(user: User) -> bool:
    """Return whether the user is an active programme administrator."""
    return bool(user.is_active and user.is_superuser)


@rules.predicate
def is_system(user: User) -> bool:
    """Return whether the user is the system account: a task or a scheduled command."""
    return bool(user.is_system)
