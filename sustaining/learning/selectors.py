"""What the pages of gap tasks, feedback and the library show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from schools.models import School
from schools.viewer import as_viewer
from sustaining.common.clock import london_day, today
from sustaining.common.errors import DomainError
from sustaining.common.gathering import gather
from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark, MeetingState
from sustaining.workgroups.meeting_resources import MEETING, compose_resources
from sustaining.workgroups.models import Attendance, Meeting, Membership, WorkGroup

from .actions import check_gap_task
from .choices import POSITIVE
from .models import GapTaskFile, GapTaskResponse, LibraryItem, MeetingFeedback
from .querysets import run_groups

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader
    from sustaining.outbox.models import Link


@dataclass(frozen=True)
class GapTaskPage:
    """The gap task of a meeting as one person sees it."""

    responses: Sequence[GapTaskResponse]
    own: GapTaskResponse | None
    submits: bool
    closed: str
    missing: list[Any]
    """Member schools that have not submitted; only for those who run the group."""

    @property
    def schools(self) -> int:
        """Return how many schools have submitted."""
        return len({response.participation_id for response in self.responses})


def gap_task_page(meeting: Meeting, user: Reader, now: datetime) -> GapTaskPage:
    """Return who has submitted the gap task of a meeting, the user's own response, and for leads who has not.

    A bounded number of queries, however many schools there are.
    """
    files = Prefetch("files", GapTaskFile.objects.filter(removed_at__isnull=True), to_attr="shown_files")
    rows = GapTaskResponse.objects.visible_to(user).filter(meeting=meeting).prefetch_related(files)
    every = list(rows.select_related("written_by", "participation__school", "meeting__group"))
    responses = [row for row in every if row.withdrawn_at is None]
    closed = ""
    try:
        check_gap_task(meeting, now)
    except DomainError as error:
        closed = str(error)
    runs = may(user, "learning.read_feedback", meeting)
    return GapTaskPage(
        responses=responses,
        own=next((row for row in every if row.written_by_id == user.pk), None),
        submits=not closed and may(user, "learning.submit_gap_task", meeting),
        closed=closed,
        missing=missing_schools(meeting, responses, user, now) if runs and meeting.has_begun(now) else [],
    )


def missing_schools(meeting: Meeting, responses: Iterable[GapTaskResponse], user: Reader, now: datetime) -> list[Any]:
    """Return the schools in the group today that have not submitted the gap task, by name. One query.

    `may_open` says whether the user may open the school's page: a Work Group Lead supports few of the group's schools.
    """
    submitted = {response.participation_id for response in responses}
    members = Membership.objects.on(london_day(now)).filter(group=meeting.group_id).exclude(participation__in=submitted)
    opens = Exists(School.objects.visible_to(user).filter(pk=OuterRef("participation__school")))
    rows = members.select_related("participation__school").annotate(may_open=opens)
    schools = []
    for row in rows.order_by("participation__school__sort_name"):
        row.participation.school.may_open = row.may_open
        schools.append(row.participation.school)
    return schools


def own_attendance(meeting: Meeting, user: Reader) -> Attendance | None:
    """Return the user's mark at a meeting that took place and at which they were present."""
    if not meeting.took_place:
        return None
    marks = Attendance.objects.visible_to(user).filter(meeting=meeting, user=user.pk, mark=Mark.PRESENT)
    return marks.select_related("meeting__group", "feedback").first()


def counted(feedback: QuerySet[MeetingFeedback]) -> QuerySet[MeetingFeedback]:
    """Return the feedback that figures count: of people whom a closed register shows at the meeting."""
    return feedback.filter(attendance__mark=Mark.PRESENT, attendance__meeting__state=MeetingState.HELD)


def attendance_by(link: Link) -> Attendance:
    """Return the mark in the register that a link to give feedback is about."""
    return Attendance.objects.select_related("meeting__group__hub", "feedback").get(pk=link.subject_id)


@dataclass(frozen=True)
class FeedbackRow:
    """Feedback on one meeting, or on all of a group: numbers of people."""

    subject: Any
    people: int
    answers: int
    useful: int
    confident: int
    meetings: int = 1

    @property
    def share(self) -> int:
        """Return the share of people who gave feedback, in per cent."""
        return round(100 * self.answers / self.people) if self.people else 0


IS_USEFUL, IS_CONFIDENT = Q(useful__gte=POSITIVE), Q(confident__gte=POSITIVE)


def _numbers(user: User, by: str, meetings: QuerySet[Meeting]) -> dict[Any, tuple[int, int, int, int, int]]:
    """Return (people, answers, useful, confident, meetings) by the meeting or group; two queries."""
    where = {"attendance__meeting__in": meetings.order_by().values("pk")}
    path = "attendance__meeting" if by == "meeting" else "attendance__meeting__group"
    answers = {
        row["key"]: row
        for row in counted(MeetingFeedback.objects.visible_to(user)).filter(**where).order_by().values(key=F(path))
        .annotate(answers=Count("pk"), useful_count=Count("pk", filter=IS_USEFUL), sure=Count("pk", filter=IS_CONFIDENT))
    }  # fmt: skip
    marks = Attendance.objects.counted().filter(
        meeting__in=meetings.order_by().values("pk"), mark=Mark.PRESENT, user__isnull=False
    )
    people = marks.order_by().values(key=F("meeting" if by == "meeting" else "meeting__group"))
    numbers = {}
    for row in people.annotate(people=Count("pk"), meetings=Count("meeting", distinct=True)):
        answer = answers.get(row["key"], {"answers": 0, "useful_count": 0, "sure": 0})
        numbers[row["key"]] = (
            row["people"],
            answer["answers"],
            answer["useful_count"],
            answer["sure"],
            row["meetings"],
        )
    return numbers


def feedback_by_meeting(group: WorkGroup, user: User) -> list[FeedbackRow]:
    """Return a row for each held meeting of a group, the latest first. Three queries."""
    meetings = Meeting.objects.filter(group=group, state=MeetingState.HELD)
    numbers = _numbers(user, "meeting", meetings)
    held = meetings.select_related("group").order_by("-starts_at")
    return [_row(meeting, numbers.get(meeting.pk)) for meeting in held]


def feedback_by_group(groups: QuerySet[WorkGroup], user: User) -> list[FeedbackRow]:
    """Return a row for each group that has held a meeting, by hub and name. Three queries."""
    meetings = Meeting.objects.filter(group__in=groups.order_by().values("pk"), state=MeetingState.HELD)
    numbers = _numbers(user, "group", meetings)
    rows = groups.filter(pk__in=numbers).select_related("hub", "project").order_by("hub__sort_name", "sort_name")
    return [_row(group, numbers[group.pk]) for group in rows]


def _row(subject: Any, numbers: tuple[int, int, int, int, int] | None) -> FeedbackRow:
    people, answers, useful, confident, meetings = numbers or (0, 0, 0, 0, 1)
    return FeedbackRow(subject, people, answers, useful, confident, meetings)


def comments(group: WorkGroup, user: User) -> list[dict[str, Any]]:
    """Return the comments on each meeting of a group, newest meeting first, without names and in no order of arrival."""
    rows = counted(MeetingFeedback.objects.visible_to(user)).filter(attendance__meeting__group=group)
    by_meeting: dict[int, dict[str, Any]] = {}
    written = rows.exclude(comment="").select_related("attendance__meeting__group")
    for row in written.order_by("-attendance__meeting__starts_at", "comment"):
        meeting = row.attendance.meeting
        by_meeting.setdefault(meeting.pk, {"meeting": meeting, "comments": []})["comments"].append(row.comment)
    return list(by_meeting.values())


def feedback_groups(user: User) -> QuerySet[WorkGroup]:
    """Return the groups whose feedback the user reads."""
    groups = WorkGroup.objects.visible_to(user)
    return groups if user.is_superuser else groups.filter(pk__in=run_groups(user, today()))


def feedback_years(groups: QuerySet[WorkGroup]) -> list[AcademicYear]:
    """Return the years that have groups, the latest first, and the present one. One query."""
    starts = set(groups.order_by().values_list("project__academic_year", flat=True).distinct())
    return [AcademicYear(start) for start in sorted(starts | {AcademicYear.of(today()).start}, reverse=True)]


def find_year(text: str | None, years: list[AcademicYear]) -> AcademicYear:
    """Return the year that a page is asked for, or without one the present year. Raise Http404 for an unknown one."""
    chosen = text or str(AcademicYear.of(today()).start)
    year = next((year for year in years if str(year.start) == chosen), None)
    if year is None:
        raise Http404("There are no Work Groups in that year.")
    return year


def library_lines(items: Iterable[LibraryItem], user: User) -> list[dict[str, Any]]:
    """Return each resource with whether the user may change it; the question is asked once for each meeting's group."""
    may_change: dict[int, bool] = {}
    lines = []
    for item in items:
        group = item.meeting.group_id
        if group not in may_change:
            may_change[group] = may(user, "learning.edit_library_item", item)
        lines.append({"item": item, "changes": may_change[group]})
    return lines


def meeting_resources(meeting: Meeting, user: Reader) -> dict[str, Any]:
    """Return the links and files of a meeting that are not in the library. One query."""
    return gather(_compose_resources, as_viewer(user), {MEETING: meeting.pk})


def _compose_resources(scope: Any) -> dict[str, QuerySet[Any]]:
    in_library = Q(library_item__isnull=False, library_item__removed_at__isnull=True)
    return {name: rows.exclude(in_library) for name, rows in compose_resources(scope).items()}


def library_items(user: User, filters: dict[str, Any]) -> QuerySet[LibraryItem]:
    """Return the resources that match, newest first, with what the list shows."""
    items = LibraryItem.objects.visible_to(user).kept()
    if filters.get("q"):
        items = items.matching(filters["q"])
    if filters.get("topic"):
        items = items.filter(topic=filters["topic"])
    if filters.get("group"):
        name = filters["group"]
        items = items.filter(Q(link__meeting__group__name=name) | Q(file__meeting__group__name=name))
    group = ("link__meeting__group__project", "file__meeting__group__project")
    return items.select_related("hub", "added_by", *group).order_by("-added_at", "-pk")


def library_group_names(user: User) -> list[str]:
    """Return the names of the groups that resources in the library are from. One query."""
    items = LibraryItem.objects.visible_to(user).kept().order_by()
    names = items.values_list("link__meeting__group__name", "file__meeting__group__name").distinct()
    return sorted({name for pair in names for name in pair if name})
