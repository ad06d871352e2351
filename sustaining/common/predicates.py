"""Predicates about the user and other accounts, for every app's rules."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import rules
from django.contrib.auth import get_user_model

if TYPE_CHECKING:
    from sustaining.accounts.models import User


Predicate = Callable[[Any, Any], bool]
_ANY = rules.predicate(lambda: True, name="any")


def tested_for(viewer: Any) -> None:
    """Have the test that runs share its answers with other tests for `viewer`: one whose request only reads.

    Its predicates may then use what the viewer knows (`get_reader`), and `asked_once` keeps answers as long as the viewer.
    """
    context = _ANY.context
    if context is not None and getattr(viewer, "only_reads", False):
        context["viewer"], context["asked once"] = viewer, viewer.answers


def get_reader(user: Any) -> Any:
    """Return the viewer for whom the running test asks about `user`, if it only reads; else `user`, of whom nothing is known.

    What is read for an account and for its viewer is the same; the viewer knows its roles and reach.
    """
    viewer = (_ANY.context or {}).get("viewer")
    return viewer if viewer is not None and viewer.pk == getattr(user, "pk", None) else user


def asked_once(function: Predicate) -> Predicate:
    """Remember what a predicate answers about a person and an object while one test runs: `may`, or `allowed` of several.

    Under `@rules.predicate`, for those that ask the database. It remembers in the test's own context, which ends with it,
    or with the viewer of a request that only reads (`tested_for`).
    """

    @functools.wraps(function)
    def ask(user: Any, obj: Any = None) -> bool:
        context = _ANY.context
        if context is None:
            return function(user, obj)
        answers = context.setdefault("asked once", {})
        key = (function, id(user), id(obj))
        if key not in answers:
            answers[key] = (
                function(user, obj),
                user,
                obj,
            )  # kept with their answer: an id is reused once they are gone
        return bool(answers[key][0])

    return ask


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
