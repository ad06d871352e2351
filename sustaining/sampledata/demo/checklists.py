"""The hub's checklist of this year, begun from the national default: some steps done, some overdue, and a draft for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schools.choices import IN_PROGRESS
from schools.models import Participation
from sustaining.casework import actions
from sustaining.casework.actions import SchoolStep
from sustaining.casework.checklists import school_checklists
from sustaining.casework.models import Checklist, ChecklistStep
from sustaining.common.clock import london_day
from sustaining.common.years import AcademicYear

if TYPE_CHECKING:
    from .build import Builder

WELCOME, TIME = "Welcome call with the school", "Headteacher has confirmed time for the work"
NOTES = {
    910003: "Hilda Brookes is glad to be part of it. Ring on Thursdays after 3pm.",
    910005: "Spoke to the new head of department.",
}
NOT_CALLED = {910006, 910011}
"""Schools that nobody has rung yet."""


def keep_checklists(builder: Builder) -> None:
    """Begin this year's checklist, put it in use, tick what is done by hand, and begin next year's as a draft."""
    year = builder.project.year
    default = Checklist.objects.default().get()
    checklist = actions.begin_checklist(
        builder.hub, year=year, source=default, by=builder.hubadmin, now=builder.moment(80)
    )
    actions.start_checklist(checklist, by=builder.hubadmin, now=builder.moment(80))
    steps = {step.title: step for step in checklist.steps.kept()}
    rows = Participation.objects.filter(hub=builder.hub, project__academic_year=year.start, state__in=IN_PROGRESS)
    for number, row in enumerate(rows.select_related("school", "project", "hub").order_by("school__urn")):
        if row.school.urn not in NOT_CALLED:
            _tick(builder, row, steps[WELCOME], days_ago=60 - number, note=NOTES.get(row.school.urn, ""))
        if number % 3:
            _tick(builder, row, steps[TIME], days_ago=40 - number, note="")
    last = rows.order_by("school__urn").last()
    if last is not None:
        place = SchoolStep(last, steps["In a Work Group"])
        if is_open(place, builder):
            actions.excuse_step(
                place, reason="Works with the Specialist alone this year.", by=builder.lead, now=builder.moment(20)
            )
    actions.begin_checklist(
        builder.hub, year=AcademicYear(year.start + 1), source=checklist, by=builder.hubadmin, now=builder.moment(2)
    )


def is_open(place: SchoolStep, builder: Builder) -> bool:
    """Return whether the step is asked of the school and still to be done."""
    rows = Participation.objects.filter(pk=place.participation.pk)
    checklist = school_checklists(rows, builder.project.year, london_day(builder.now)).get(place.participation.pk)
    line = checklist.find_line(place.step.pk) if checklist else None
    return line is not None and line.is_open


def _tick(builder: Builder, row: Participation, step: ChecklistStep, *, days_ago: int, note: str) -> None:
    moment = builder.moment(max(days_ago, 1))
    actions.tick_step(SchoolStep(row, step), done_on=london_day(moment), note=note, by=builder.hubadmin, now=moment)
