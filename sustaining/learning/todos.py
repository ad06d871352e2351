"""What the desk asks about gap tasks, and the places of feedback and the library."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from schools.roles import PLAN_READERS, Role
from schools.viewer import shown_to
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.navigation import nav_item
from sustaining.common.todo import DeskContext, Todo, todo
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import MeetingState
from sustaining.workgroups.models import Invitation, Meeting

from .models import GapTaskResponse
from .rules import FEEDBACK_READERS

nav_item(51, "Library", "learning:library", shown_to(PLAN_READERS), parent="workgroups:groups")
nav_item(52, "Feedback", "learning:feedback", shown_to(FEEDBACK_READERS), parent="workgroups:groups")

MOST = 5


@todo("gap tasks to submit", frozenset({Role.ADVOCATE}))
def gap_tasks(desk: DeskContext) -> Iterator[Todo]:
    """Yield the gap tasks of this year's meetings that the Advocate has not submitted, until the next meeting begins.

    One query.
    """
    invited = Invitation.objects.live().filter(meeting=OuterRef("pk")).held_by(desk.user, london_day(desk.now))
    submitted = GapTaskResponse.objects.submitted().filter(meeting=OuterRef("pk"), written_by=desk.user)
    following = Meeting.objects.filter(
        group=OuterRef("group"), number__gt=OuterRef("number"), state__in=(MeetingState.HELD, MeetingState.REOPENED)
    )
    year = AcademicYear.of(london_day(desk.now))
    meetings = Meeting.objects.filter(
        Exists(invited), ~Exists(submitted), ~Exists(following), starts_at__lte=desk.now,
        starts_at__gte=start_of_day(year.starts),
    ).exclude(gap_task="").exclude(state=MeetingState.CANCELLED)  # fmt: skip
    for meeting in meetings.select_related("group").order_by("starts_at", "pk")[:MOST]:
        task = meeting.gap_task if len(meeting.gap_task) < 100 else f"{meeting.gap_task[:97]}…"
        yield Todo(
            title=f"Submit the gap task from {meeting}",
            detail=task,
            act="Submit gap task",
            url=reverse("learning:gap-task", args=[meeting.pk]),
            since=meeting.ends_at or desk.now,
            hubs=(meeting.group.hub_id,),
        )
