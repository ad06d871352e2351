"""What the pages of checklists read: a hub's checklist, the steps of a school, and the exported list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from schools.models import Hub, HubStaff, Participation
from schools.roles import PLAN_READERS, Role
from schools.terms import TermCalendar, get_calendar
from sustaining.common.clock import london_day
from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear

from .actions import SchoolStep
from .checklist_choices import StepDoer
from .checklists import SchoolChecklist, StepLine, YearDays, school_checklists, takes_changes, year_begins
from .models import Checklist, ChecklistStep, StepMark

if TYPE_CHECKING:
    from schools.viewer import Viewer

HEADINGS = (
    "School", "URN", "Project", "Step", "Who will do it", "Due", "Done on", "Status", "Overdue", "Evidence",
)  # fmt: skip


def checklist_hubs(viewer: Viewer) -> list[Hub]:
    """Return the hubs whose checklist the viewer reads, by name.

    A hub that is part of another one is listed while it has checklists: its schools finish their year with them.
    """
    has_checklist = Checklist.objects.visible_to(viewer).filter(hub=OuterRef("pk"))
    hubs = Hub.objects.visible_to(viewer).filter(Q(merged_into=None) | Exists(has_checklist)).order_by("sort_name")
    if not viewer.is_superuser:
        hubs = hubs.filter(pk__in=HubStaff.get_hubs(viewer))
    return list(hubs)


@dataclass(frozen=True)
class ShownStep:
    """A step on the page that keeps the checklist: its day for the school that is shown, and how the schools stand."""

    step: ChecklistStep
    due_on: date | None
    schools: int
    done: int
    overdue: int
    can_move_up: bool = False
    can_move_down: bool = False
    can_be_removed: bool = False


def show_steps(
    steps: Sequence[ChecklistStep], on: Mapping[int, date | None], counts: Mapping[int, tuple[int, int, int]]
) -> list[ShownStep]:
    """Return the steps for the page, each with what can be done with it: none passes a step that it follows."""
    followed = {key for step in steps for key in (step.needs_id, step.due_step_id)}

    def may_pass(earlier: ChecklistStep, later: ChecklistStep) -> bool:
        return earlier.pk not in (later.needs_id, later.due_step_id)

    return [
        ShownStep(
            step,
            on[step.pk],
            *counts.get(step.pk, (0, 0, 0)),
            can_move_up=place > 0 and may_pass(steps[place - 1], step),
            can_move_down=place + 1 < len(steps) and may_pass(step, steps[place + 1]),
            can_be_removed=step.pk not in followed,
        )
        for place, step in enumerate(steps)
    ]


def preview_days(steps: Iterable[ChecklistStep], days: YearDays) -> dict[int, date | None]:
    """Return the day of each step by its key, as if every step were done on its day."""
    on: dict[int, date | None] = {}
    for step in steps:
        on[step.pk] = days.due_on(step, on)
    return on


def checklist_page(checklist: Checklist, viewer: Viewer, shown: str) -> dict[str, Any]:
    """Return the steps with their days, the removed ones, and the schools for which the days can be shown.

    `shown` is the key of a participation, as typed: without one, days are those of a school whose year begins on 1 September.
    """
    year = checklist.year or AcademicYear.of(viewer.day)
    rows = Participation.objects.visible_to(viewer).filter(hub=checklist.hub_id).in_year(year.start)
    schools = list(rows.select_related("school", "project").order_by("school__sort_name", "pk"))
    school = next((row for row in schools if str(row.pk) == shown), None)
    calendar = get_calendar(checklist.hub) if checklist.hub else TermCalendar()
    begins = year_begins(london_day(school.enrolled_at), year) if school else year.starts
    steps = list(_steps(checklist, viewer).kept())
    on = preview_days(steps, YearDays(year, calendar.terms(year), begins))
    counts = _count(school_checklists(rows, year, viewer.day)) if checklist.is_in_use else {}
    return {
        "steps": show_steps(steps, on, counts),
        "removed": list(_steps(checklist, viewer).filter(removed_at__isnull=False).select_related("removed_by")),
        "schools": schools,
        "school": school,
        "begins": begins,
        "counts": bool(counts),
    }


def _steps(checklist: Checklist, viewer: Viewer) -> Any:
    steps = ChecklistStep.objects.visible_to(viewer).filter(checklist=checklist)
    return steps.select_related("checklist", "needs", "due_step").order_by("position")


def _count(checklists: dict[int, SchoolChecklist]) -> dict[int, tuple[int, int, int]]:
    """Return, by step, how many schools are asked for it, have done it, and are overdue with it."""
    counts: dict[int, tuple[int, int, int]] = {}
    for checklist in checklists.values():
        for line in checklist.lines:
            if not line.is_excused:
                schools, done, overdue = counts.get(line.step.pk, (0, 0, 0))
                counts[line.step.pk] = (schools + 1, done + (not line.is_open), overdue + line.is_overdue)
    return counts


@dataclass(frozen=True)
class StepAtSchool:
    """How a school stands with a step, and whether it can be marked as done there now."""

    participation: Participation
    line: StepLine
    may_mark: bool


def step_at_schools(step: ChecklistStep, viewer: Viewer) -> list[StepAtSchool]:
    """Return how the schools of a hub stand with a step: open ones by their day, then those that are settled."""
    year = step.checklist.year
    if year is None or not step.checklist.is_in_use:
        return []
    rows = Participation.objects.visible_to(viewer).filter(hub=step.hub_id).in_year(year.start)
    checklists = school_checklists(rows, year, viewer.day)
    places = []
    for row in rows.filter(pk__in=checklists).select_related("school", "project").order_by("school__sort_name", "pk"):
        if line := checklists[row.pk].find_line(step.pk):
            may_mark = line.can_be_ticked and takes_changes(row)
            places.append(StepAtSchool(row, line, may_mark))
    return sorted(places, key=lambda place: (not place.line.is_open, place.line.due_on or date.max))


def sources_for(hub: Hub, year: AcademicYear, viewer: Viewer) -> list[Checklist]:
    """Return the checklists from which that of a year can begin: the hub's latest of other years, then the default."""
    others = Checklist.objects.visible_to(viewer).filter(hub=hub.pk).exclude(academic_year=year.start)
    default = Checklist.objects.visible_to(viewer).default()
    return [*others.order_by("-academic_year")[:5], *default]


def reads_whole(participation: Participation, viewer: Viewer) -> bool:
    """Return whether the viewer reads every step of a school, rather than a finance contact's own alone."""
    if viewer.is_superuser or viewer.role_names <= PLAN_READERS:
        return True
    return Participation.objects.reached_by(viewer, PLAN_READERS).filter(pk=participation.pk).exists()


def school_checklist(participation: Participation, viewer: Viewer) -> SchoolChecklist | None:
    """Return the checklist of a school's year as far as the viewer reads it; None where there is none. Six queries."""
    rows = Participation.objects.readable_by(viewer).filter(pk=participation.pk)
    checklist = school_checklists(rows, participation.project.year, viewer.day).get(participation.pk)
    if checklist is None or reads_whole(participation, viewer):
        return checklist
    own = tuple(line for line in checklist.lines if line.step.doer == StepDoer.FINANCE)
    return SchoolChecklist(checklist.participation, own) if own else None


@dataclass(frozen=True)
class SchoolLine:
    """A line of a school's checklist with its tick, if there is one, and whether the viewer may tick it now."""

    line: StepLine
    mark: StepMark | None
    may_mark: bool


def school_lines(participation: Participation, checklist: SchoolChecklist, viewer: Viewer) -> list[SchoolLine]:
    """Return the lines of a school with their ticks and what the viewer may do: a permission is asked once a role."""
    marks = StepMark.objects.readable_by(viewer).live().filter(participation=participation)
    by_step = {mark.step_id: mark for mark in marks.select_related("marked_by").prefetch_related("files")}
    allowed: dict[str, bool] = {}
    lines = []
    for line in checklist.lines:
        if line.step.doer not in allowed:
            place = SchoolStep(participation, line.step)
            allowed[line.step.doer] = may(viewer, "casework.tick_step", place)
        ticks = allowed[line.step.doer] and line.can_be_ticked and takes_changes(participation)
        lines.append(SchoolLine(line, by_step.get(line.step.pk), ticks))
    return lines


def reads_notes(viewer: Viewer) -> bool:
    """Return whether the viewer reads what people wrote and attached: everyone who reads the tick but the auditor."""
    return viewer.is_superuser or bool(viewer.role_names - {Role.AUDITOR})


def mark_history(participation: Participation, step: ChecklistStep, viewer: Viewer) -> list[StepMark]:
    """Return the ticks of a step at a school, also those that were undone, newest first. Two queries."""
    marks = StepMark.objects.readable_by(viewer).filter(participation=participation, step=step)
    return list(marks.select_related("marked_by", "undone_by").prefetch_related("files"))


def export_rows(checklist: Checklist, viewer: Viewer) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each school and step, in the order of HEADINGS. Six queries."""
    year = checklist.year
    if year is None:
        return
    rows = Participation.objects.visible_to(viewer).filter(hub=checklist.hub_id).in_year(year.start)
    checklists = school_checklists(rows, year, viewer.day)
    chosen = rows.filter(pk__in=checklists).select_related("school", "project")
    for row in chosen.order_by("school__sort_name", "pk"):
        for line in checklists[row.pk].lines:
            yield (
                row.school.name, row.school.urn, row.project.code, line.step.title, line.step.get_doer_display(),
                line.due_on, line.done_on, line.status.label, line.is_overdue, line.step.proof_label,
            )  # fmt: skip
