"""Tasks, coming events and the navigation entry of Work Groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from schools.choices import ParticipationState
from schools.roles import GROUP_RUNNERS, PLAN_READERS, PROGRAMME_STAFF
from schools.viewer import shown_to
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.navigation import nav_item
from sustaining.common.templatetags.sustaining import clock
from sustaining.common.todo import NOW, UNTIL, Coming, DeskContext, Importance, Todo, coming_up, list_first, todo
from sustaining.common.waiting import only
from sustaining.common.years import AcademicYear
from sustaining.outbox.models import Email

from .actions.register import MARKABLE
from .choices import MeetingState, Mode, Rsvp
from .models import Invitation, Meeting, SubstituteProposal
from .querysets import led_groups

nav_item(
    50, "Work Groups", "workgroups:groups", shown_to(PLAN_READERS), icon="people", tab=shown_to(PLAN_READERS),
    short_label="Meetings", prefixes=("/meetings/", "/calendar/"),
)  # fmt: skip
ONE_BY_ONE = 4
"""Groups are listed one by one on the desk up to this number."""


def undated_meetings(viewer: Any) -> Any:
    """Return the meetings without a date of this academic year and later."""
    years = {"group__project__academic_year__gte": AcademicYear.of(viewer.day).start}
    return Meeting.objects.visible_to(viewer).filter(state=MeetingState.TO_BE_ANNOUNCED, **years)


def meetings_with_register(viewer: Any) -> Any:
    """Return the meetings of which this person keeps the register, up to the end of the day, while it is open."""
    meetings = Meeting.objects.visible_to(viewer)
    rows = meetings.filter(state__in=MARKABLE, ends_at__lt=start_of_day(viewer.day + timedelta(days=1)))
    if viewer.has_active_role(PROGRAMME_STAFF):
        return rows
    return rows.filter(group__in=led_groups(viewer, viewer.day))


def unanswered_invitations(viewer: Any) -> Any:
    """Return the person's invitations without a reply, to meetings from this day on."""
    invitations = Invitation.objects.live().held_by(viewer, viewer.day)
    ahead = {"meeting__state": MeetingState.SCHEDULED, "meeting__starts_at__gt": start_of_day(viewer.day)}
    return invitations.filter(rsvp=Rsvp.NONE, **ahead).exclude(participation__state=ParticipationState.PAUSED)


def substitutes_to_confirm(viewer: Any) -> Any:
    """Return the undecided proposals of substitutes for meetings from this day on."""
    return SubstituteProposal.objects.visible_to(viewer).waiting(start_of_day(viewer.day))


def emails_in_trouble(viewer: Any) -> Any:
    """Return all emails that failed or bounced: whether anybody sees any of them is asked only when there are any."""
    return Email.objects.in_trouble()


def _undated_with_members(viewer: Any) -> Any:
    members = Count("group__memberships", filter=Q(group__memberships__ends_on__isnull=True))
    waiting = undated_meetings(viewer).select_related("group__project")
    return waiting.annotate(members=members).order_by("group", "number")


@todo(
    "meetings without a date",
    PROGRAMME_STAFF,
    Importance.LAST,
    waiting=only(undated_meetings),
    rows=only(_undated_with_members),
)
def undated(desk: DeskContext, meetings: list[Any]) -> Iterator[Todo]:
    """Yield the next meeting without a date of each group, or one task for many groups, for programme staff."""
    by_group: dict[int, list[Any]] = defaultdict(list)
    for meeting in meetings:
        by_group[meeting.group_id].append(meeting)
    if len(by_group) > ONE_BY_ONE:
        yield Todo(
            title=f"{len(by_group)} Work Groups have meetings without a date",
            detail=list_first([str(meeting) for meeting, *_ in by_group.values()]),
            act="View Work Groups",
            url=reverse("workgroups:groups"),
            since=desk.now,
            hubs=tuple(meeting.group.hub_id for meeting, *_ in by_group.values()),
        )
        return
    for meeting, *later in by_group.values():
        needs = "later meeting also needs a date" if len(later) == 1 else "later meetings also need dates"
        after = f" · {len(later)} {needs}" if later else ""
        yield Todo(
            title=f"{meeting} has no date yet",
            detail=f"{meeting.title or 'To be announced'} · {meeting.members} schools are waiting to hear{after}",
            act="Set a date",
            url=reverse("workgroups:schedule", args=[meeting.pk]),
            since=desk.now,
            hubs=(meeting.group.hub_id,),
        )


def _meetings_over(viewer: Any) -> Any:
    over = meetings_with_register(viewer).filter(ends_at__lt=NOW)
    return over.select_related("group").order_by("ends_at")[:50]


@todo("registers open", GROUP_RUNNERS, waiting=only(meetings_with_register), rows=only(_meetings_over))
def open_registers(desk: DeskContext, meetings: list[Meeting]) -> Iterator[Todo]:
    """Yield past meetings whose register is still open, for those who keep it."""
    for meeting in meetings:
        yield Todo(
            title=f"The register for {meeting} is open",
            detail="Mark attendance and close it, so that it counts.",
            act="Open register",
            url=reverse("workgroups:register", args=[meeting.pk]),
            since=meeting.ends_at or desk.now,
            hubs=(meeting.group.hub_id,),
        )


def _proposed_substitutes(viewer: Any) -> Any:
    waiting = SubstituteProposal.objects.visible_to(viewer).waiting(NOW)
    return waiting.select_related("invitation__user", "invitation__meeting__group")[:20]


@todo(
    "substitutes to confirm",
    GROUP_RUNNERS,
    waiting=only(substitutes_to_confirm),
    rows=only(_proposed_substitutes),
)
def proposed_substitutes(desk: DeskContext, proposals: list[SubstituteProposal]) -> Iterator[Todo]:
    """Yield people from outside a school who are proposed as substitutes, for those who run the meeting."""
    for proposal in proposals:
        yield Todo(
            title=f"{proposal.invitation.user} has proposed {proposal.name} as a substitute",
            detail=f"{proposal.meeting} · {proposal.email}",
            act="Review substitute",
            url=proposal.get_absolute_url(),
            since=proposal.proposed_at,
            hubs=(proposal.invitation.meeting.group.hub_id,),
        )


def _invitations_ahead(viewer: Any) -> Any:
    invitations = unanswered_invitations(viewer).filter(meeting__starts_at__gt=NOW)
    return invitations.select_related("meeting__group").order_by("meeting__starts_at")[:20]


@todo(
    "invitations to answer",
    is_own=True,
    waiting=only(unanswered_invitations),
    rows=only(_invitations_ahead),
)
def unanswered(desk: DeskContext, invitations: list[Invitation]) -> Iterator[Todo]:
    """Yield the future meetings that this person has not answered."""
    for invitation in invitations:
        start = timezone.localtime(invitation.meeting.starts_at)
        yield Todo(
            title=f"Are you going to {invitation.meeting}?",
            detail=f"{start:%A} {start.day} {start:%B}, {clock(start)}",
            act="Reply to invitation",
            url=invitation.meeting.get_absolute_url(),
            since=desk.now,
            hubs=(invitation.meeting.group.hub_id,),
        )


@todo("emails not delivered", GROUP_RUNNERS, waiting=only(emails_in_trouble))
def failed_mail(desk: DeskContext) -> Iterator[Todo]:
    """Yield emails that could not be delivered, for those who manage them."""
    for email in Email.objects.in_trouble().visible_to(desk.viewer).select_related("user").order_by("settled_at")[:20]:
        yield Todo(
            title=f"An email to {email.user or email.to} was not delivered",
            detail=f"{email.subject} · {email.last_answer}"[:160],
            act="View email",
            url=reverse("outbox:email", args=[email.pk]),
            since=email.settled_at or desk.now,
        )


def _meetings_ahead(viewer: Any) -> Any:
    """Return the scheduled meetings of the next weeks, with how many are invited and how many are going."""
    live = Q(invitations__withdrawn_at__isnull=True)
    coming = Count("invitations", filter=live & Q(invitations__rsvp=Rsvp.COMING))
    meetings = Meeting.objects.visible_to(viewer).between(NOW, UNTIL).select_related("group")
    return meetings.annotate(coming=coming, invited=Count("invitations", filter=live))[:50]


@coming_up("meetings", rows=only(_meetings_ahead))
def meetings_to_come(desk: DeskContext, meetings: list[Any]) -> Iterator[Coming]:
    """Yield the scheduled meetings of the groups that this person sees."""
    for meeting in meetings:
        where = "Online" if meeting.mode == Mode.ONLINE else meeting.place or "Place to be announced"
        yield Coming(
            on=london_day(meeting.starts_at),
            at=meeting.starts_at,
            title=str(meeting),
            detail=f"{where} · {meeting.coming} of {meeting.invited} going",
            url=meeting.get_absolute_url(),
        )
