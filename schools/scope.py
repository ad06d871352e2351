"""Who sees what, declared once: how far each role reaches, and one line a model.

A role's reach is a condition on School (`roles.register_role_source`). A model says by which path it hangs on a school
and who reads it: `objects = scoped("grant__participation__school", MONEY_READERS)`. `visible_to(user)` is then one
statement, `pk IN (a UNION b UNION c)`, and the only way a view reads.
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

from .roles import Reach, Role, distinct_reaches
from .viewer import as_viewer

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader


def reachable_schools(user: Reader, roles: Iterable[Role], on: date | None = None) -> RawSQL:
    """Return a subquery of the keys of the schools that `user` reaches in any of `roles` on a day, for use with IN.

    The day defaults to today. For a viewer, only the reaches that lead to any school are included.
    """
    viewer, ways = as_viewer(user), distinct_reaches(frozenset(roles))
    day = on or viewer.day
    if day == viewer.day:
        # What a viewer reaches is known for their own day alone, so for another day every reach is tried. One way is
        # always kept: an empty UNION would not be SQL.
        ways = tuple(reach for reach in ways if reach in viewer.open_reaches) or ways[:1]
    return _union(viewer.pk, ways, day)


@lru_cache(maxsize=2048)
def _union(user: int, ways: tuple[Reach, ...], day: date) -> RawSQL:
    """Return the UNION as SQL. Only the statement is cached, never its rows.

    A page uses it twenty times and more; composing six conditions takes far longer than running them, so it is done
    once for each account's key and day.
    """
    manager = apps.get_model("schools", "School")._base_manager
    first, *rest = (manager.filter(reach(user, day)).order_by().values("pk") for reach in ways)
    return RawSQL(*first.union(*rest).query.sql_with_params())  # noqa: S611  (Django's own words, its values apart)


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a school. `path` and `readers` are set by `scoped`."""

    path: str = ""
    readers: frozenset[Role] = frozenset()

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return rows whose school `user` reaches in a role that reads this model; all for programme administrators."""
        return self.reached_by(user, self.readers, on=on)

    def reached_by(self, user: Reader, roles: Iterable[Role], *, on: date | None = None) -> Self:
        """Return rows whose school `user` reaches in one of `roles`, for fewer roles than the model's readers."""
        # Before is_superuser: an administrator whose account was closed in mid-session sees nothing from the next query
        # on.
        if not user.is_active:
            return self.none()
        if getattr(user, "is_superuser", False):
            return self.all()
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.path}__in": reachable_schools(user, roles, on)})


def scoped(path: str, readers: frozenset[Role], *, queryset: type[ScopedQuerySet] = ScopedQuerySet) -> Any:
    """Return a manager whose `visible_to` follows `path` for people with a role in `readers`.

    `path` leads from the model to School; it is `pk` for School itself.
    """
    # A class for each model, because Django rebuilds a manager from its queryset class and would lose attributes of an
    # instance.
    kind = type(queryset.__name__, (queryset,), {"path": path, "readers": readers, "__module__": queryset.__module__})
    return kind.as_manager()  # type: ignore[attr-defined]


@rules.predicate
def can_see(user: User, obj: Any = None) -> bool:
    """Return whether the object is in `visible_to`, so that rules about one object and lists never disagree."""
    return obj is not None and type(obj)._default_manager.visible_to(user).filter(pk=obj.pk).exists()
