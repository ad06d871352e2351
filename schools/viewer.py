"""The viewer of a page: roles and reach, computed once for each request and passed on as an argument.

`ViewerMiddleware` makes `request.viewer`. `visible_to` takes a viewer or an account; a page that asks often passes the
viewer. Nothing is kept on the account or across requests. Permissions are checked for the account alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import rules
from django.contrib.auth.models import AnonymousUser

from sustaining.accounts.models import User
from sustaining.accounts.requests import SignedInRequest
from sustaining.common.clock import today
from sustaining.common.predicates import get_reader
from sustaining.common.slots import READER

from .roles import EVERYONE, Reach, Role, RoleHeld, distinct_reaches, fetch_roles, fetch_roles_and_reaches

Account = User | AnonymousUser


class RoleTests:
    """What a viewer, or their scope, is asked about roles."""

    if TYPE_CHECKING:

        @property
        def role_names(self) -> frozenset[Role]: ...

        @property
        def active_role_names(self) -> frozenset[Role]: ...

    def has_role(self, roles: Iterable[Role]) -> bool:
        """Return whether they hold one of `roles`."""
        return not self.role_names.isdisjoint(roles)

    def has_active_role(self, roles: Iterable[Role]) -> bool:
        """Return whether one of `roles` is active."""
        return not self.active_role_names.isdisjoint(roles)


@dataclass(frozen=True)
class Viewer(RoleTests):
    """A person on a day. `selected` is the key of the role in which they use the site, if they have selected one.

    `only_reads` says that the request changes nothing, so that their reach can be computed once.
    """

    user: Account
    day: date
    selected: str = ""
    only_reads: bool = False

    @property
    def pk(self) -> int | None:
        """Return the account's key; None for a person who is not signed in."""
        return self.user.pk

    @property
    def is_active(self) -> bool:
        """Return whether the account is active."""
        return self.user.is_active

    @property
    def is_superuser(self) -> bool:
        """Return whether the person is a programme administrator."""
        return self.user.is_superuser

    @property
    def is_authenticated(self) -> bool:
        """Return whether the person is signed in."""
        return self.user.is_authenticated

    @cached_property
    def roles(self) -> tuple[RoleHeld, ...]:
        """Return the roles that the person holds on the day. One query, with the reaches if the request only reads."""
        if not self.is_authenticated:
            return ()
        return self._roles_and_reaches[0] if self.only_reads else tuple(fetch_roles(self.user, self.day))

    @cached_property
    def _roles_and_reaches(self) -> tuple[tuple[RoleHeld, ...], frozenset[Reach]]:
        roles, reaches = fetch_roles_and_reaches(self.user, self.day)
        return tuple(roles), frozenset(reaches)

    @cached_property
    def role_names(self) -> frozenset[Role]:
        """Return the different roles that the person holds."""
        return frozenset(held.role for held in self.roles)

    @cached_property
    def active_roles(self) -> tuple[RoleHeld, ...]:
        """Return the selected role, or all if none is selected. It decides what is shown, never what a person may do."""
        # A selected role may have ended since it was stored by the browser; then all roles count again.
        return tuple(held for held in self.roles if held.key == self.selected) or self.roles

    @cached_property
    def active_role_names(self) -> frozenset[Role]:
        """Return the different roles that are active."""
        return frozenset(held.role for held in self.active_roles)

    @property
    def scope(self) -> Scope:
        """Return what decides which rows they see. Two queries at most."""
        return Scope(
            pk=READER if self.is_authenticated else None,
            is_active=self.is_active,
            is_superuser=self.is_superuser,
            is_authenticated=self.is_authenticated,
            day=self.day,
            today=today(),
            role_names=self.role_names,
            active_role_names=self.active_role_names,
            open_reaches=self.open_reaches,
        )

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """Return what permissions have been answered, for a request that only reads: filled by `asked_once`."""
        return {}

    @cached_property
    def _readable_rows(self) -> set[tuple[type, int]]:
        return set()

    def note_readable(self, rows: Iterable[Any]) -> None:
        """Note that rows were read by `readable_by`, so that no permission asks again whether they may be opened."""
        if self.only_reads:
            self._readable_rows.update((type(row), row.pk) for row in rows)

    def has_read(self, row: Any) -> bool:
        """Return whether `note_readable` was called with the row, in a request that only reads."""
        return (type(row), row.pk) in self._readable_rows

    @cached_property
    def open_reaches(self) -> frozenset[Reach]:
        """Return the reaches that lead to any school at all. One query, unless the request may change the answer.

        A hub's lead reaches schools by one of six: without this, PostgreSQL would plan and try the other five each
        time.
        """
        # A request that writes may change its own reach (ending one's post, for example), so every reach is asked each
        # time.
        if self.only_reads and self.pk is not None:
            return self._roles_and_reaches[1]
        return frozenset(distinct_reaches(EVERYONE))


@dataclass(frozen=True)
class Scope(RoleTests):
    """What decides which rows a viewer sees, without who they are: a day, roles and reaches, and a slot for their key.

    Viewers with equal scopes compose equal querysets, so a statement may be kept for a scope, and `visible_to` takes one:
    the account's key is put in the place of `pk` when the statement runs (`sustaining/common/slots.py`).
    `today` is there because what belongs to hubs asks for today's posts, whatever the viewer's day.
    """

    pk: int | None
    is_active: bool
    is_superuser: bool
    is_authenticated: bool
    day: date
    today: date
    role_names: frozenset[Role]
    active_role_names: frozenset[Role]
    open_reaches: frozenset[Reach]


class ViewerRequest(SignedInRequest):
    """A request that has passed ViewerMiddleware."""

    viewer: Viewer


def as_viewer(who: Any) -> Viewer:
    """Return the viewer or scope itself, or a viewer for an account, for today and all its roles."""
    return who if isinstance(who, Viewer | Scope) else Viewer(who, today())  # type: ignore[return-value]


def shown_to(roles: Iterable[Role]) -> Callable[[Viewer], bool]:
    """Return a test for navigation entries: whether one of `roles` is active."""
    return lambda viewer: viewer.has_active_role(roles)


def holds_any(roles: Iterable[Role]) -> Any:
    """Return a predicate for permissions: whether the person holds one of `roles` anywhere today."""

    @rules.predicate
    def holds(user: User) -> bool:
        return as_viewer(get_reader(user)).has_role(roles)

    return holds


def get_known_roles(user: User) -> tuple[RoleHeld, ...] | None:
    """Return today's roles of a person whose permission is tested, where their viewer knows them; None where not.

    With them a rule about a post needs no query. An action has no viewer: its rules read the posts in its transaction.
    """
    reader = get_reader(user)
    return reader.roles if isinstance(reader, Viewer) and reader.day == today() else None
