"""Writes of the reports: impact reports are put into people's own words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.models import Hub, School
from sustaining.common.permissions import action

from .models import ImpactReport

if TYPE_CHECKING:
    from sustaining.accounts.models import User


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
