"""Predicates about the user alone, for every app's rules."""

from __future__ import annotations

from typing import Any

import rules


@rules.predicate
def is_administrator(user: Any) -> bool:
    """Return whether the user is an active programme administrator."""
    return bool(user.is_active and user.is_superuser)


@rules.predicate
def is_system(user: Any) -> bool:
    """Return whether the user is the system account: a task or a scheduled command."""
    return bool(user.is_system)
