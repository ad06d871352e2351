"""The rows of the participant and the school return: everyone, and every school, of a year as they were on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F

from devplans.choices import SessionState
from devplans.models import Session
from schools.choices import ParticipationState, Stage
from schools.hub_history import hub_name_on
from schools.models import Advocate
from schools.querysets import FocusTitle
from sustaining.common.clock import london_day
from sustaining.common.typed_text import sort_key
from sustaining.workgroups.choices import Mark, MeetingState
from sustaining.workgroups.models import Attendance, Meeting, Membership

from .filters import ReportFilter
from .models import ReturnKind
from .return_columns import Column

ADVOCATE, CAME = "Mastery Advocate", "Attended meetings"
ENDED = (ParticipationState.COMPLETED, ParticipationState.WITHDRAWN)


Posts = dict[int, dict[int, list[tuple[date, date | None]]]]
"""First and last days of the posts of Advocates, by school and account."""


@dataclass(frozen=True)
class ReturnRow:
    """A row of a return: what names it, and the value of every field that a column may hold."""

    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class ReturnTable:
    """The rows of a return, and how many people were left out because the use of their data is restricted."""

    rows: Sequence[ReturnRow]
    left_out: int = 0

    def cells(self, columns: Iterable[Column]) -> list[list[Any]]:
        """Return the values of the chosen columns, row by row."""
        keys = [column.key for column in columns]
        return [[row.values[key] for key in keys] for row in self.rows]


@dataclass
class SchoolYear:
    """What a return reads of one participation. `meetings` are those held while it was a member, by key with their day."""

    values: dict[str, Any]
    school: int
    since: date
    until: date
    meetings: dict[int, date] = field(default_factory=dict)
    attended: set[int] = field(default_factory=set)
    present: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Meetings that each account attended for the school."""


def gather(kind: str, report_filter: ReportFilter, on: date) -> ReturnTable:
    """Return a kind of return for a day. The number of queries does not depend on the rows."""
    years = _school_years(report_filter, on)
    _add_meetings(years, on)
    people = _add_marks(years)
    if kind == ReturnKind.SCHOOLS:
        return ReturnTable(list(_school_rows(years, report_filter, on)))
    return _participants(years, people, report_filter)


def _school_years(report_filter: ReportFilter, on: date) -> dict[int, SchoolYear]:
    """Return the years that were enrolled by the day and had begun, by key. One query."""
    participations: Any = report_filter.participations().counted().filter(enrolled_at__date__lte=on)
    rows = participations.order_by("school__sort_name", "pk").values(
        "pk", "state", "ended_on", "enrolled_at", "school_id", code=F("project__code"), title=F("project__title"),
        stage=F("project__stage"), focus_title=FocusTitle("project__foci", "focus"), hub_name=hub_name_on("hub", on),
        hub_region=F("hub__region"), urn=F("school__urn"), name=F("school__name"), authority=F("school__local_authority"),
    )  # fmt: skip
    return {row["pk"]: _school_year(row, report_filter.year.starts, on) for row in rows}


def _school_year(row: dict[str, Any], starts: date, on: date) -> SchoolYear:
    state, ended = row["state"], row["ended_on"]
    if ended is None or ended > on:
        state, ended = ParticipationState.ACTIVE, None
    has_completed = state == ParticipationState.COMPLETED
    enrolled = london_day(row["enrolled_at"])
    values = {
        "school": row["name"],
        "urn": row["urn"],
        "local_authority": row["authority"],
        "hub": row["hub_name"],
        "region": row["hub_region"],
        "project": row["code"],
        "project_title": row["title"],
        "stage": str(Stage(row["stage"]).label),
        "focus": row["focus_title"],
        "status": str(ParticipationState(state).label),
        "enrolled_on": enrolled,
        "completed": "Yes" if has_completed else "No",
        "completed_on": ended if has_completed else None,
    }
    until = ended if ended and state in ENDED else on
    return SchoolYear(values, row["school_id"], min(max(starts, enrolled), until), until)


def _add_meetings(years: dict[int, SchoolYear], on: date) -> None:
    """Add the meetings held by the day with a closed register, while the school was in the group. Two queries."""
    memberships = Membership.objects.filter(participation__in=years).values_list(
        "participation", "group", "starts_on", "ends_on"
    )
    by_group: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for participation, group, starts, ends in memberships:
        by_group[group].append((participation, starts, ends))
    held: Any = Meeting.objects.filter(group__in=by_group, state=MeetingState.HELD, starts_at__date__lte=on)
    for key, group, starts_at in held.values_list("pk", "group", "starts_at"):
        day = london_day(starts_at)
        for participation, starts, ends in by_group[group]:
            if starts <= day and (ends is None or day < ends):
                years[participation].meetings[key] = day


def _add_marks(years: dict[int, SchoolYear]) -> dict[int, dict[str, Any]]:
    """Add who attended, and return these people by key. Marks of an account that was merged are the other's. One query."""
    marks: Any = Attendance.objects.filter(participation__in=years, mark=Mark.PRESENT).counted()
    people: dict[int, dict[str, Any]] = {}
    for row in marks.values("participation", "meeting", **_person("user")):
        year = years[row["participation"]]
        if row["meeting"] not in year.meetings:
            continue
        year.attended.add(row["meeting"])
        if row["account"] is not None:
            year.present[_remaining(row, people)].add(row["meeting"])
    return people


def _person(path: str) -> dict[str, F]:
    """Return what is read of an account, and of the one that it was merged into."""
    names = {"name": "full_name", "trn": "trn", "restricted": "restricted_on"}
    own = {f"own_{name}": F(f"{path}__{column}") for name, column in names.items()}
    merged = {f"merged_{name}": F(f"{path}__merged_into__{column}") for name, column in names.items()}
    return {"account": F(path), "merged": F(f"{path}__merged_into"), **own, **merged}


def _remaining(row: dict[str, Any], people: dict[int, dict[str, Any]]) -> int:
    """Return the key of the account that remains, and keep what is read of it in `people`."""
    key = row["merged"] or row["account"]
    before = "merged_" if row["merged"] else "own_"
    people.setdefault(key, {name: row[before + name] for name in ("name", "trn", "restricted")})
    return key


def _read_posts(years: dict[int, SchoolYear], about: ReportFilter, people: dict[int, dict[str, Any]]) -> Posts:
    """Return the posts at these schools in the year, and keep in `people` what is read of each account. One query."""
    posts: Posts = defaultdict(lambda: defaultdict(list))
    advocates: Any = Advocate.objects.filter(school__in={year.school for year in years.values()})
    rows = advocates.during(about.year.starts, about.year.ends).values(
        "school_id", "starts_on", "ends_on", **_person("user")
    )
    for row in rows:
        posts[row["school_id"]][_remaining(row, people)].append((row["starts_on"], row["ends_on"]))
    return posts


def _participants(years: dict[int, SchoolYear], people: dict[int, dict[str, Any]], about: ReportFilter) -> ReturnTable:
    """Return Advocates of the year, and others with an account who attended a meeting. One query."""
    posts = _read_posts(years, about, people)
    rows, restricted = [], set()
    for pk, year in years.items():
        spans = {user: within for user, own in posts[year.school].items() if (within := _within(own, year))}
        names = sorted({*spans, *year.present}, key=lambda user: (sort_key(people[user]["name"]), user))
        for user in names:
            if people[user]["restricted"]:
                restricted.add(user)
            else:
                rows.append(ReturnRow(f"{pk}-{user}", _participant(year, user, people[user], spans.get(user))))
    return ReturnTable(rows, len(restricted))


def _within(posts: list[tuple[date, date | None]], year: SchoolYear) -> list[tuple[date, date]]:
    """Return the parts of a person's posts that lie in the school's year."""
    spans = [(max(starts, year.since), min(ends or year.until, year.until)) for starts, ends in posts]
    return sorted((starts, ends) for starts, ends in spans if starts <= ends)


def _participant(
    year: SchoolYear, user: int, person: dict[str, Any], spans: list[tuple[date, date]] | None
) -> dict[str, Any]:
    """Return the values of one person at one school. Without a post there, every meeting of the school counts as held."""
    present = year.present.get(user, set())
    held = {
        key
        for key, day in year.meetings.items()
        if spans is None or key in present or any(starts <= day <= ends for starts, ends in spans)
    }
    return {
        **year.values,
        "person": person["name"],
        "trn": person["trn"],
        "role": CAME if spans is None else ADVOCATE,
        "starts_on": spans[0][0] if spans else None,
        "ends_on": spans[-1][1] if spans and spans[-1][1] < year.until else None,
        "meetings_attended": len(present),
        "meetings_held": len(held),
    }


def _school_rows(years: dict[int, SchoolYear], about: ReportFilter, on: date) -> Iterator[ReturnRow]:
    """Yield the schools with their Advocates, sessions and days used by the day. Two queries."""
    posts = _read_posts(years, about, {})
    sessions: dict[int, int] = defaultdict(int)
    used: dict[int, Decimal] = defaultdict(Decimal)
    happened = Session.objects.filter(participation__in=years, held_on__lte=on).happened()
    for pk, length, state, specialist in happened.values_list("participation", "length", "state", "specialist"):
        sessions[pk] += 1
        if state == SessionState.CONFIRMED and specialist:
            used[pk] += length
    for pk, year in years.items():
        yield ReturnRow(
            str(pk),
            {
                **year.values,
                "advocates": sum(bool(_within(own, year)) for own in posts[year.school].values()),
                "sessions": sessions[pk],
                "days_used": used[pk],
                "meetings_attended": len(year.attended),
                "meetings_held": len(year.meetings),
            },
        )
