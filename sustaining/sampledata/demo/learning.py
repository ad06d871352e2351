"""What the demo's Work Group learns: gap tasks submitted, feedback on meetings, and a library that keeps last year's tasks."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

from sustaining.common.permissions import may
from sustaining.learning import actions
from sustaining.workgroups import actions as groups
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance, Meeting

if TYPE_CHECKING:
    from .build import Builder

SOON_AFTER = timedelta(days=3)
RESPONSES = (
    "Year 8 drew bar models for sharing in a ratio. Most drew equal parts; some drew the parts in proportion, so we talked about "
    "why equal parts help.",
    "We used the second task with Year 7. Students found it hard to say what stays the same, so next time we’ll show three "
    "examples before the task.",
    "The double number line worked better than the table for the lower sets. Two colleagues will try it this week.",
)
COMMENTS = (
    "More time for the tasks, please.",
    "We’ll try the double number line in our department meeting.",
    "",
    "Seeing another school’s scheme of work helped most.",
)
RESOURCES = (
    (
        "Ratio tasks for Year 8",
        "https://plans.demo.example/ratio-tasks",
        "representation",
        "Five tasks and what to ask",
    ),
    (
        "Planning a unit together",
        "https://plans.demo.example/planning-a-unit",
        "planning",
        "Questions for a department",
    ),
)


def learn_between_meetings(builder: Builder) -> None:
    """Submit gap tasks and give feedback for each held meeting; the demo's own Advocate has still to submit the last one."""
    held = Meeting.objects.filter(group__hub=builder.hub, state="held").order_by("starts_at", "pk")
    for meeting in held.select_related("group__project"):
        _respond(builder, meeting)
    if last := held.last():
        for title, address, topic, about in RESOURCES:
            link = groups.add_link(last, title=title, address=address, by=builder.hubadmin, now=builder.now)
            actions.add_to_library(link, title=title, topic=topic, about=about, by=builder.hubadmin, now=builder.now)


def _respond(builder: Builder, meeting: Meeting) -> None:
    # In the days after the meeting, and not when the demo is loaded: feedback closes a month after it.
    at = min(builder.now, (meeting.starts_at or builder.now) + SOON_AFTER)
    marks = Attendance.objects.filter(meeting=meeting, mark=Mark.PRESENT, user__isnull=False)
    others = marks.exclude(user__email__startswith="advocate@").select_related("user", "meeting").order_by("pk")
    for number, (attendance, text, comment) in enumerate(zip(others, cycle(RESPONSES), cycle(COMMENTS), strict=False)):
        person: Any = attendance.user
        if number % 2 == 0 and may(person, "learning.submit_gap_task", meeting):
            actions.submit_gap_task(meeting, text=text, uploads=(), by=person, now=at)
        if number % 3 != 1:
            useful, confident = 4 - number % 2, 3 - number % 4 // 3
            actions.give_feedback(attendance, useful=useful, confident=confident, comment=comment, by=person, now=at)
