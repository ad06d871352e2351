"""Actions of a hub on its year as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from schools.actions import complete_participation
from schools.models import Hub, Participation
from schools.terms import get_calendar
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, TooEarly
from sustaining.common.permissions import action
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.years import AcademicYear

from .completion import CompletionRow, fetch_rows, opens_on, with_checklists

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class ReasonNeeded(DomainError):
    """A school does not meet a criterion of its project, and no reason is given for completing its year."""


@action("desk.complete_year")
def complete_year(
    hub: Hub, *, year: AcademicYear, reasons: Mapping[int, str], by: User, now: datetime
) -> list[Participation]:
    """Complete the year of several schools of a hub, all or none.

    `reasons` maps the key of each chosen participation to the reason why it counts although something is missing, or an
    empty string. Raise TooEarly before the summer term, ReasonNeeded, NotReady while a step of a
    checklist must be done first, and WrongState when one is not taking part.
    """
    opens = opens_on(get_calendar(hub), year)
    if london_day(now) < opens:
        raise TooEarly(f"You can complete the year from the start of the summer term, {format_day(opens)}.")
    rows = [row for row in fetch_rows(reasons, by, year) if row.participation.hub_id == hub.pk]
    rows = with_checklists(rows, year)
    unexplained = [row for row in rows if row.needs_reason and not reasons[row.pk].strip()]
    if unexplained:
        names = "; ".join(f"{row.participation.school} ({_describe_missing(row)})" for row in unexplained)
        raise ReasonNeeded(f"Enter a reason for completing the year with requirements missing: {names}.")
    return [
        complete_participation(
            row.participation, reason=reasons[row.pk].strip() if row.needs_reason else "", by=by, now=now
        )
        for row in rows
    ]


def _describe_missing(row: CompletionRow) -> str:
    """Return what a school lacks: criteria of its project, then steps of its checklist."""
    steps = [f"“{line.step}”" for line in row.open_steps]
    return ", ".join([*(check.label.lower() for check in row.missing), *steps])
