"""Handlers of events about schools."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.corrections import enrolment_work
from schools.models import Participation, School
from sustaining.common.counts import counted
from sustaining.common.events import on

from .models import Concern, Note, StepMark

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@on("schools.succeeded", order=40)
def follow_school(school: School, *, successor: School, by: User, now: datetime) -> None:
    """Move notes and concerns to the school that continues this one."""
    for model in (Note, Concern):
        model._base_manager.filter(school=school).update(school=successor)


@enrolment_work.provide
def list_ticks(participation: Participation) -> list[str]:
    """Return the number of steps of its checklist that people have settled."""
    number = StepMark.objects.live().filter(participation=participation).count()
    return (
        [counted(number, "step of the checklist that is ticked", "steps of the checklist that are ticked")]
        if number
        else []
    )
