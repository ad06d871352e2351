"""Handle events of schools and Specialists: enrolment, succession, leaving."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from schools.actions.succession import CannotFollow
from schools.corrections import enrolment_work
from schools.models import Participation, School
from specialists.leaving import ending_work
from specialists.models import Specialist
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.counts import counted
from sustaining.common.events import on
from sustaining.common.templatetags.sustaining import day as format_day

from .actions.visits import cancel_offered_visit
from .choices import SessionState, VisitState
from .fields import PLAN
from .models import Plan, Session, Visit

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sustaining.accounts.models import User

DAY = timedelta(days=1)


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


def visits_after(specialist: Specialist, day: date) -> QuerySet[Visit]:
    """Return the visits that the Specialist offers after a day, soonest first."""
    visits = Visit.objects.filter(
        specialist=specialist, state=VisitState.OFFERED, starts_at__gte=start_of_day(day + DAY)
    )
    return visits.order_by("starts_at", "pk")


@on("specialists.leaves", order=10)
def cancel_visits(specialist: Specialist, *, by: User, now: datetime) -> None:
    """Cancel the visits after the last day: they are to the Specialist's own classroom, so nobody can take them over."""
    if specialist.ends_on is None:
        return
    reason = f"{specialist} is leaving. Their last day as a Mastery Specialist is {format_day(specialist.ends_on)}."
    for visit in visits_after(specialist, specialist.ends_on).select_related("specialist__home_school"):
        cancel_offered_visit(visit, reason=reason, by=by, now=now)


@ending_work.provide
def list_visits(specialist: Specialist, now: datetime) -> list[str]:
    """Return the Specialist's visits from today on, each with its day."""
    visits = visits_after(specialist, london_day(now) - DAY).select_related("specialist__home_school")
    return [f"{visit}, {format_day(london_day(visit.starts_at))}" for visit in visits]


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
