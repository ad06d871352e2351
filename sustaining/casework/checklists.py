"""How schools stand with their hub's checklist: what is done, what is due by when, and what waits for an earlier step.

`school_checklists` works it out for any number of schools in two queries: the steps, the hubs' terms and the ticks, and
the schools with the facts that the steps use.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, Value, When

from schools.choices import IN_PROGRESS, ParticipationState
from schools.models import Participation, TermDates
from schools.querysets import ParticipationQuerySet
from schools.terms import Term, TermCalendar, group_calendars
from schools.viewer import Viewer
from schools.year_facts import FACTS
from sustaining.common.clock import london_day
from sustaining.common.gathering import gather, gather_once
from sustaining.common.slots import keys_slot, slot
from sustaining.common.status import Status
from sustaining.common.years import FIRST_MONTH, AcademicYear

from .checklist_choices import TERM_ENDS, TERM_STARTS, DueFrom, MarkKind
from .models import ChecklistStep, StepMark

SHOWN_STATES = (ParticipationState.ACTIVE, ParticipationState.PAUSED, ParticipationState.COMPLETED)
"""States of a year that has a checklist: one that was withdrawn, or that the school has not confirmed, has none."""
SOON = timedelta(days=14)
PARTICIPATIONS = slot(1)
NO_MARK: tuple[str, date | None] = ("", None)
FactRow = tuple[Any, ...]
"""A year's key, hub, state and enrolment, and for each of some facts its day and whether it applies."""
FIRST_FACT = 4
"""The place of the first fact in a FactRow."""
OF_ONE_SCHOOL = (DueFrom.ENROLMENT, DueFrom.STEP)
"""Days from which steps are counted that differ from school to school."""


def takes_changes(participation: Participation) -> bool:
    """Return whether steps of a school's year can still be ticked: it is taking part or paused."""
    return participation.state in IN_PROGRESS


class StepLine(NamedTuple):
    """A step of a school: its day, the day on which it was done, and the step that it waits for, if that is open.

    `is_excused` says that the hub does not ask it of this school; `is_overdue` that its day has passed.
    """

    step: ChecklistStep
    due_on: date | None
    done_on: date | None
    is_excused: bool
    waits_for: ChecklistStep | None
    is_overdue: bool
    is_soon: bool

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be done."""
        return self.done_on is None and not self.is_excused

    @property
    def can_be_ticked(self) -> bool:
        """Return whether people mark it as done, and the step that it needs is done."""
        return self.is_open and self.step.is_ticked and self.waits_for is None

    @property
    def status(self) -> Status:
        """Return how it stands, in words, with the tone of its tag."""
        if self.is_excused:
            return Status("Not needed")
        if self.done_on is not None:
            return Status("Done", "go")
        if self.is_overdue:
            return Status("Overdue", "wait")
        if self.waits_for is not None:
            return Status("Can’t start yet")
        return Status("Due soon") if self.is_soon else Status("To do")


@dataclass(frozen=True)
class SchoolChecklist:
    """The checklist of a school's year. What is not needed counts neither as done nor as a step."""

    participation: int
    lines: tuple[StepLine, ...]

    @cached_property
    def _counts(self) -> tuple[int, int, int]:
        total = done = overdue = 0
        for _, _, done_on, is_excused, _, is_overdue, _ in self.lines:
            if not is_excused:
                total += 1
                done += done_on is not None
                overdue += is_overdue
        return total, done, overdue

    @property
    def total(self) -> int:
        """Return the number of steps."""
        return self._counts[0]

    @property
    def done(self) -> int:
        """Return the number of steps that are done."""
        return self._counts[1]

    @property
    def overdue(self) -> int:
        """Return the number of open steps whose day has passed."""
        return self._counts[2]

    @property
    def label(self) -> str:
        """Return `6 of 9 done, 2 overdue`."""
        return f"{self.done} of {self.total} done" + (f", {self.overdue} overdue" if self.overdue else "")

    @property
    def open_lines(self) -> list[StepLine]:
        """Return the steps that are still to be done, in order."""
        return [line for line in self.lines if line.is_open]

    @property
    def closed_lines(self) -> list[StepLine]:
        """Return the steps that are done or not needed, in order."""
        return [line for line in self.lines if not line.is_open]

    @property
    def required_lines(self) -> list[StepLine]:
        """Return the open steps without which the year can't be completed."""
        return [line for line in self.open_lines if line.step.is_required]

    @property
    def optional_lines(self) -> list[StepLine]:
        """Return the open steps without which the year can be completed for a reason."""
        return [line for line in self.open_lines if not line.step.is_required]

    def find_line(self, step: int) -> StepLine | None:
        """Return the line of a step by its key; None where the school is not asked for it."""
        return next((line for line in self.lines if line.step.pk == step), None)


@dataclass(frozen=True)
class YearDays:
    """The days from which the steps of a school are counted."""

    year: AcademicYear
    terms: list[Term]
    begins: date

    def due_on(self, step: ChecklistStep, done: Mapping[int, date | None]) -> date | None:
        """Return the day by which a step is due; None while the step that it follows is not done.

        `done` has the days of the steps before it, by their keys.
        """
        source: Any = step.due_from  # equal to its `DueFrom`, which would be made thousands of times a board
        days = timedelta(days=step.due_days or 0)
        if source == DueFrom.DATE:
            return day_in_year(self.year, step.due_month or 1, step.due_day or 1)
        if source == DueFrom.ENROLMENT:
            return self.begins + days
        if source in TERM_STARTS:
            return self.terms[TERM_STARTS[source]].starts + days
        if source in TERM_ENDS:
            return self.terms[TERM_ENDS[source]].ends - days
        after = done.get(step.due_step_id or 0)
        return after + days if after else None


def common_days(steps: Iterable[ChecklistStep], year: AcademicYear, terms: list[Term]) -> dict[int, date | None]:
    """Return the days of the steps that depend neither on a school's enrolment nor on another step, by their keys."""
    days = YearDays(year, terms, year.starts)
    return {step.pk: days.due_on(step, {}) for step in steps if step.due_from not in OF_ONE_SCHOOL}


def day_in_year(year: AcademicYear, month: int, day: int) -> date:
    """Return a day of an academic year; of a month without that day (29 February), its last."""
    calendar_year = year.start if month >= FIRST_MONTH else year.start + 1
    return date(calendar_year, month, min(day, monthrange(calendar_year, month)[1]))


def year_begins(enrolled_on: date, year: AcademicYear) -> date:
    """Return the day on which a year begins for a school: that of its enrolment, or 1 September for an early one."""
    return max(enrolled_on, year.starts)


def with_checklist(participations: ParticipationQuerySet, year: AcademicYear) -> ParticipationQuerySet:
    """Return those participations of an academic year that may have a checklist."""
    return participations.filter(state__in=SHOWN_STATES, project__academic_year=year.start).order_by()


def checklist_rows(participations: ParticipationQuerySet, year: AcademicYear) -> dict[str, Any]:
    """Return querysets of what `school_checklists` needs beside the schools: the steps, the ticks, and the hubs' terms."""
    rows = with_checklist(participations, year)
    return {
        "checklist_steps": ChecklistStep.objects.asked_in(year.start, rows.values("hub")),
        "step_marks": _live_marks(rows.values("pk")),
        "terms": TermDates.objects.filter(hub__in=rows.values("hub")),
    }


def school_checklists(
    participations: ParticipationQuerySet,
    year: AcademicYear,
    day: date,
    calendars: Mapping[int, TermCalendar] | None = None,
) -> dict[int, SchoolChecklist]:
    """Return the checklists of participations of one academic year, by their keys, as of a day.

    Those whose hub has no checklist in use, and those that are withdrawn or not confirmed, are left out. Two queries
    however many there are; one where no hub has a checklist. `calendars` are those of their hubs, if they are known.
    """
    read = gather_once(**checklist_rows(participations, year))
    if not read["checklist_steps"]:
        return {}
    hubs = {step.checklist.hub_id for step in read["checklist_steps"]}
    facts = known_facts(step.fact for step in read["checklist_steps"])
    schools = list(fact_rows(participations.filter(hub__in=hubs), facts, year))
    calendars = group_calendars(hubs, read["terms"]) if calendars is None else calendars
    return build_checklists(schools, facts, read, year, day, calendars)


def fetch_checklists(
    keys: Iterable[int], viewer: Viewer, year: AcademicYear, read: Mapping[str, list[Any]]
) -> dict[int, SchoolChecklist]:
    """Return the same of participations that a viewer may open, by a statement that is kept. One query at most.

    `read` has what `checklist_rows` asks.
    """
    if not read["checklist_steps"]:
        return {}
    facts = known_facts(step.fact for step in read["checklist_steps"])
    schools = gather(_compose_facts, viewer, {PARTICIPATIONS: list(keys)}, year, facts)["schools"]
    calendars = group_calendars({step.checklist.hub_id for step in read["checklist_steps"]}, read["terms"])
    return build_checklists(schools, facts, read, year, viewer.day, calendars)


def with_earlier(steps: Iterable[ChecklistStep], doers: Container[str]) -> list[ChecklistStep]:
    """Return the steps that some do, and those that these wait for or are counted from, in their order. No query."""
    by_key = {step.pk: step for step in steps}
    chosen: set[int | None] = set()
    pending = [key for key, step in by_key.items() if step.doer in doers]
    while pending:
        key = pending.pop()
        if key in by_key and key not in chosen:
            chosen.add(key)
            pending += [earlier for earlier in (by_key[key].needs_id, by_key[key].due_step_id) if earlier]
    return [step for key, step in by_key.items() if key in chosen]


def _compose_facts(scope: Any, year: AcademicYear, facts: tuple[str, ...]) -> dict[str, Any]:
    years = Participation.objects.readable_by(scope).filter(pk__in=keys_slot(1))
    return {"schools": fact_rows(years, facts, year)}


def build_checklists(
    schools: Iterable[FactRow],
    facts: Sequence[str],
    read: Mapping[str, list[Any]],
    year: AcademicYear,
    day: date,
    calendars: Mapping[int, TermCalendar],
) -> dict[int, SchoolChecklist]:
    """Return the checklists of the schools that `fact_rows` returned for `facts`, by their keys, as of a day. No query.

    `read` has the steps and the ticks of `checklist_rows`. Hubs without calendar have the usual terms.
    """
    steps_by_hub: dict[int, list[ChecklistStep]] = defaultdict(list)
    for step in read["checklist_steps"]:
        steps_by_hub[step.checklist.hub_id or 0].append(step)
    marks = _by_step(read["step_marks"])
    terms = {hub: calendars.get(hub, TermCalendar()).terms(year) for hub in steps_by_hub}
    steps = {hub: _hub_steps(rows, facts, common_days(rows, year, terms[hub])) for hub, rows in steps_by_hub.items()}
    checklists = {}
    for row in schools:
        key, hub, _, enrolled_at, *_ = row
        if hub in steps:
            days = YearDays(year, terms[hub], year_begins(london_day(enrolled_at), year))
            lines = _lines(steps[hub], row, days, marks.get(key, {}), day)
            checklists[key] = SchoolChecklist(key, tuple(lines))
    return checklists


def known_facts(names: Iterable[str]) -> tuple[str, ...]:
    """Return those of these facts that the site still knows, each once, in the order of the columns of `fact_rows`."""
    return tuple(sorted({name for name in names if name in FACTS}))


def fact_rows(participations: ParticipationQuerySet, facts: Sequence[str], year: AcademicYear) -> Any:
    """Return participations that may have a checklist as `FactRow`s of some facts, by `values_list`."""
    values: dict[str, Any] = {}
    for name in facts:
        fact = FACTS[name]
        values[f"fact_{name}"] = fact.proved_on(year)
        applies = Case(When(fact.applies, then=Value(True)), default=Value(False)) if fact.applies else Value(True)
        values[f"asks_{name}"] = applies
    rows = with_checklist(participations, year).annotate(**values)
    return rows.values_list("pk", "hub", "state", "enrolled_at", *values)


def _live_marks(participations: Any) -> Any:
    """Return the ticks of participations: their keys, the steps, and for each its kind and its day."""
    live = StepMark.objects.live().filter(participation__in=participations).order_by()
    return live.values_list("participation", "step", "kind", "done_on")


def _by_step(rows: Iterable[Any]) -> dict[int, dict[int, tuple[str, date]]]:
    """Return ticks by participation and step."""
    marks: dict[int, dict[int, tuple[str, date]]] = defaultdict(dict)
    for participation, step, kind, done_on in rows:
        marks[participation][step] = (kind, done_on)
    return marks


class _HubStep(NamedTuple):
    """A step with what is the same for every school of its hub. `fact` is the place of its fact in a `FactRow`, 0 without one."""

    step: ChecklistStep
    key: int
    fact: int
    needs: int | None
    has_common_day: bool
    common_day: date | None


def _hub_steps(
    steps: Iterable[ChecklistStep], facts: Sequence[str], common: Mapping[int, date | None]
) -> list[_HubStep]:
    """Return a hub's steps without those whose fact the site does not know."""
    places = {"": 0, **{name: FIRST_FACT + 2 * number for number, name in enumerate(facts)}}
    return [
        _HubStep(step, step.pk, places[step.fact], step.needs_id, step.pk in common, common.get(step.pk))
        for step in steps
        if step.fact in places
    ]


def _lines(
    steps: Iterable[_HubStep], row: FactRow, days: YearDays, marks: Mapping[int, tuple[str, date]], day: date
) -> Iterable[StepLine]:
    """Yield the lines of a school. What does not apply to its project is left out."""
    settled: dict[int, date | None] = {}
    by_key: dict[int, ChecklistStep] = {}
    is_active, soon = row[2] == ParticipationState.ACTIVE, day + SOON
    new = tuple.__new__  # a named tuple's own is a function of Python
    for step, key, fact, needs, has_common_day, common_day in steps:  # thousands of lines a board
        if fact and not row[fact + 1]:
            continue
        by_key[key] = step
        kind, marked_on = marks.get(key, NO_MARK)
        is_excused = kind == MarkKind.NOT_NEEDED
        done_on = None if is_excused else row[fact] if fact else marked_on
        due_on = common_day if has_common_day else days.due_on(step, settled)
        if is_excused or done_on is not None:
            settled[key] = done_on or marked_on
            yield new(StepLine, (step, due_on, done_on, is_excused, None, False, False))
            continue
        waits_for = None if needs is None or needs in settled else by_key.get(needs)
        is_overdue = is_active and due_on is not None and due_on < day
        is_soon = is_active and due_on is not None and day <= due_on <= soon
        yield new(StepLine, (step, due_on, None, is_excused, waits_for, is_overdue, is_soon))
