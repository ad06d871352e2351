"""A person's hats: what they are in the programme today, for the bar, the desk and the greeting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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

    @property
    def key(self) -> str:
        """What stands in an address (`?as=advocate-12`) when somebody with several hats wears this one."""
        return f"{self.role}-{self.hub or self.school or 0}"


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


def wear(user: Any, key: str) -> bool:
    """Have `user` wear one of their hats for this request; any other key means all of them. Whether it was a hat."""
    user._worn = key if any(one.key == key for one in hats_of(user)) else ""
    return bool(user._worn)


def worn_by(user: Any) -> list[Hat]:
    """The hats that count for what is shown: the one that is worn, else all. What one may do never depends on it."""
    key = getattr(user, "_worn", "")
    return [found for found in hats_of(user) if not key or found.key == key]


def worn_roles(user: Any) -> set[str]:
    """The roles of the hats that count for what is shown."""
    return {found.role for found in worn_by(user)}


def wears(*roles: str) -> Callable[[Any], bool]:
    """A test for the bar: whether the person wears one of these hats."""
    return lambda user: not worn_roles(user).isdisjoint(roles)


class HatMiddleware:
    """`?as=advocate-12` puts a hat on, for this request and those after it; `?as=all` takes it off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("as", "")[:40]
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            kept = request.session.get("hat", "")
            if (asked or kept) and request.user.is_authenticated:
                on = wear(request.user, asked or kept)
                if asked and (asked if on else "") != kept:
                    request.session["hat"] = asked if on else ""
        return self.get_response(request)


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
    """For templates: `hats`; `hat`, the one that is worn or the first; `all_hats`, whether none is picked out."""
    user = getattr(request, "user", None)
    found = hats_of(user) if user is not None else []
    worn = worn_by(user) if user is not None else []
    return {"hats": found, "hat": worn[0] if worn else None, "all_hats": len(worn) == len(found)}
