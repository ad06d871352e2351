"""Facts about Work Groups: the school is in one, and has come to its meetings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import OuterRef, Q

from schools.year_facts import YearFact, first_day, year_facts
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from .choices import Mark, MeetingState
from .models import Attendance, Meeting, Membership

HAS_GROUPS = Q(project__has_work_groups=True)
MEETINGS = {1: "its first Work Group meeting", 2: "two Work Group meetings"}


def _in_group(year: AcademicYear) -> Any:
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=year.as_at(today()))
    return first_day(Membership.objects.filter(open_ended, participation=OuterRef("pk")), "starts_on")


def _came_to(number: int) -> Callable[[AcademicYear], Any]:
    """Return a function for the day of the meeting that was the school's first, second, …: each meeting counts once."""

    def proved_on(year: AcademicYear) -> Any:
        attended = Attendance.objects.filter(participation=OuterRef(OuterRef("pk")), mark=Mark.PRESENT)
        meetings = Meeting.objects.filter(state=MeetingState.HELD, pk__in=attended.values("meeting"))
        return first_day(meetings, "starts_at", number=number)

    return proved_on


@year_facts.provide
def group_facts() -> Iterator[YearFact]:
    """Yield that the school is in a group and has come to meetings."""
    yield YearFact(name="in_work_group", label="The school is in a Work Group", proved_on=_in_group, applies=HAS_GROUPS)
    for number, what in MEETINGS.items():
        yield YearFact(
            name=f"meeting_{number}",
            label=f"Someone at the school has come to {what}",
            proved_on=_came_to(number),
            applies=HAS_GROUPS,
        )
