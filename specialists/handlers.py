"""Handlers of events of schools."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.models import School
from sustaining.common.events import on

from .models import Specialist

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@on("schools.succeeded", order=10)
def move_home_school(school: School, *, successor: School, by: User, now: datetime) -> None:
    """Keep a Specialist at their own school under its new number."""
    Specialist.objects.filter(home_school=school).update(home_school=successor)
