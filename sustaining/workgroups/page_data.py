"""What the pages of Work Groups show, read through what is visible."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.utils import timezone

from schools.hats import roles_of
from sustaining.outbox.models import Email
from sustaining.outbox.reminders import REMINDERS

from .choices import Mark, MeetingState, Rsvp
from .models import Attendance, Meeting, Membership, WorkGroup
from .reminders import DAYS_BEFORE, due_from

SETS_UP = {"lead", "hubadmin", "administrator"}


def may_set_up_groups(user: Any) -> bool:
    """Whether some hub's groups are this person's to set up."""
    return not SETS_UP.isdisjoint(roles_of(user))


def require_some_hub(user: Any) -> None:
    """Raise PermissionDenied, with a sentence, unless the person sets up groups somewhere."""
    if not may_set_up_groups(user):
        raise PermissionDenied("Work Groups and their meetings are set up by the hub.")


def of_group(group: WorkGroup, user: Any) -> dict[str, Any]:
    """Members with their schools, meetings with counts, the leads. Three queries."""
    members = Membership.objects.filter(group=group, ends_on__isnull=True).select_related("participation__school")
    counts = {
        "coming": Count("invitations", filter=Q(invitations__rsvp=Rsvp.COMING), distinct=True),
        "invited": Count("invitations", distinct=True),
        "present": Count("attendances", filter=Q(attendances__mark=Mark.PRESENT), distinct=True),
    }
    return {
        "members": list(members.order_by("participation__school__name")),
        "meetings": list(group.meetings.annotate(**counts).order_by("number")),
        "leads": [link.specialist for link in group.lead_links.select_related("specialist__user")],
    }


def of_meeting(meeting: Meeting, user: Any, now: datetime) -> dict[str, Any]:
    """Who comes, one's own answer, what was said and what will be."""
    invitations: list[Any] = list(
        meeting.invitations.select_related("user", "participation__school").order_by(
            "participation__school__name", "user__full_name"
        )
    )
    marks = dict(Attendance.objects.filter(meeting=meeting).values_list("user", "mark"))
    for invitation in invitations:
        invitation.mark_words = Mark(marks[invitation.user_id]).label if invitation.user_id in marks else ""
    mine = next((invitation for invitation in invitations if invitation.user_id == user.pk), None)
    runs = may_set_up_groups(user)
    return {
        "invitations": invitations,
        "mine": mine,
        "coming": sum(1 for one in invitations if one.rsvp == Rsvp.COMING),
        "is_over": bool(meeting.starts_at and meeting.starts_at <= now),
        "said": list(Email.objects.about_thing(meeting)[:50]) if runs else [],
        "to_come": reminders_to_come(meeting, now) if runs else [],
        "runs": runs,
    }


def reminders_to_come(meeting: Meeting, now: datetime) -> list[tuple[datetime, int]]:
    """When reminders of this meeting will go, soonest first, each with the number of people as things stand."""
    if meeting.state != MeetingState.SCHEDULED or meeting.starts_at is None:
        return []
    moments = sorted(due_from(meeting, days) for days in DAYS_BEFORE)
    return [(moment, _people_at(meeting, moment)) for moment in moments if moment > now]


def _people_at(meeting: Meeting, moment: datetime) -> int:
    return sum(1 for occasion in REMINDERS["meeting-soon"](moment) if occasion.about == meeting)


def times_of(meeting: Meeting) -> dict[str, Any]:
    """What a form about the meeting's time starts with."""
    known = {"mode": meeting.mode, "place": meeting.place, "joining_link": meeting.joining_link}
    if meeting.starts_at is None or meeting.ends_at is None:
        return known
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return {**known, "date": start.date(), "start": start.time(), "end": end.time()}


def register_lines(meeting: Meeting) -> list[dict[str, Any]]:
    """A line a person invited: {person, school, mark}. Two queries."""
    marks = dict(Attendance.objects.filter(meeting=meeting).values_list("user", "mark"))
    invitations = meeting.invitations.select_related("user", "participation__school")
    return [
        {
            "person": one.user,
            "school": one.participation.school if one.participation else None,
            "rsvp": one,
            "mark": marks.get(one.user_id, ""),
        }
        for one in invitations.order_by("participation__school__name", "user__full_name")
    ]


def register_line(meeting: Meeting, person: int) -> dict[str, Any]:
    """One person's line. Raises Http404 when they were not invited."""
    line = next((line for line in register_lines(meeting) if line["person"].pk == person), None)
    if line is None:
        raise Http404("Nobody of that name was invited.")
    return line
