"""Checklists for tests: with the steps that a test is about, and usual values for the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.models import Hub, Participation
from sustaining.accounts.models import User
from sustaining.casework import actions
from sustaining.casework.actions import SchoolStep, StepValues
from sustaining.casework.checklists import SchoolChecklist, school_checklists
from sustaining.casework.models import Checklist, ChecklistStep, StepMark
from sustaining.common.clock import london_day
from sustaining.common.years import AcademicYear

YEAR = AcademicYear(2026)


def begin(
    hub: Hub, *, by: User, now: datetime, year: AcademicYear = YEAR, source: Checklist | None = None
) -> Checklist:
    """Begin a hub's checklist as a draft."""
    return actions.begin_checklist(hub, year=year, source=source, by=by, now=now)


def add(checklist: Checklist, title: str, *, by: User, now: datetime, **values: Any) -> ChecklistStep:
    """Add a step of the hub, due when the school's year begins, unless said otherwise."""
    usual: dict[str, Any] = {"guidance": "", "doer": "hub", "due_from": "enrolment", "due_days": 0}
    return actions.add_step(checklist, values=StepValues(title=title, **{**usual, **values}), by=by, now=now)


def in_use(hub: Hub, *steps: dict[str, Any], by: User, now: datetime) -> list[ChecklistStep]:
    """Put a checklist in use with steps, each given by its title and other values, and return these."""
    checklist = begin(hub, by=by, now=now)
    added = [add(checklist, **step, by=by, now=now) for step in steps]
    actions.start_checklist(checklist, by=by, now=now)
    return added


def tick(participation: Participation, step: ChecklistStep, *, by: User, now: datetime, **values: Any) -> StepMark:
    """Tick a step of a school."""
    participation.refresh_from_db()
    return actions.tick_step(SchoolStep(participation, step), **values, by=by, now=now)


def get_checklist(participation: Participation, now: datetime) -> SchoolChecklist | None:
    """Return how a school stands."""
    rows = Participation.objects.filter(pk=participation.pk)
    return school_checklists(rows, participation.project.year, london_day(now)).get(participation.pk)
