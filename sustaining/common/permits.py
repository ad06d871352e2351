"""Who may do what: one registry of rules, and the one door that every write with a meaning goes through.

`allow("funding.approve_claim", predicate, otherwise="…")` says who; `@action("funding.approve_claim")` asks.
Django's `user.has_perm` is not asked: it answers True for a superuser before any rule is, and the rule that maker and
approver differ holds for superusers too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

F = TypeVar("F", bound=Callable[..., Any])

_SENTENCES: dict[str, str] = {}
ACTIONS: dict[str, Callable[..., Any]] = {}


def allow(permission: str, predicate: Any, *, otherwise: str) -> None:
    """Register who has `permission` (`app.verb_noun`) and the sentence that those without it read."""
    rules.add_perm(permission, predicate)
    _SENTENCES[permission] = otherwise


def is_registered(permission: str) -> bool:
    """Whether some rule names `permission`."""
    return permission in _SENTENCES


def may(user: Any, permission: str, thing: Any = None) -> bool:
    """Whether `user` may do this to `thing`. Unknown permissions are an error, not a no."""
    if not is_registered(permission):
        raise LookupError(f"No rule is registered for {permission!r}.")
    return bool(user and user.is_active and rules.has_perm(permission, user, thing))


def require(user: Any, permission: str, thing: Any = None) -> None:
    """Raise PermissionDenied, with the rule's sentence, unless `may`."""
    if not may(user, permission, thing):
        raise PermissionDenied(_SENTENCES[permission])


def action(permission: str) -> Callable[[F], F]:
    """Wrap a function `verb(thing, *, by, now, …)` in: one transaction, one history group, the permission; in that order.

    `by` is the User who acts (`User.objects.system()` for the clock), `now` an aware datetime; both keyword-only.
    Raises PermissionDenied before anything is written.
    """

    def wrap(function: F) -> F:
        @functools.wraps(function)
        def door(thing: Any, *, by: Any, **kwargs: Any) -> Any:
            with transaction.atomic(), pghistory.context(action=permission, by=by.pk):
                require(by, permission, thing)
                return function(thing, by=by, **kwargs)

        door.permission = permission  # type: ignore[attr-defined]
        ACTIONS[permission] = door
        return door  # type: ignore[return-value]

    return wrap
