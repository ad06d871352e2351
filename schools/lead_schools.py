"""Which school led a hub on a day, and in which spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .models import FormerHubName, FormerLeadSchool, Hub


@dataclass(frozen=True)
class NameSpan:
    """A name of a hub, or of the school that led it, from a day (None: since before it was recorded) to a day (None: still)."""

    name: str
    starts_on: date | None
    ends_on: date | None


def lead_school_spans(hub: Hub) -> list[NameSpan]:
    """Return the schools that led the hub, the present one first. One query."""
    spans = join_spans(FormerLeadSchool.objects.filter(hub=hub).order_by("ends_on"), hub.lead_school)
    return [span for span in spans if span.name]


def join_spans(rows: Iterable[FormerLeadSchool | FormerHubName], present: str) -> list[NameSpan]:
    """Return former names, in the order of their last days, and the present one as spans; the present one first."""
    former = list(rows)
    starts = [None, *(row.ends_on + timedelta(days=1) for row in former)]
    names, ends = [*(row.name for row in former), present], [*(row.ends_on for row in former), None]
    return [NameSpan(*values) for values in zip(names, starts, ends, strict=True)][::-1]


def lead_school_on(hub: Hub, day: date) -> str:
    """Return the name of the school that led the hub on a day; empty when none is recorded. One query."""
    former = FormerLeadSchool.objects.filter(hub=hub, ends_on__gte=day).order_by("ends_on").first()
    return former.name if former else hub.lead_school
