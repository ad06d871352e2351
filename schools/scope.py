"""Who sees what, said once: ways from a person to schools, and one line a model.

A *way* is a role's reach: `@way("hub")` gives a condition on School. A model says by which path it hangs on a school and
which ways count for it: `objects = scoped("grant__participation__school", "hub", "finance")`. `visible_to(user)` is then
one statement, `pk IN (a UNION b UNION c)`, and the only way a view reads.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Self

import rules
from django.apps import apps
from django.db import connection, models
from django.db.models import Q, Value
from django.db.models.expressions import RawSQL

from sustaining.common.clock import today

WayOut = Callable[[Any, date], Q]
WAYS: dict[str, WayOut] = {}

READERS = ("hub", "auditor", "specialist", "advocate", "head")
"""Everyone who reads a school's plan and sessions; finance contacts read its money alone."""
PAYERS = ("hub", "auditor", "advocate", "head", "finance")
"""Everyone who reads a school's money."""
EVERYONE = ("hub", "auditor", "specialist", "advocate", "head", "finance")
"""Everyone who has to do with a school."""


def way(name: str) -> Callable[[WayOut], WayOut]:
    """Register a role's reach: a function of (user, on) that gives a condition on School."""

    def register(reach: WayOut) -> WayOut:
        WAYS[name] = reach
        return reach

    return register


def schools_of(user: Any, ways: tuple[str, ...], on: date | None = None) -> RawSQL:
    """Primary keys of the schools that `user` reaches by any of `ways` on a day (today), as a UNION to be used in IN."""
    day = on or today()
    return _union(user, _open(user, ways, day), day)


def only_reads(user: Any) -> None:
    """Say that a request changes nothing: what `user` reaches schools by is then found out once, with its first question.

    A lead of a hub reaches them by one way of six, and each question would have PostgreSQL plan and try the other five.
    """
    user._ways_open = None


def _open(user: Any, ways: tuple[str, ...], day: date) -> tuple[str, ...]:
    """Those of `ways` by which `user` reaches any school; all of them where the request may change it."""
    if not hasattr(user, "_ways_open") or day != today():
        return ways
    if user._ways_open is None:
        with connection.cursor() as cursor:
            cursor.execute(*_which(user, day))
            user._ways_open = {name for (name,) in cursor.fetchall()}
    return tuple(name for name in ways if name in user._ways_open) or ways[:1]


@lru_cache(maxsize=2048)
def _which(user: Any, day: date) -> tuple[str, tuple[Any, ...]]:
    """The names of the ways by which a person reaches a school, as a statement; kept as those of `_union` are."""
    manager = apps.get_model("schools", "School")._base_manager
    first, *rest = (
        manager.filter(reach(user, day)).order_by().values_list(Value(name))[:1] for name, reach in sorted(WAYS.items())
    )
    return first.union(*rest, all=True).query.sql_with_params()


@lru_cache(maxsize=2048)
def _union(user: Any, ways: tuple[str, ...], day: date) -> RawSQL:
    """The statement as Django writes it, never its rows. A page asks by it thirty times and more: putting six conditions
    together and writing them out takes far longer than asking them, so it is done once for a person and a day.
    """
    manager = apps.get_model("schools", "School")._base_manager
    first, *rest = (manager.filter(WAYS[name](user, day)).order_by().values("pk") for name in ways)
    return RawSQL(*first.union(*rest).query.sql_with_params())  # noqa: S611  (Django's own words, its values apart)


class ScopedQuerySet(models.QuerySet):
    """Rows that hang on a school. `path` and `ways` are set by `scoped`."""

    path: str = ""
    ways: tuple[str, ...] = ()

    def visible_to(self, user: Any, *, on: date | None = None) -> Self:
        """Rows whose school `user` reaches by a way that this model counts; all for programme administrators."""
        return self.reached_by(user, *self.ways, on=on)

    def reached_by(self, user: Any, *ways: str, on: date | None = None) -> Self:
        """Rows whose school `user` reaches by one of `ways`, where fewer than the model's count; all for administrators."""
        if not user.is_active:
            return self.none()
        if getattr(user, "is_superuser", False):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.path}__in": schools_of(user, ways, on)})


def scoped(path: str, *ways: str, queryset: type[ScopedQuerySet] = ScopedQuerySet) -> Any:
    """A manager whose `visible_to` follows `path` (from the model to School; `pk` for School) by `ways`."""
    kind = type(queryset.__name__, (queryset,), {"path": path, "ways": ways, "__module__": queryset.__module__})
    return kind.as_manager()  # type: ignore[attr-defined]


@rules.predicate
def can_see(user: Any, thing: Any = None) -> bool:
    """The object rule asks the list, so the two can never disagree."""
    return thing is not None and type(thing)._default_manager.visible_to(user).filter(pk=thing.pk).exists()
