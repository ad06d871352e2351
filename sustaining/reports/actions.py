"""Writes of the reports: impact reports in people's own words, and returns that are frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from schools.models import Hub, School
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, TooEarly
from sustaining.common.permissions import action
from sustaining.common.sheets import csv_bytes
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.years import AcademicYear
from sustaining.outbox.links import Address, end_links, mint_shown

from .filters import ReportFilter
from .links import IMPACT
from .models import (
    CompletionReturn,
    ImpactLink,
    ImpactReport,
    ProgrammeReturn,
    ReturnColumns,
    ReturnKind,
    ReturnPoint,
    SetAsideProblem,
)
from .publication import count_groups
from .quality_checks import open_points
from .return_columns import Column, column_problems, get_columns
from .return_rows import gather
from .tables import SNAPSHOT, snapshot, snapshot_day

if TYPE_CHECKING:
    from sustaining.accounts.models import User

LONGEST_LINK = 365
"""Days for which a link to an impact report works at most."""


@action("reports.write_school_impact")
def write_school_impact(school: School, *, year: int, by: User, now: datetime, **texts: str) -> ImpactReport:
    """Keep the words of a school's impact report for the academic year that starts in `year`."""
    return _write({"school": school, "academic_year": year}, texts, by=by, now=now)


@action("reports.write_hub_impact")
def write_hub_impact(hub: Hub, *, year: int, by: User, now: datetime, **texts: str) -> ImpactReport:
    """Keep the words of a hub's impact report for the academic year that starts in `year`."""
    return _write({"hub": hub, "academic_year": year}, texts, by=by, now=now)


def _write(about: dict[str, Any], texts: dict[str, str], *, by: User, now: datetime) -> ImpactReport:
    values = {**texts, "written_by": by, "written_at": now}
    report, _ = ImpactReport.objects.update_or_create(**about, defaults=values)
    return report


@action("reports.share_impact")
def share_impact(report: ImpactReport, *, sent_to: str, ends_on: date, by: User, now: datetime) -> str:
    """Create a link by which anyone reads the report until the end of `ends_on`. Return its address, which is not kept.

    Raise DomainError for a day that is past or more than a year away.
    """
    day = london_day(now)
    if not day <= ends_on <= day + timedelta(days=LONGEST_LINK):
        raise DomainError("Choose a last day from today to a year from now.")
    link = ImpactLink.objects.create(report=report, sent_to=sent_to, ends_on=ends_on, made_by=by, made_at=now)
    return mint_shown(Address(IMPACT, link), to=by.email, user=by, now=now)


@action("reports.end_impact_link")
def end_impact_link(link: ImpactLink, *, by: User, now: datetime) -> ImpactLink:
    """End a link before its day. Raise DomainError when it has ended already."""
    ended = ImpactLink.objects.filter(pk=link.pk, ended_at__isnull=True).update(ended_at=now, ended_by=by)
    if not ended:
        raise DomainError("This link has ended already.")
    end_links(link, IMPACT, now=now)
    link.refresh_from_db()
    return link


@action("reports.freeze_return")
def freeze_return(hub: Hub | None, *, year: AcademicYear, point: str, by: User, now: datetime) -> CompletionReturn:
    """Freeze who had completed on the day of a national return, for a hub or, without one, for all hubs.

    The file is kept as it is and never changes. Raise TooEarly before the day is over.
    """
    on = snapshot_day(year, point)
    if london_day(now) <= on:
        raise TooEarly(f"You can freeze the {ReturnPoint(point).label.lower()} return after {format_day(on)}.")
    rows = list(snapshot(ReportFilter(by, year, london_day(now), hub), on))
    return CompletionReturn.objects.create(
        hub=hub,
        academic_year=year.start,
        point=point,
        taken_for=on,
        taken_by=by,
        taken_at=now,
        content=csv_bytes(SNAPSHOT, rows).decode(),
        schools=len(rows),
        completed=sum(row[SNAPSHOT.index("Status on the day")] == "Completed" for row in rows),
    )


class DayNotPossible(DomainError):
    """There is no return for that day; `field` names the form's field."""

    field = "on"


class PointsNotSeen(DomainError):
    """Open points of data quality have not been looked at; `field` names the form's field."""

    field = "seen"


@action("reports.take_return")
def take_return(
    hub: Hub | None, *, kind: str, year: AcademicYear, on: date, seen: str = "", by: User, now: datetime
) -> ProgrammeReturn:
    """Freeze the participants or the schools of a year as they were on a day, for a hub or, without one, for all hubs.

    `seen` is the digest of the open points of data quality that the taker has looked at. Raise DayNotPossible for a day
    that is not in the year, or still to come; PointsNotSeen where something else is open.
    """
    last = min(year.ends, london_day(now))
    if not year.starts <= on <= last:
        raise DayNotPossible(f"Date must be from {format_day(year.starts)} to {format_day(last)}.")
    points = open_points(by, year, london_day(now), hub)
    if points.total and seen != points.digest:
        raise PointsNotSeen("Something else is open in data quality since this page was opened. Look at it again.")
    columns = get_columns(kind)
    table = gather(kind, ReportFilter(by, year, london_day(now), hub), on)
    content = csv_bytes([column.heading for column in columns], table.cells(columns))
    return ProgrammeReturn.objects.create(
        kind=kind,
        hub=hub,
        academic_year=year.start,
        taken_for=on,
        taken_by=by,
        taken_at=now,
        columns=[[column.key, column.heading] for column in columns],
        row_keys=[row.key for row in table.rows],
        content=content.decode(),
        sha256=hashlib.sha256(content).hexdigest(),
        counts=count_groups(table.rows, is_one_hub=hub is not None),
        open_points=points.numbers,
        points_seen=bool(points.total),
        left_out=table.left_out,
    )


@action("reports.set_return_columns")
def set_return_columns(kind: ReturnKind, *, columns: Sequence[Column], by: User, now: datetime) -> ReturnColumns:
    """Set the columns of a kind of return; returns that were taken keep theirs. Raise ColumnsNotPossible."""
    for problem in column_problems(kind, columns):
        raise problem
    values = {
        "columns": [[column.key, column.heading.strip()] for column in columns],
        "changed_by": by,
        "changed_at": now,
    }
    chosen, _ = ReturnColumns.objects.update_or_create(kind=kind, defaults=values)
    return chosen


@action("reports.set_aside_problem")
def set_aside_problem(hub: Hub, *, check: str, key: str, reason: str, by: User, now: datetime) -> SetAsideProblem:
    """Set a problem of data quality aside, with a reason. Raise DomainError when it is set aside already."""
    if SetAsideProblem.objects.live().filter(check_name=check, key=key).exists():
        raise DomainError("This has been set aside already.")
    return SetAsideProblem.objects.create(
        hub=hub, check_name=check, key=key, reason=reason, set_aside_by=by, set_aside_at=now
    )


@action("reports.take_back_set_aside")
def take_back_set_aside(decision: SetAsideProblem, *, by: User, now: datetime) -> SetAsideProblem:
    """Open a problem again that was set aside. Raise DomainError when it is open already."""
    if not SetAsideProblem.objects.live().filter(pk=decision.pk).update(taken_back_by=by, taken_back_at=now):
        raise DomainError("This is open already.")
    decision.refresh_from_db()
    return decision
