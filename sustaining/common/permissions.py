"""Permissions: one registry of rules, and the `@action` decorator for every write with a meaning.

`register_permission("funding.approve_claim", predicate, otherwise="…")` declares a rule;
`@action("funding.approve_claim")` checks it. Django's `user.has_perm` is not used: it returns True for a superuser
before any rule is checked, and the rule that maker and approver differ applies to superusers too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pghistory
import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from .predicates import tested_for
from .registry import Registry

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader

F = TypeVar("F", bound=Callable[..., Any])


NO_RULE = rules.predicate(lambda: False, name="no rule")


@dataclass
class Permission:
    """A permission: the sentence for those without it (from its app's rules), and the actions that check it."""

    sentence: str = ""
    actions: list[Callable[..., Any]] = field(default_factory=list)


PERMISSIONS: Registry[str, Permission] = Registry(
    "permissions", "Who may do what: the sentence of each rule, and the actions behind it."
)


def _permission(name: str) -> Permission:
    # An action may be imported before its rule is registered, or after: the first of the two creates the entry.
    return PERMISSIONS.get(name) or PERMISSIONS.add(name, Permission())


def guarded_permissions() -> list[str]:
    """Return the permissions that some action checks."""
    return [name for name, permission in PERMISSIONS.items() if permission.actions]


def register_permission(permission: str, predicate: Any, *, otherwise: str) -> None:
    """Register who has `permission` (`app.verb_noun`) and the sentence for those without it."""
    rules.add_perm(permission, predicate)
    _permission(permission).sentence = otherwise


def is_registered(permission: str) -> bool:
    """Return whether a rule is registered for `permission`."""
    return permission in PERMISSIONS and bool(PERMISSIONS[permission].sentence)


def may(user: Reader, permission: str, obj: Any = None) -> bool:
    """Return whether `user` may do this to `obj`. Raise LookupError for an unknown permission.

    For a viewer the account is checked: rules compare people, and permission never depends on the selected role. A viewer
    whose request only reads is asked the same thing once, whatever the number of permissions (`tested_for`).
    """
    return permission in allowed(user, (permission,), obj)


def allowed(user: Reader, permissions: Iterable[str], obj: Any = None) -> frozenset[str]:
    """Return those of `permissions` that `user` has on `obj`: as `may` of each, with what they have in common asked once.

    Raise LookupError for an unknown permission.
    """
    names = list(permissions)
    if unknown := [name for name in names if not is_registered(name)]:
        raise LookupError(f"No rule is registered for {unknown[0]!r}.")
    account = getattr(user, "user", user)
    # A closed account is refused whatever the rule says, so that no single rule has to remember it.
    if not (account and account.is_active):
        return frozenset()
    having: set[str] = set()

    def ask_each(person: Any, target: Any) -> bool:
        # In the context of one test, so that `asked_once` remembers; `|` asks a rule as a test does, whatever it takes.
        tested_for(user)
        having.update(name for name in names if (NO_RULE | rules.permissions.permissions[name])(person, target))
        return True

    rules.predicate(ask_each).test(account, obj)
    return frozenset(having)


def allowed_verbs(user: Reader, permissions: Iterable[str], obj: Any = None) -> dict[str, bool]:
    """Return for a template which of `permissions` the user has, by verb: `{"approve_claim": True}`, for `can.approve_claim`."""
    names = list(permissions)
    having = allowed(user, names, obj)
    return {name.partition(".")[2]: name in having for name in names}


def require(user: Reader, permission: str, obj: Any = None) -> None:
    """Raise PermissionDenied, with the rule's sentence, unless `may`."""
    if not may(user, permission, obj):
        raise PermissionDenied(PERMISSIONS[permission].sentence)


def action(permission: str) -> Callable[[F], F]:
    """Wrap a function `verb(obj, *, by, now, …)` in one transaction, one history group and the permission check.

    `by` is the User who acts (`User.objects.system()` for the clock), `now` an aware datetime; both keyword-only. The
    wrapped function raises PermissionDenied before anything is written.
    """

    def wrap(function: F) -> F:
        @functools.wraps(function)
        def guarded(obj: Any, *, by: User, **kwargs: Any) -> Any:
            # The check runs inside the transaction, so that the rows that a rule reads are those that the action
            # changes. An action called by another joins its transaction and its history context.
            with transaction.atomic(), pghistory.context(action=permission, by=by.pk):
                require(by, permission, obj)
                return function(obj, by=by, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        _permission(permission).actions.append(guarded)
        return guarded  # type: ignore[return-value]

    return wrap
