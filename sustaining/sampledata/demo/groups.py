"""The demo's Work Groups: meetings held, to come, and one to be announced."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from schools.models import Participation
from specialists.models import Specialist
from sustaining.workgroups import actions
from sustaining.workgroups.certificates import group_attendance
from sustaining.workgroups.choices import CertificateKind, Mark, Mode, Rsvp
from sustaining.workgroups.models import Invitation, Meeting, WorkGroup

if TYPE_CHECKING:
    from .build import Builder

LONDON = timezone.get_default_timezone()
MARKS = {"p": Mark.PRESENT, "x": Mark.APOLOGIES, "a": Mark.ABSENT}
HELD = (
    ("Setting out: our departments’ plans", 58),
    ("Multiplicative reasoning in Key Stage 3", 30),
    ("A lesson observed and discussed", 9),
)


def year_of_meetings(builder: Builder, years: list[tuple[Participation, str]], leads: list[Specialist]) -> None:
    """Create a group of every school, with past meetings and registers, a future one, and one without a date."""
    began = builder.moment(66)
    group = actions.set_up_group(
        builder.hub,
        project=builder.project,
        name="Work Group B",
        focus="b",
        leads=leads,
        by=builder.hubadmin,
        now=began,
    )
    for participation, _ in years:
        actions.join_group(group, participation=participation, by=builder.hubadmin, now=began)
    longest = max(len(marks) for _, marks in years)
    for number, (title, days_ago) in enumerate(HELD[:longest]):
        _held(builder, group, number, title, days_ago, years)
    _certificates(builder, group)
    ahead = _school_day(timezone.localdate(builder.now) + timedelta(days=8))
    if ahead in builder.project.year:
        meeting = actions.add_meeting(
            group,
            title="Sharing and critiquing our plans",
            **_times(ahead),
            mode=Mode.ONLINE,
            joining_link="https://meet.demo.example/work-group-b",
            agenda="Welcome\nReview two plans in pairs\nGap task",
            by=builder.hubadmin,
            now=builder.now,
        )
        _answers(builder, meeting)
    actions.add_meeting(group, title="Visit to a primary school", by=builder.hubadmin, now=builder.now)


def _certificates(builder: Builder, group: WorkGroup) -> None:
    """Issue certificates of attendance to the first people by name, and withdraw one."""
    people = [row.key for row in group_attendance(group) if row.can_have(CertificateKind.ATTENDANCE)][:4]
    if not people:
        return  # the year is too young: no meeting has been held
    issued = actions.issue_certificates(
        group, kind=CertificateKind.ATTENDANCE, people=people, by=builder.lead, now=builder.now
    )
    actions.withdraw_certificate(issued[-1], reason="The name was misspelt.", by=builder.lead, now=builder.now)


def _answers(builder: Builder, meeting: Meeting) -> None:
    """Record replies: some coming, one apology with a reason, the others silent; and add something to read."""
    address = "https://plans.demo.example/reading-a-plan"
    actions.add_link(meeting, title="Reading a colleague’s plan", address=address, by=builder.hubadmin, now=builder.now)
    members = meeting.invitations.filter(participation__isnull=False).select_related("user", "meeting__group__hub")
    for number, invitation in enumerate(members.exclude(user__email__startswith="advocate@").order_by("pk")[:6]):
        sorry = number == 2
        actions.answer_invitation(
            invitation,
            rsvp=Rsvp.APOLOGIES if sorry else Rsvp.COMING,
            reason="Parents’ evening" if sorry else "",
            by=invitation.user,
            now=builder.now,
        )


def _held(
    builder: Builder, group: WorkGroup, number: int, title: str, days_ago: int, years: list[tuple[Participation, str]]
) -> None:
    day = builder.day(days_ago)
    times = _times(day)
    if times["ends_at"] > builder.now:
        return
    meeting = actions.add_meeting(
        group,
        title=title,
        **times,
        mode=Mode.IN_PERSON,
        place=f"{years[number][0].school}, {years[number][0].school.town}",
        by=builder.hubadmin,
        now=builder.moment(66),
    )
    for participation, marks in years:
        if number < len(marks):
            _mark(builder, meeting, participation, MARKS[marks[number]])
    actions.hold_meeting(meeting, mark_rest=True, by=builder.hubadmin, now=times["ends_at"])
    task = "Teach one task from the meeting to a class in Key Stage 3 and bring three pieces of work."
    actions.edit_meeting(meeting, title=title, agenda="", gap_task=task, by=builder.hubadmin, now=times["ends_at"])


def _mark(builder: Builder, meeting: Meeting, participation: Participation, mark: Mark) -> None:
    for invitation in Invitation.objects.filter(meeting=meeting, participation=participation):
        actions.mark_attendance(
            meeting, user=invitation.user, mark=mark, by=builder.hubadmin, now=_times(builder.day(0))["starts_at"]
        )


def _times(day: date) -> dict[str, Any]:
    start = datetime.combine(day, time(16), tzinfo=LONDON)
    return {"starts_at": start, "ends_at": start + timedelta(hours=2)}


def _school_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day
