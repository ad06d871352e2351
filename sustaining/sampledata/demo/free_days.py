"""When the demo's Specialists are free: weekdays of each term, and a date that one of them can't give."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from schools.choices import TermName
from specialists.actions import set_dates
from specialists.models import Specialist
from sustaining.common.years import AcademicYear

if TYPE_CHECKING:
    from .build import Builder

WEEKDAYS = ([1, 4], [2, 3], [5])


def say_when_free(builder: Builder) -> None:
    """Give each of the hub's Specialists weekdays for the terms of this year; one says so for the spring alone."""
    working = Specialist.objects.working(builder.day(0)).filter(hubs=builder.hub)
    specialists = working.select_related("user").order_by("user__sort_name", "pk")
    year = AcademicYear.of(builder.day(0))
    for number, specialist in enumerate(specialists):
        days = WEEKDAYS[number % len(WEEKDAYS)]
        weekdays = {str(term): days if number or term == TermName.SPRING else None for term in TermName}
        away = builder.day(0) + timedelta(days=30)
        busy = [away] if number == 1 and away in year else []
        set_dates(specialist, year=year, weekdays=weekdays, free=[], busy=busy, by=builder.lead, now=builder.moment(10))
