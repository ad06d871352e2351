"""Meetings that a school's people attended, as occasions for release claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from schools.models import Participation
from schools.occasions import ReleaseOccasion, release_occasions
from sustaining.common.clock import london_day

from .choices import Mark, MeetingState
from .models import Attendance


@release_occasions.provide
def meetings_attended(participation: Participation) -> Iterator[ReleaseOccasion]:
    """Yield the held meetings whose register marks someone from the school as present. One query."""
    marks = Attendance.objects.filter(participation=participation, mark=Mark.PRESENT, meeting__state=MeetingState.HELD)
    people = defaultdict(list)
    for mark in marks.select_related("meeting__group", "user").order_by("meeting", "pk"):
        people[mark.meeting].append(mark.who)
    for meeting, names in people.items():
        if meeting.starts_at:
            yield ReleaseOccasion(f"meeting:{meeting.pk}", london_day(meeting.starts_at), str(meeting), tuple(names))
