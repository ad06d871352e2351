"""A person's hats: what they are in the programme today, for the bar, the desk and the greeting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from sustaining.common.clock import today

from .choices import ContactRole
from .models import Advocate, HubStaff, SchoolContact
from .querysets import current


@dataclass(frozen=True)
class Hat:
    """`Hub lead · Rivermead`. `role` is the way's name; `hub` or `school` says where (primary keys)."""

    role: str
    label: str
    place: str
    hub: int | None = None
    school: int | None = None

    def __str__(self) -> str:
        return f"{self.label} · {self.place}" if self.place else self.label


HatFinder = Callable[[Any, date], Iterable[Hat]]
_FINDERS: list[HatFinder] = []


def hat(finder: HatFinder) -> HatFinder:
    """Register a finder `(user, on) -> Iterable[Hat]`; the order of registration is the order of the hats."""
    _FINDERS.append(finder)
    return finder


def hats_of(user: Any) -> list[Hat]:
    """Today's hats of `user`, worked out once for each user object (each request loads its own)."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_hats"):
        user._hats = [found for finder in _FINDERS for found in finder(user, today())]
    return user._hats


def roles_of(user: Any) -> set[str]:
    """The names of today's roles: `administrator`, `lead`, `hubadmin`, `auditor`, `specialist`, `advocate`, `head`, `finance`."""
    return {found.role for found in hats_of(user)}


def wears(*roles: str) -> Callable[[Any], bool]:
    """A test for the bar: whether the person wears one of these hats."""
    return lambda user: not roles_of(user).isdisjoint(roles)


@hat
def administrator_hat(user: Any, on: date) -> Iterable[Hat]:
    if user.is_superuser:
        yield Hat("administrator", "Programme administrator", "")


@hat
def hub_hats(user: Any, on: date) -> Iterable[Hat]:
    names = {"lead": "lead", "administrator": "hubadmin", "auditor": "auditor"}
    for post in HubStaff.of(user, on=on).select_related("hub").order_by("pk"):
        yield Hat(names[post.role], post.get_role_display(), post.hub.name, hub=post.hub_id)


@hat
def advocate_hats(user: Any, on: date) -> Iterable[Hat]:
    for post in Advocate._base_manager.filter(current(on), user=user).select_related("school").order_by("pk"):
        yield Hat("advocate", "Advocate", post.school.name, school=post.school_id)


@hat
def contact_hats(user: Any, on: date) -> Iterable[Hat]:
    posts = SchoolContact._base_manager.filter(current(on), user=user).select_related("school").order_by("pk")
    for post in posts:
        role = "finance" if post.role == ContactRole.FINANCE else "head"
        yield Hat(role, post.get_role_display(), post.school.name, school=post.school_id)


def context(request: HttpRequest) -> dict[str, Any]:
    """For templates: `hats`, and `hat`, the first of them."""
    user = getattr(request, "user", None)
    found = hats_of(user) if user is not None else []
    return {"hats": found, "hat": found[0] if found else None}
