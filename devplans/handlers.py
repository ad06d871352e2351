"""Handle events of schools: enrolment and succession."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.actions.succession import CannotFollow
from schools.models import Participation, School
from sustaining.common.events import on

from .models import Plan

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
        raise CannotFollow(f"{successor} has a development plan of its own already.")
    plans.update(school=successor)
