"""Predicates on the person alone: what everyone may ask."""

from __future__ import annotations

from typing import Any

import rules


@rules.predicate
def is_administrator(user: Any) -> bool:
    """A programme administrator."""
    return bool(user.is_active and user.is_superuser)


@rules.predicate
def is_system(user: Any) -> bool:
    """The clock: a task or a scheduled command."""
    return bool(user.is_system)
