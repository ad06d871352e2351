"""Handle events of schools: enrolment and succession."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.actions.succession import CannotFollow
from schools.corrections import enrolment_work
from schools.models import Participation, School
from sustaining.common.counts import counted
from sustaining.common.events import on

from .choices import SessionState
from .fields import PLAN
from .models import Plan, Session

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@on("schools.enrolled", order=10)
def start_plan(participation: Participation, *, by: User, now: datetime) -> None:
    """Create the school's plan, or move one that has no aims yet to the year of the enrolment."""
    year = participation.project.academic_year
    plan, made = Plan.objects.get_or_create(
        school=participation.school, defaults={"state_since": now, "academic_year": year}
    )
    if not made and plan.academic_year < year and not plan.aims.exists():
        plan.academic_year = year
        plan.save(update_fields=["academic_year"])


@on("schools.succeeded", order=20)
def move_plan(school: School, *, successor: School, by: User, now: datetime) -> None:
    """Move the plan to the successor school. Raise CannotFollow when that school has a plan of its own."""
    plans = Plan.objects.filter(school=school)
    if plans.exists() and Plan.objects.filter(school=successor).exists():
        raise CannotFollow(f"{successor} already has its own development plan.")
    plans.update(school=successor)


@enrolment_work.provide
def list_sessions_and_plan(participation: Participation) -> list[str]:
    """Return the sessions that are not cancelled, and whether the plan holds anything that was written for it."""
    sessions = Session.objects.filter(participation=participation).exclude(state=SessionState.CANCELLED).count()
    work = [counted(sessions, "session")] if sessions else []
    # A school that takes part in something else as well has written its plan for that too.
    others = Participation.objects.filter(school=participation.school, entered_by_mistake=False)
    plan = Plan.objects.filter(school=participation.school).first()
    if plan and not others.exclude(pk=participation.pk).exists():
        is_written = plan.aims.exists() or any(getattr(plan, field.name) for field in PLAN.fields)
        work += ["a development plan with text"] if is_written else []
    return work
