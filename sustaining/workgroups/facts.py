"""Facts about Work Groups: the school is in one, and has come to its meetings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, Q

from schools.year_facts import YearFact, first_day, last_day_of, register_fact
from sustaining.common.years import AcademicYear

from .choices import Mark, MeetingState
from .models import Attendance, Meeting, Membership

HAS_GROUPS = Q(project__has_work_groups=True)
MEETINGS = {1: "its first Work Group meeting", 2: "two Work Group meetings"}


def _in_group(year: AcademicYear) -> Any:
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=last_day_of(year))
    return first_day(Membership.objects.filter(open_ended, participation=OuterRef("pk")), "starts_on")


def _came_to(number: int) -> Callable[[AcademicYear], Any]:
    """Return a function for the day of the meeting that was the school's first, second, …: each meeting counts once."""

    def proved_on(year: AcademicYear) -> Any:
        attended = Attendance.objects.filter(participation=OuterRef(OuterRef("pk")), mark=Mark.PRESENT)
        meetings = Meeting.objects.filter(state=MeetingState.HELD, pk__in=attended.values("meeting"))
        return first_day(meetings, "starts_at", number=number)

    return proved_on


register_fact(
    YearFact(name="in_work_group", label="The school is in a Work Group", proved_on=_in_group, applies=HAS_GROUPS)
)
for _number, _what in MEETINGS.items():
    register_fact(
        YearFact(
            name=f"meeting_{_number}",
            label=f"Someone at the school has come to {_what}",
            proved_on=_came_to(_number),
            applies=HAS_GROUPS,
        )
    )
