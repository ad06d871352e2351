"""What the board adds to its rows: colours of aims, concerns, who is responsible, watched schools, and checklists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, IntegerField, Value

from schools.models import Participation
from schools.viewer import Viewer, as_viewer
from sustaining.casework.checklists import (
    SchoolChecklist,
    build_checklists,
    checklist_rows,
    fact_rows,
    school_checklists,
)
from sustaining.casework.rules import CASE_READERS
from sustaining.casework.selectors import group_concerns, open_concern_kinds
from sustaining.casework.watching import may_watch, watches_in_force
from sustaining.common.clock import today
from sustaining.common.gathering import gather
from sustaining.common.slots import keys_slot, slot
from sustaining.common.years import AcademicYear

from .board_colours import group_colours, latest_colours
from .board_rows import BoardRow

if TYPE_CHECKING:
    from sustaining.common.people import Reader

    from .board_choices import BoardChoices

COLUMN, SORT = "checklist", "overdue"
YEARS, SCHOOLS = slot(1), slot(2)
"""What stands for the keys of rows, and of their schools."""


def get_checklists(user: Reader, year: int, keys: Iterable[int] | None = None) -> dict[int, SchoolChecklist]:
    """Return the checklists of the participations of a year that `user` sees, or of some of these. Five queries at most."""
    rows = Participation.objects.visible_to(user).listed_in_year(year)
    rows = rows if keys is None else rows.filter(pk__in=list(keys))
    return school_checklists(rows, AcademicYear(year), as_viewer(user).day or today())


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


def with_additions(
    rows: list[BoardRow],
    viewer: Viewer,
    choices: BoardChoices,
    show: Iterable[str],
    known: Mapping[int, SchoolChecklist] | None = None,
) -> list[BoardRow]:
    """Return the rows, of one year, with what a row's own statement does not hold. One query, whatever is shown.

    `choices` are those of the year. `known` are the checklists of the whole year, where a filter has worked them out
    already (`BoardForm.checklists`).
    """
    if not rows:
        return rows
    reads_checklists = COLUMN in show and known is None
    year = AcademicYear(rows[0].year)
    facts = choices.facts if reads_checklists else None
    keys = {YEARS: [row.pk for row in rows], SCHOOLS: [row.school_id for row in rows]}
    read = gather(_compose, viewer, keys, year, facts)
    colours, concerns = group_colours(read.get("colours", ())), group_concerns(read.get("concerns", ()))
    watched = {school for (school,) in read.get("watched", ())}
    checklists: Mapping[int, SchoolChecklist] = {}
    if reads_checklists:
        schools, calendars = read["checklist_schools"], choices.terms.calendars
        checklists = build_checklists(schools, choices.facts, read, year, viewer.day, calendars)
    elif COLUMN in show:
        checklists = known or {}
    return [
        row._replace(
            colours=colours.get(row.school_id, ()),
            concerns=concerns.get(row.school_id, ()),
            is_watched=row.school_id in watched,
            responsible=choices.people[row.pk].full_name if row.pk in choices.people else "",
            checklist=checklists.get(row.pk),
        )
        for row in rows
    ]


def _compose(viewer: Any, year: AcademicYear, facts: tuple[str, ...] | None) -> dict[str, Any]:
    """Return the querysets of what is added to rows whose keys, and whose schools', take the places of slots.

    `facts` are those of checklists, None where no checklist is read.
    """
    schools = keys_slot(2)
    querysets = {"colours": latest_colours(viewer, schools, year)}
    if viewer.has_role(CASE_READERS):
        querysets["concerns"] = open_concern_kinds(viewer, schools)
    if may_watch(viewer):
        querysets["watched"] = watches_in_force(viewer).filter(school__in=schools).order_by().values_list("school")
    if facts is not None:
        years = Participation.objects.filter(pk__in=keys_slot(1))
        querysets |= checklist_rows(years, year)
        querysets["checklist_schools"] = fact_rows(years, facts, year)
        del querysets["terms"]  # the year's choices have them
    return querysets
