"""What the desk asks about gap tasks, and the places of feedback and the library."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from schools.roles import PLAN_READERS, Role
from schools.viewer import Viewer, shown_to
from sustaining.common.clock import start_of_day
from sustaining.common.navigation import nav_item
from sustaining.common.todo import NOW, DeskContext, Todo, todo
from sustaining.common.waiting import only
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import MeetingState
from sustaining.workgroups.models import Invitation, Meeting

from .models import GapTaskResponse
from .rules import FEEDBACK_READERS

nav_item(51, "Library", "learning:library", shown_to(PLAN_READERS), parent="workgroups:groups")
nav_item(52, "Feedback", "learning:feedback", shown_to(FEEDBACK_READERS), parent="workgroups:groups")

MOST = 5


def _tasks_to_submit(viewer: Viewer) -> QuerySet[Meeting]:
    """Return the meetings of this year with a gap task that the viewer has not submitted, until the next meeting begins."""
    invited = Invitation.objects.live().filter(meeting=OuterRef("pk")).held_by(viewer, viewer.day)
    submitted = GapTaskResponse.objects.submitted().filter(meeting=OuterRef("pk"), written_by=viewer.pk)
    following = Meeting.objects.filter(
        group=OuterRef("group"), number__gt=OuterRef("number"), state__in=(MeetingState.HELD, MeetingState.REOPENED)
    )
    begun = start_of_day(AcademicYear.of(viewer.day).starts)
    meetings = Meeting.objects.filter(
        Exists(invited), ~Exists(submitted), ~Exists(following), starts_at__lte=NOW, starts_at__gte=begun
    ).exclude(gap_task="")
    meetings = meetings.exclude(state=MeetingState.CANCELLED).select_related("group")
    return meetings.order_by("starts_at", "pk")[:MOST]


@todo("gap tasks to submit", frozenset({Role.ADVOCATE}), rows=only(_tasks_to_submit))
def gap_tasks(desk: DeskContext, meetings: list[Meeting]) -> Iterator[Todo]:
    """Yield the gap tasks of this year's meetings that the Advocate has not submitted, until the next meeting begins."""
    for meeting in meetings:
        task = meeting.gap_task if len(meeting.gap_task) < 100 else f"{meeting.gap_task[:97]}…"
        yield Todo(
            title=f"Submit the gap task from {meeting}",
            detail=task,
            act="Submit gap task",
            url=reverse("learning:gap-task", args=[meeting.pk]),
            since=meeting.ends_at or desk.now,
            hubs=(meeting.group.hub_id,),
        )
