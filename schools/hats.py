"""A person's hats: what they are in the programme today, for the bar, the desk and the greeting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField, IntegerField, QuerySet, Value
from django.http import HttpRequest, HttpResponse

from sustaining.common.clock import today

from .choices import ContactRole, HubRole
from .models import Advocate, HubStaff, SchoolContact
from .querysets import current
from .scope import only_reads


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


HatRows = Callable[[Any, date], QuerySet]
_FINDERS: list[tuple[HatRows, dict[str, tuple[str, str]]]] = []


def hat(**names: tuple[str, str]) -> Callable[[HatRows], HatRows]:
    """Register `rows(user, on)`: rows of (post, place, key of the hub or None, of the school or None, key of the row).

    `names` says for each post the way's name and its label. The order of registration is the order of the hats.
    """

    def register(rows: HatRows) -> HatRows:
        _FINDERS.append((rows, names))
        return rows

    return register


def hats_of(user: Any) -> list[Hat]:
    """Today's hats of `user`, worked out once for each user object (each request loads its own). One query."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_hats"):
        user._hats = [Hat("administrator", "Programme administrator", "")] if user.is_superuser else []
        user._hats += _posts(user, today())
    return user._hats


def _posts(user: Any, day: date) -> Iterator[Hat]:
    with connection.cursor() as cursor:
        cursor.execute(*_statement(user, day))
        rows = sorted(cursor.fetchall(), key=lambda row: (row[-1], row[-2]))
    for post, place, hub, school, _, finder in rows:
        role, label = _FINDERS[finder][1][post]
        yield Hat(role, label, place, hub=hub, school=school)


@lru_cache(maxsize=2048)
def _statement(user: Any, day: date) -> tuple[str, tuple[Any, ...]]:
    """The statement alone is kept, never its rows: every page asks it, and to ask is quicker than to write it out."""
    first, *rest = (
        rows(user, day).order_by().annotate(finder=Value(place, IntegerField()))
        for place, (rows, _) in enumerate(_FINDERS)
    )
    return first.union(*rest, all=True).query.sql_with_params()


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
            if request.method in ("GET", "HEAD") and request.user.is_authenticated:
                only_reads(request.user)
        return self.get_response(request)


NOWHERE = Value(None, BigIntegerField())


@hat(
    lead=("lead", HubRole.LEAD.label),
    administrator=("hubadmin", HubRole.ADMINISTRATOR.label),
    auditor=("auditor", HubRole.AUDITOR.label),
)
def hub_posts(user: Any, on: date) -> QuerySet:
    return HubStaff.of(user, on=on).values_list("role", "hub__name", "hub", NOWHERE, "pk")


@hat(advocate=("advocate", "Advocate"))
def advocates(user: Any, on: date) -> QuerySet:
    posts = Advocate._base_manager.filter(current(on), user=user)
    return posts.values_list(Value("advocate"), "school__name", NOWHERE, "school", "pk")


@hat(
    headteacher=("head", ContactRole.HEADTEACHER.label),
    head_of_department=("head", ContactRole.HEAD_OF_DEPARTMENT.label),
    finance=("finance", ContactRole.FINANCE.label),
)
def contacts(user: Any, on: date) -> QuerySet:
    posts = SchoolContact._base_manager.filter(current(on), user=user)
    return posts.values_list("role", "school__name", NOWHERE, "school", "pk")


def context(request: HttpRequest) -> dict[str, Any]:
    """For templates: `hats`; `hat`, the one that is worn or the first; `all_hats`, whether none is picked out."""
    user = getattr(request, "user", None)
    found = hats_of(user) if user is not None else []
    worn = worn_by(user) if user is not None else []
    return {"hats": found, "hat": worn[0] if worn else None, "all_hats": len(worn) == len(found)}
