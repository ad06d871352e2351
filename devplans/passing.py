"""What of plans and sessions passes on when an Advocate hands over."""

from __future__ import annotations

import re
from datetime import datetime

from django.db.models import QuerySet

from schools.handover import Passing, passes_on
from schools.models import Advocate

from .choices import SessionState, StepState
from .models import Session, SessionAdvocate, Step


def open_steps(advocate: Advocate, now: datetime) -> QuerySet:
    """Steps not done yet that name the Advocate."""
    steps = Step.objects.filter(aim__plan__school=advocate.school, progress__in=[StepState.TO_DO, StepState.DOING])
    name = advocate.user.full_name
    return steps.filter(who__regex=rf"\m{re.escape(name)}\M") if name else steps.none()


def pass_steps(leaving: Advocate, successor: Advocate, now: datetime) -> None:
    """The successor's name takes the place of theirs. The agreed versions stay as they were agreed."""
    old, new = rf"\b{re.escape(leaving.user.full_name)}\b", str(successor.user)
    most = Step._meta.get_field("who").max_length
    for step in open_steps(leaving, now):
        step.who = re.sub(old, lambda _: new, step.who)[:most]
        step.save(update_fields=["who"])


def planned_sessions(advocate: Advocate, now: datetime) -> QuerySet:
    """Sessions still to be held in which the Advocate was to take part."""
    return Session.objects.filter(advocate_links__advocate=advocate, state=SessionState.PLANNED)


def pass_sessions(leaving: Advocate, successor: Advocate, now: datetime) -> None:
    """The successor takes their place, unless in it already: then only the place of the one who leaves is left."""
    links = SessionAdvocate.objects.filter(advocate=leaving, session__state=SessionState.PLANNED)
    links.exclude(session__advocate_links__advocate=successor).update(advocate=successor)


passes_on(Passing("step of the plan", "steps of the plan", open_steps, pass_steps))
passes_on(Passing("session planned", "sessions planned", planned_sessions, pass_sessions))
