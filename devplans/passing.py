"""What of plans and sessions passes on when an Advocate hands over."""

from __future__ import annotations

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Replace

from schools.handover import Passing, passes_on
from schools.models import Advocate

from .choices import SessionState, StepState
from .models import Session, SessionAdvocate, Step


def open_steps(advocate: Advocate) -> QuerySet:
    """Steps not done yet that name the Advocate."""
    steps = Step.objects.filter(aim__plan__school=advocate.school, progress__in=[StepState.TO_DO, StepState.DOING])
    return steps.filter(who__contains=advocate.user.full_name) if advocate.user.full_name else steps.none()


def pass_steps(leaving: Advocate, successor: Advocate) -> None:
    """The successor's name takes the place of theirs. The agreed versions stay as they were agreed."""
    old, new = Value(leaving.user.full_name), Value(successor.user.full_name)
    open_steps(leaving).update(who=Replace(F("who"), old, new))


def planned_sessions(advocate: Advocate) -> QuerySet:
    """Sessions still to be held in which the Advocate was to take part."""
    return Session.objects.filter(advocate_links__advocate=advocate, state=SessionState.PLANNED)


def pass_sessions(leaving: Advocate, successor: Advocate) -> None:
    """The successor takes their place, unless in it already: then only the place of the one who leaves is left."""
    links = SessionAdvocate.objects.filter(advocate=leaving, session__state=SessionState.PLANNED)
    links.exclude(session__advocate_links__advocate=successor).update(advocate=successor)


passes_on(Passing("step of the plan", "steps of the plan", open_steps, pass_steps))
passes_on(Passing("session planned", "sessions planned", planned_sessions, pass_sessions))
