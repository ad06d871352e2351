"""Who may do what: one registry of rules, and the one decorator that every write with a meaning goes through.

`register_permission("funding.approve_claim", predicate, otherwise="…")` says who; `@action("funding.approve_claim")` asks.
Django's `user.has_perm` is not asked: it answers True for a superuser before any rule is, and the rule that maker and
approver differ holds for superusers too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pghistory
import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from .registry import Registry

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Permission:
    """A permission: the sentence that those without it read (from its app's rules), and the actions that ask for it."""

    sentence: str = ""
    actions: list[Callable[..., Any]] = field(default_factory=list)


PERMISSIONS: Registry[str, Permission] = Registry(
    "permissions", "Who may do what: the sentence of each rule, and the actions behind it."
)


def _permission(name: str) -> Permission:
    return PERMISSIONS.get(name) or PERMISSIONS.add(name, Permission())


def guarded_permissions() -> list[str]:
    """Return the permissions that some action asks for."""
    return [name for name, permission in PERMISSIONS.items() if permission.actions]


def register_permission(permission: str, predicate: Any, *, otherwise: str) -> None:
    """Register who has `permission` (`app.verb_noun`) and the sentence that those without it read."""
    rules.add_perm(permission, predicate)
    _permission(permission).sentence = otherwise


def is_registered(permission: str) -> bool:
    """Whether some rule names `permission`."""
    return permission in PERMISSIONS and bool(PERMISSIONS[permission].sentence)


def may(user: Any, permission: str, obj: Any = None) -> bool:
    """Whether `user` may do this to `thing`. Unknown permissions are an error, not a no.

    Of a viewer the account is asked: rules compare people, and what one may do never depends on the role that is selected.
    """
    if not is_registered(permission):
        raise LookupError(f"No rule is registered for {permission!r}.")
    account = getattr(user, "user", user)
    return bool(account and account.is_active and rules.has_perm(permission, account, obj))


def require(user: Any, permission: str, obj: Any = None) -> None:
    """Raise PermissionDenied, with the rule's sentence, unless `may`."""
    if not may(user, permission, obj):
        raise PermissionDenied(PERMISSIONS[permission].sentence)


def action(permission: str) -> Callable[[F], F]:
    """Wrap a function `verb(thing, *, by, now, …)` in: one transaction, one history group, the permission; in that order.

    `by` is the User who acts (`User.objects.system()` for the clock), `now` an aware datetime; both keyword-only.
    Raises PermissionDenied before anything is written.
    """

    def wrap(function: F) -> F:
        @functools.wraps(function)
        def guarded(obj: Any, *, by: Any, **kwargs: Any) -> Any:
            with transaction.atomic(), pghistory.context(action=permission, by=by.pk):
                require(by, permission, obj)
                return function(obj, by=by, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        _permission(permission).actions.append(guarded)
        return guarded  # type: ignore[return-value]

    return wrap
