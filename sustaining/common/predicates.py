"""Predicates about the user and other accounts, for every app's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules
from django.contrib.auth import get_user_model

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


@rules.predicate
def is_self(user: User, person: Any) -> bool:
    """Return whether the person is the user's account. An address without an account is nobody's."""
    # Rows of other tables may have the same key, so only accounts are compared.
    return isinstance(person, get_user_model()) and user.pk == person.pk
