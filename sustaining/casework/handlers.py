"""Handlers of events about schools."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.completing import completion_gates
from schools.corrections import enrolment_work
from schools.models import Participation, School
from sustaining.common.clock import london_day
from sustaining.common.counts import counted
from sustaining.common.events import on

from .actions import carry_responsibility
from .checklists import school_checklists
from .models import Concern, Note, StepMark, Watch

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@on("schools.succeeded", order=40)
def follow_school(school: School, *, successor: School, by: User, now: datetime) -> None:
    """Move notes, concerns and watchlists to the school that continues this one."""
    for model in (Note, Concern):
        model._base_manager.filter(school=school).update(school=successor)
    watches = Watch.objects.filter(school=school, ended_at__isnull=True)
    watchers = Watch.objects.filter(school=successor, ended_at__isnull=True).values_list("user", flat=True)
    watches.filter(user__in=list(watchers)).update(ended_at=now)
    watches.update(school=successor)


@completion_gates.provide
def list_required_steps(participation: Participation, now: datetime) -> list[str]:
    """Return the open steps of its checklist that must be done before the year is completed. Five queries at most."""
    year = participation.project.year
    day = min(london_day(now), year.ends)
    checklists = school_checklists(Participation.objects.filter(pk=participation.pk), year, day)
    return [str(line.step) for checklist in checklists.values() for line in checklist.required_lines]


@enrolment_work.provide
def list_ticks(participation: Participation) -> list[str]:
    """Return the number of steps of its checklist that people have settled."""
    number = StepMark.objects.live().filter(participation=participation).count()
    return (
        [counted(number, "checklist step that is done or left out", "checklist steps that are done or left out")]
        if number
        else []
    )


@on("schools.proposed", order=40)
def carry_to_proposed_year(participation: Participation, *, by: User, now: datetime) -> None:
    """Let the person who looks after the school look after the year that is proposed to it."""
    carry_responsibility(participation, by=by, now=now)


@on("schools.enrolled", order=40)
def carry_to_enrolled_year(participation: Participation, *, by: User, now: datetime) -> None:
    """Let the person who looked after the school's year before look after the new one."""
    carry_responsibility(participation, by=by, now=now)
