"""Which school led a hub on a day, and in which spans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .models import FormerLeadSchool, Hub


@dataclass(frozen=True)
class LeadSchoolSpan:
    """A school that led a hub, from a day (None: since before it was recorded) to a day (None: still)."""

    name: str
    starts_on: date | None
    ends_on: date | None


def lead_school_spans(hub: Hub) -> list[LeadSchoolSpan]:
    """Return the schools that led the hub, the present one first. One query."""
    former = list(FormerLeadSchool.objects.filter(hub=hub).order_by("ends_on"))
    starts = [None, *(row.ends_on + timedelta(days=1) for row in former)]
    names = [*(row.name for row in former), hub.lead_school]
    ends = [*(row.ends_on for row in former), None]
    spans = [LeadSchoolSpan(*values) for values in zip(names, starts, ends, strict=True)]
    return [span for span in reversed(spans) if span.name]


def lead_school_on(hub: Hub, day: date) -> str:
    """Return the name of the school that led the hub on a day; empty when none is recorded. One query."""
    former = FormerLeadSchool.objects.filter(hub=hub, ends_on__gte=day).order_by("ends_on").first()
    return former.name if former else hub.lead_school
