"""What plans do when something happens to a school."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.models import Participation, School
from schools.succession import CannotFollow
from sustaining.common.events import on

from .models import Plan


@on("schools.enrolled", order=10)
def start_plan(participation: Participation, *, by: Any, now: datetime) -> None:
    """Open the school's plan, or move one that nobody has begun on to the year of the enrolment."""
    year = participation.project.academic_year
    plan, made = Plan.objects.get_or_create(
        school=participation.school, defaults={"state_since": now, "academic_year": year}
    )
    if not made and plan.academic_year < year and not plan.aims.exists():
        plan.academic_year = year
        plan.save(update_fields=["academic_year"])


@on("schools.succeeded", order=20)
def move_plan(school: School, *, successor: School, by: Any, now: datetime) -> None:
    """Move the plan to the successor. Raise CannotFollow when that school has written one of its own."""
    plans = Plan.objects.filter(school=school)
    if plans.exists() and Plan.objects.filter(school=successor).exists():
        raise CannotFollow(f"{successor} has a development plan of its own already.")
    plans.update(school=successor)
