"""A list of attendance from before its hub used the site: what each row would record, and why a row can't be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from funding.models import ClaimLine
from schools.choices import NEVER_TOOK_PART
from schools.models import Participation
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.counts import join_words
from sustaining.common.errors import DomainError
from sustaining.common.forms import TypedTimeField, parse_past_date
from sustaining.common.imported_rows import ListedIn
from sustaining.common.templatetags.sustaining import clock
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.typed_text import fold
from sustaining.workgroups.actions.imports import (
    bring_in_mark,
    meetings_on,
    record_past_meeting,
    undo_imported_marks,
)
from sustaining.workgroups.actions.meetings import check_time
from sustaining.workgroups.actions.register import MARKABLE
from sustaining.workgroups.choices import Mark, MeetingState
from sustaining.workgroups.mark_uses import list_mark_uses
from sustaining.workgroups.models import Attendance, ImportedMark, Invitation, Meeting, Membership, WorkGroup

from .advocate_posts import AdvocatePosts
from .known_schools import KnownSchools
from .list_rows import ADD, KNOWN, PROBLEM, ListRow, ShownRow, clean_values
from .models import OpeningUpload
from .people_index import PeopleIndex

MARKS = {
    **dict.fromkeys(("attended", "present", "came", "yes", "y", "1", "x", "✓", "p"), Mark.PRESENT),
    **dict.fromkeys(("apologies", "apology", "sent apologies", "apologised"), Mark.APOLOGIES),
    **dict.fromkeys(("absent", "did not attend", "no", "n", "0", "missed", "a"), Mark.ABSENT),
}
"""Attendance, as hubs write it."""
Times = tuple[datetime, datetime]


@dataclass
class MarkRow(ListRow):
    """A mark of the list: whose, and at which meeting; without a `meeting` it is added at `times`."""

    group: WorkGroup | None = None
    held_on: date | None = None
    times: Times | None = None
    meeting: Meeting | None = None
    person: User | None = None
    participation: Participation | None = None
    mark: Mark | None = None

    @property
    def detail(self) -> str:
        """Return the person, meeting and mark, for the page."""
        shown = [
            self.person.full_name if self.person else self.cell("name") or self.cell("email"),
            self.group.name if self.group else self.cell("group"),
            format_day(self.held_on) if self.held_on else self.cell("held_on"),
            self.mark.label if self.mark else self.cell("mark"),
        ]
        return ", ".join(part for part in shown if part)

    def as_facts(self) -> list[Any]:
        """Return what saving would do with the row, to notice that it is something else by then."""
        return [*super().as_facts(), self.detail, self.person.pk if self.person else 0]


class MarkFacts:
    """What the site knows of the groups, meetings and people that a list names. A fixed number of queries."""

    def __init__(self, upload: OpeningUpload, user: User, rows: list[MarkRow]) -> None:
        self.hub = upload.hub
        self.schools = KnownSchools(upload.hub, user, rows, past=True)
        groups = WorkGroup.objects.visible_to(user).filter(hub=upload.hub).select_related("hub", "project")
        self.groups = list(groups.order_by("pk"))
        self.meetings: dict[tuple[int, date], list[Meeting]] = defaultdict(list)
        dated = Meeting.objects.visible_to(user).filter(group__in=self.groups, starts_at__isnull=False)
        for meeting in (
            dated.exclude(state=MeetingState.CANCELLED).select_related("imported").order_by("starts_at", "pk")
        ):
            self.meetings[meeting.group_id, london_day(meeting.starts_at)].append(meeting)  # type: ignore[arg-type]
        self.invited: dict[int, list[Invitation]] = defaultdict(list)
        live = Invitation.objects.visible_to(user).live().filter(meeting__group__in=self.groups)
        for invitation in live.select_related("user", "participation").order_by("pk"):
            self.invited[invitation.meeting_id].append(invitation)
        marks = Attendance.objects.visible_to(user).filter(meeting__group__in=self.groups, user__isnull=False)
        self.marks = {(mark.meeting_id, mark.user_id): mark for mark in marks}
        self._load_schools(user)

    def _load_schools(self, user: User) -> None:
        schools = [school.pk for school in self.schools.by_urn.values()]
        self.members: dict[tuple[int, int], Participation] = {}
        memberships = Membership.objects.visible_to(user).filter(
            group__in=self.groups, participation__school__in=schools
        )
        for row in memberships.select_related("participation__school", "participation__project").order_by("pk"):
            if row.participation.state not in NEVER_TOOK_PART and not row.participation.entered_by_mistake:
                self.members[row.group_id, row.participation.school_id] = row.participation
        self.posts = AdvocatePosts(user, schools)


class MarkCheck:
    """The check of one list: each row against the registers, and against the rows before it."""

    def __init__(self, upload: OpeningUpload, user: User, rows: list[MarkRow], now: datetime) -> None:
        self.now, self.day = now, london_day(now)
        self.facts = MarkFacts(upload, user, rows)
        self.added: dict[tuple[int, date], tuple[int, Times]] = {}
        self.seen: dict[tuple[int, date, int], int] = {}

    def read(self, row: MarkRow) -> None:
        """Read a row's group, day and times, so that one row can say when the meeting of several was."""
        self.facts.schools.find(row)
        try:
            row.held_on = parse_past_date(row.cell("held_on"), self.day)
        except ValueError:
            row.problems.append("Enter the date of the meeting, for example 14 October 2026.")
        row.mark = MARKS.get(fold(row.cell("mark")))
        if row.mark is None:
            row.problems.append("Enter the attendance: attended, apologies or absent.")
        if row.held_on:
            self._find_group(row, row.held_on)
            self._read_times(row, row.held_on)

    def check(self, row: MarkRow) -> None:
        """Set the row's verdict."""
        if row.group and row.held_on:
            self._find_meeting(row, row.group, row.held_on)
            if row.school and not row.problems:
                self._find_person(row, row.group)
        if row.person and row.group and row.held_on:
            self._check_again(row, (row.group.pk, row.held_on, row.person.pk))
        if row.verdict == KNOWN:
            return
        row.verdict = PROBLEM if row.problems else ADD
        row.why = row.problems or [*row.why, *self._effects(row)]

    def _find_group(self, row: MarkRow, held_on: date) -> None:
        same_name = [group for group in self.facts.groups if fold(group.name) == fold(row.cell("group"))]
        row.group = next((group for group in same_name if held_on in group.project.year), None)
        if row.group is None:
            names = join_words([group.name for group in self.facts.groups if held_on in group.project.year][:5])
            hint = f" Its Work Groups of that year: {names}." if names else ""
            row.problems.append(
                f"{self.facts.hub} has no Work Group called “{row.cell('group')}” on {format_day(held_on)}.{hint}"
            )

    def _read_times(self, row: MarkRow, held_on: date) -> None:
        if not row.cell("starts") and not row.cell("ends"):
            return
        try:
            first, last = (_moment(held_on, row.cell(key)) for key in ("starts", "ends"))
            if row.group:
                check_time(row.group, first, last)
        except ValueError:
            row.problems.append("Enter when the meeting started and ended, for example 4pm and 5:30pm.")
        except DomainError as refused:
            row.problems.append(str(refused))
        else:
            row.times = (first, last)
            if row.group:
                self.added.setdefault((row.group.pk, held_on), (row.line, row.times))

    def _find_meeting(self, row: MarkRow, group: WorkGroup, held_on: date) -> None:
        if held_on > self.day:
            row.problems.append("Date must be today or in the past.")
            return
        on_day = self.facts.meetings[group.pk, held_on]
        if row.times and len(on_day) > 1:
            on_day = [meeting for meeting in on_day if meeting.starts_at == row.times[0]] or on_day
        if len(on_day) > 1:
            row.problems.append(f"{group} had several meetings on this day. Enter when it started and ended.")
        elif on_day:
            row.meeting = on_day[0]
        elif (group.pk, held_on) not in self.added:
            row.problems.append(
                f"{group} has no meeting on this day. Enter when it started and ended, and it’s added as held."
            )
        else:
            line, times = self.added[group.pk, held_on]
            if row.times and row.times != times:
                row.problems.append(f"Row {line} gives other times for this meeting. Enter the same.")
            elif times[1] > self.now:
                row.problems.append("The meeting must be over.")
            row.times = times

    def _find_person(self, row: MarkRow, group: WorkGroup) -> None:
        added = row.meeting is None or hasattr(row.meeting, "imported")
        text = row.cell("email") or row.cell("name")
        if not text:
            row.problems.append("Enter the person’s name or email address.")
            return
        assert row.school is not None  # noqa: S101  (the caller has asked)
        people: dict[int, tuple[User, Participation | None]] = {}
        if row.meeting:
            for invitation in self.facts.invited[row.meeting.pk]:
                people[invitation.user_id] = (invitation.user, invitation.participation)
        if added:
            participation = self.facts.members.get((group.pk, row.school.pk))
            if participation is None:
                row.problems.append(f"{row.school} isn’t in {group}. Add it to the Work Group first.")
                return
            for post in self.facts.posts.in_year(row.school.pk, group.project.year, self.day):
                people.setdefault(post.user_id, (post.user, participation))
        own = [
            (person, (person, own_year))
            for person, own_year in people.values()
            if own_year and own_year.school_id == row.school.pk
        ]
        matches = PeopleIndex(own).find(text)
        if len(matches) == 1:
            row.person, row.participation = matches[0]
        elif matches:
            row.problems.append(f"Several people of {row.school} are called {text}. Enter the email address.")
        elif added:
            row.problems.append(f"“{text}” isn’t an Advocate of {row.school} in {group.project.year}. Correct it.")
        else:
            row.problems.append(f"“{text}” of {row.school} isn’t in the register of this meeting. Correct it.")

    def _check_again(self, row: MarkRow, key: tuple[int, date, int]) -> None:
        other = self.seen.setdefault(key, row.line)
        mark = self.facts.marks.get((row.meeting.pk, key[2])) if row.meeting else None
        if mark is not None:
            says = mark.get_mark_display().lower()
            same = "Nothing will change." if mark.mark == row.mark else "Correct the register on the meeting’s page."
            row.verdict, row.problems, row.why = KNOWN, [], [f"The register has this person already: {says}. {same}"]
        elif other != row.line:
            row.problems.append(f"Same person and meeting as row {other}.")
        elif row.meeting and not hasattr(row.meeting, "imported") and row.meeting.state not in MARKABLE:
            row.problems.append("The register of this meeting is closed. Reopen it on the meeting’s page first.")

    def _effects(self, row: MarkRow) -> Iterator[str]:
        if row.meeting:
            yield f"Recorded for {row.meeting}."
        elif row.times:
            yield f"A meeting from {clock(row.times[0])} to {clock(row.times[1])} is added to {row.group} as held."


def _moment(day: date, text: str) -> datetime:
    """Return the moment of a typed time on a day in London. Raise ValueError."""
    try:
        typed: time = TypedTimeField().clean(text.rpartition(" ")[2] if text[:4].isdecimal() else text)
    except ValidationError:
        raise ValueError(text) from None
    return timezone.make_aware(datetime.combine(day, typed))


def check_attendance(upload: OpeningUpload, user: User, now: datetime) -> list[MarkRow]:
    """Return the rows of a list of attendance with their verdicts. Raise TooOld when the rows are gone."""
    left_out = set(upload.left_out)
    rows = [
        MarkRow(line, clean_values(values), is_left_out=line in left_out) for line, values in upload.mapped_rows(now)
    ]
    check = MarkCheck(upload, user, rows, now)
    for row in rows:
        check.read(row)
    for row in rows:
        check.check(row)
    return rows


def save_mark(row: MarkRow, upload: OpeningUpload, *, by: User, now: datetime) -> dict[str, Any]:
    """Record the mark of a row, and its meeting where the site lacks it. Call it inside an action's transaction."""
    assert row.group is not None  # noqa: S101  (the check has found and read all of it)
    assert row.held_on is not None  # noqa: S101
    assert row.person is not None  # noqa: S101
    assert row.participation is not None  # noqa: S101
    assert row.mark is not None  # noqa: S101
    listed = ListedIn(upload.name, row.line)
    meeting = row.meeting or meetings_on(row.group, row.held_on).first()
    if meeting is None:
        assert row.times is not None  # noqa: S101
        starts_at, ends_at = row.times
        meeting = record_past_meeting(row.group, starts_at=starts_at, ends_at=ends_at, listed=listed, by=by, now=now)
    mark = bring_in_mark(
        meeting, user=row.person, participation=row.participation, mark=row.mark.value, listed=listed, by=by, now=now
    )
    return {"mark": mark.pk}


def marks_in_use(made: list[dict[str, Any]]) -> list[str]:
    """Return the marks that can't be undone, with what has been done with them since."""
    marks = {mark.pk: mark for mark in _marks(made)}
    uses: dict[int, list[str]] = defaultdict(list, list_mark_uses(marks))
    present = {
        (f"meeting:{mark.meeting_id}", mark.participation_id): key
        for key, mark in marks.items()
        if mark.mark == Mark.PRESENT
    }
    lines = ClaimLine.objects.filter(occasion__in={occasion for occasion, _ in present}).exclude(
        claim__state="withdrawn"
    )
    claims = lines.values_list("occasion", "claim__grant__participation", "claim__reference").distinct()
    for occasion, participation, reference in claims.order_by("claim__reference"):
        if (occasion, participation) in present:
            uses[present[occasion, participation]].append(f"claim {reference}")
    return [f"{marks[key].user}, {marks[key].meeting} ({join_words(phrases)})" for key, phrases in uses.items()]


def undo_marks(made: list[dict[str, Any]], *, reason: str, by: User, now: datetime) -> None:
    """Take every mark of a list out, and cancel the meetings that it added. Call it inside an action's transaction."""
    by_group: dict[WorkGroup, list[ImportedMark]] = defaultdict(list)
    for mark in _marks(made):
        by_group[mark.meeting.group].append(mark)
    for group, marks in by_group.items():
        undo_imported_marks(group, marks=marks, reason=reason, by=by, now=now)


def show_marks(made: list[dict[str, Any]], user: User) -> list[ShownRow]:
    """Return the marks of a list as they are now. One query."""
    rows = ImportedMark.objects.visible_to(user).filter(pk__in=[row["mark"] for row in made])
    return [
        ShownRow(row.source_row, row.participation.school, row.meeting.get_absolute_url(), _describe(row))
        for row in rows.select_related(*RELATED).order_by("source_row")
    ]


def _describe(mark: ImportedMark) -> str:
    undone = ", undone" if mark.undone_at else ""
    return f"{mark.user}, {mark.meeting}: {mark.get_mark_display().lower()}{undone}"


RELATED = ("user", "participation__school", "meeting__group__hub", "meeting__group__project", "meeting__imported")


def _marks(made: Collection[dict[str, Any]]) -> Any:
    rows = ImportedMark.objects.filter(pk__in=[row["mark"] for row in made])
    return rows.select_related(*RELATED).order_by("pk")
