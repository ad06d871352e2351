"""What the board shows of casework: concerns, who is responsible, watched schools, and how schools stand with the checklist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, IntegerField, Value

from schools.models import Participation
from schools.viewer import Viewer, as_viewer
from sustaining.accounts.models import User
from sustaining.casework.checklists import SchoolChecklist, school_checklists
from sustaining.casework.models import Checklist
from sustaining.casework.rules import CASE_READERS
from sustaining.casework.selectors import open_concerns_by_school
from sustaining.casework.watching import watched_among
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from .board_rows import BoardRow

if TYPE_CHECKING:
    from sustaining.common.people import Reader

COLUMN, SORT = "checklist", "overdue"


def has_checklists(user: Reader, year: int) -> bool:
    """Return whether the hub of any school that `user` sees in an academic year uses a checklist. One query."""
    rows = Participation.objects.visible_to(user).listed_in_year(year).order_by()
    return Checklist.objects.in_use(year).filter(hub__in=rows.values("hub")).exists()


def get_checklists(user: Reader, year: int, keys: Iterable[int] | None = None) -> dict[int, SchoolChecklist]:
    """Return the checklists of the participations of a year that `user` sees, or of some of these. Five queries at most."""
    rows = Participation.objects.visible_to(user).listed_in_year(year)
    rows = rows if keys is None else rows.filter(pk__in=list(keys))
    return school_checklists(rows, AcademicYear(year), as_viewer(user).day or today())


def with_checklists(
    rows: list[BoardRow], user: Reader, show: list[str], known: dict[int, SchoolChecklist] | None = None
) -> list[BoardRow]:
    """Return the rows, of one year, with their checklists, where the column is shown.

    `known` are those of the whole year, where a filter has worked them out already (`BoardForm.checklists`).
    """
    if not rows or COLUMN not in show:
        return rows
    checklists = get_checklists(user, rows[0].year, [row.pk for row in rows]) if known is None else known
    return [replace(row, checklist=checklists.get(row.pk)) for row in rows]


def with_overdue_steps(checklists: dict[int, SchoolChecklist]) -> list[int]:
    """Return the participations with a step whose day has passed."""
    return [key for key, checklist in checklists.items() if checklist.overdue]


def order_by_overdue(checklists: dict[int, SchoolChecklist], *, descending: bool) -> Any:
    """Return an expression that orders participations by overdue steps, most first, then by open ones.

    Those without a checklist come last either way.
    """
    keys = sorted(checklists, key=lambda key: (-checklists[key].overdue, -len(checklists[key].open_lines), key))
    place = Func(
        Value(keys[::-1] if descending else keys, ArrayField(BigIntegerField())),
        F("pk"),
        function="array_position",
        output_field=IntegerField(),
    )
    return place.asc(nulls_last=True)


def with_concerns(rows: list[BoardRow], viewer: Viewer) -> list[BoardRow]:
    """Return the rows with what the open concerns of their schools are about. One query, none for those who read none."""
    if not rows or not viewer.role_names & CASE_READERS:
        return rows
    concerns = open_concerns_by_school(viewer, {row.school_id for row in rows})
    return [replace(row, concerns=tuple(concerns.get(row.school_id, ()))) for row in rows] if concerns else rows


def with_responsible(rows: list[BoardRow], people: Mapping[int, User]) -> list[BoardRow]:
    """Return the rows with the person responsible for each: `people` by the key of the year, as BoardForm has them."""
    return [replace(row, responsible=people[row.pk].full_name) if row.pk in people else row for row in rows]


def with_watched(rows: list[BoardRow], viewer: Viewer) -> list[BoardRow]:
    """Return the rows with those marked whose school the viewer watches. One query, none for those without a watchlist."""
    watched = watched_among(viewer, {row.school_id for row in rows})
    return [replace(row, is_watched=True) if row.school_id in watched else row for row in rows] if watched else rows
