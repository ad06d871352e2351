"""Who sees what, declared once: how far each role reaches, and one line a model.

A role's reach is a set of conditions on School and on Participation (`roles.Reach`). A model says by which path it hangs
on a school (`scoped("plan__school", PLAN_READERS)`) or on a school's year, which stays with the hub that enrolled it
(`scoped_by_participation("grant__participation", MONEY_READERS)`), and who reads it. `visible_to(user)` is then one
statement, `pk IN (a UNION b UNION c)`, and the only way a list reads; `readable_by(user)` is for a page about one thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

import rules
from django.apps import apps
from django.db import models
from django.db.models.expressions import RawSQL

from sustaining.common.pages import readable
from sustaining.common.predicates import asked_once, get_reader
from sustaining.common.slots import READER, fill_reader

from .roles import Reach, Role, distinct_reaches
from .viewer import Viewer, as_viewer

OF_PARTICIPATIONS = {"participations", "readable"}
"""The fields of `Reach` that are conditions on Participation; the others are on School."""

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader

    from .models import Participation


def reachable_schools(user: Reader, roles: Iterable[Role], on: date | None = None) -> RawSQL:
    """Return a subquery of the keys of schools whose people and plan `user` reads in any of `roles`, for use with IN.

    The day defaults to today. For a viewer, only the reaches that lead to any school are included.
    """
    return _reachable(user, roles, on, "school_data")


def reachable_participations(user: Reader, roles: Iterable[Role], on: date | None = None) -> RawSQL:
    """Return the same for the participations that the lists and figures of `user` hold, in any of `roles`."""
    return _reachable(user, roles, on, "participations")


def _reachable(user: Reader, roles: Iterable[Role], on: date | None, extent: str) -> RawSQL:
    viewer, ways = as_viewer(user), distinct_reaches(frozenset(roles))
    day = on or viewer.day
    if day == viewer.day:
        # What a viewer reaches is known for their own day alone, so for another day every reach is tried. One way is
        # always kept: an empty UNION would not be SQL.
        ways = tuple(reach for reach in ways if reach in viewer.open_reaches) or ways[:1]
    sql, parameters = _union(ways, day, extent)
    return RawSQL(sql, fill_reader(parameters, viewer.pk))  # noqa: S611  (Django's own words, its values apart)


@lru_cache(maxsize=256)
def _union(ways: tuple[Reach, ...], day: date, extent: str) -> tuple[str, tuple[Any, ...]]:
    """Return the UNION as SQL and its parameters, with `READER` for the account. The statement is kept, never its rows.

    A page uses it twenty times and more; composing six conditions takes far longer than running them, so it is done
    once for each day and extent: the name of a field of `Reach`.
    """
    model = "Participation" if extent in OF_PARTICIPATIONS else "School"
    manager = apps.get_model("schools", model)._base_manager
    conditions = [getattr(reach, extent)(READER, day) for reach in ways]
    first, *rest = (manager.filter(condition).order_by().values("pk") for condition in conditions)
    return first.union(*rest).query.sql_with_params()


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a school or a participation. `path`, `readers`, `listed` and `opened` are set by `scoped`."""

    path: str = ""
    readers: frozenset[Role] = frozenset()
    listed: str = "school_data"
    opened: str = "school_data"

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the rows that `user` reaches in a role that reads this model; all for programme administrators."""
        return self.reached_by(user, self.readers, on=on)

    def readable_by(self, user: Reader) -> Self:
        """Return the rows that `user` may open: those of `visible_to`, and a school's years at its former hub.

        For one thing, and for what a school's own page shows; lists and figures hold what is the hub's own.
        """
        return self._reached(user, self.readers, None, self.opened)

    def reached_by(self, user: Reader, roles: Iterable[Role], *, on: date | None = None) -> Self:
        """Return the rows that `user` reaches in one of `roles`, for fewer roles than the model's readers."""
        return self._reached(user, roles, on, self.listed)

    def _reached(self, user: Reader, roles: Iterable[Role], on: date | None, extent: str) -> Self:
        # Before is_superuser: an administrator whose account was closed in mid-session sees nothing from the next query
        # on.
        if not user.is_active:
            return self.none()
        if getattr(user, "is_superuser", False):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.path}__in": _reachable(user, roles, on, extent)})


def scoped(path: str, readers: frozenset[Role], *, queryset: type[ScopedQuerySet] = ScopedQuerySet) -> Any:
    """Return a manager for what belongs to a school: its people and its plan. They follow the school's present hub.

    `path` leads from the model to School; it is `pk` for School itself.
    """
    extent = "schools" if path == "pk" else "school_data"
    return _manager(queryset, path=path, readers=readers, listed=extent, opened=extent)


def scoped_by_participation(
    path: str, readers: frozenset[Role], *, queryset: type[ScopedQuerySet] = ScopedQuerySet
) -> Any:
    """Return a manager for what belongs to a school's year. It follows the hub of the participation.

    `path` leads from the model to Participation; it is `pk` for Participation itself.
    """
    return _manager(queryset, path=path, readers=readers, listed="participations", opened="readable")


def _manager(queryset: type[ScopedQuerySet], **attributes: Any) -> Any:
    # A class for each model, because Django rebuilds a manager from its queryset class and would lose attributes of an
    # instance.
    kind = type(queryset.__name__, (queryset,), {**attributes, "__module__": queryset.__module__})
    return kind.as_manager()  # type: ignore[attr-defined]


def get_participation(obj: Any) -> Participation | None:
    """Return the participation that a row hangs on; None for a row that hangs on no participation."""
    queryset: Any = getattr(getattr(type(obj), "_default_manager", None), "_queryset_class", None)
    if getattr(queryset, "listed", "") != "participations":
        return None
    for name in queryset.path.split("__"):
        obj = obj if name == "pk" else getattr(obj, name)
    return obj


def reaches_in(user: Reader, roles: Iterable[Role], school: Any) -> bool:
    """Return whether `user` reaches a school in one of `roles`. No query if it was read and all their reaches are of these."""
    reader, readers = get_reader(user), frozenset(roles)
    if isinstance(reader, Viewer) and reader.has_read(school) and reader.open_reaches <= {*distinct_reaches(readers)}:
        return True
    return type(school).objects.reached_by(reader, readers).filter(pk=school.pk).exists()


@rules.predicate
@asked_once
def can_see(user: User, obj: Any = None) -> bool:
    """Return whether `user` may open the object: as pages do, so that rules about one object never disagree with them."""
    if obj is None:
        return False
    reader = get_reader(user)
    is_known = isinstance(reader, Viewer) and reader.has_read(obj)
    return is_known or readable(type(obj), reader).filter(pk=obj.pk).exists()
