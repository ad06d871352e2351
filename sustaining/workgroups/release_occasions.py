"""Meetings that a school's people attended, as occasions for release claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from schools.models import Participation
from schools.occasions import ReleaseOccasion, release_occasions
from sustaining.common.clock import london_day
from sustaining.common.templatetags.sustaining import clock

from .choices import Mark, MeetingState
from .models import Attendance, Meeting

MINUTES_A_DAY = 480


@release_occasions.provide
def meetings_attended(participation: Participation) -> Iterator[ReleaseOccasion]:
    """Yield the held meetings whose register marks someone from the school as present. One query."""
    marks = Attendance.objects.filter(participation=participation, mark=Mark.PRESENT, meeting__state=MeetingState.HELD)
    people = defaultdict(list)
    for mark in marks.select_related("meeting__group", "user").order_by("meeting", "pk"):
        people[mark.meeting].append(mark.who)
    for meeting, names in people.items():
        if meeting.starts_at:
            day = london_day(meeting.starts_at)
            yield ReleaseOccasion(f"meeting:{meeting.pk}", day, str(meeting), tuple(names), **_length(meeting))


def _length(meeting: Meeting) -> dict[str, Any]:
    """Return how long a meeting took, as its times and in days, where it says when it ended."""
    if not meeting.starts_at or not meeting.ends_at:
        return {}
    minutes = int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60
    times = f"{clock(meeting.starts_at)} to {clock(meeting.ends_at)}"
    return {"length": times, "days": (Decimal(minutes) / MINUTES_A_DAY).quantize(Decimal("0.001"))}
