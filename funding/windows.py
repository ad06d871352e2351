"""Claim windows: the hub's for the project, else the project's academic year.

Later only with a hub lead's permission for the school: `allow_late_claims` in `actions/grants.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from sustaining.common.years import AcademicYear

from .errors import WindowClosed
from .models import ClaimWindow, Grant


@dataclass(frozen=True)
class Window:
    """First and last day for claims; `late_until` if the hub allows this grant to claim late."""

    opens: date
    closes: date
    late_until: date | None = None

    @property
    def last_day(self) -> date:
        """Return the last day on which a claim may be made."""
        # max: a permission given before the hub moved its closing day must not shorten the window.
        return max(self.closes, self.late_until or self.closes)

    def contains(self, day: date) -> bool:
        """Return whether a claim may be made on a day."""
        return self.opens <= day <= self.last_day


def get_window(grant: Grant) -> Window:
    """Return the window of a grant. At most one query."""
    return get_windows([grant])[grant.pk]


def get_windows(grants: Sequence[Grant]) -> dict[int, Window]:
    """Return the windows of grants by their keys: the hub's own where it has set one for the project. One query."""
    hubs = {grant.participation.hub_id for grant in grants}
    own = {(row.hub_id, row.project_id): row for row in ClaimWindow.objects.filter(hub__in=hubs)} if hubs else {}
    windows = {}
    for grant in grants:
        project = grant.participation.project
        row = own.get((grant.participation.hub_id, project.pk))
        opens, closes = (row.opens_on, row.closes_on) if row else (project.year.starts, project.year.ends)
        windows[grant.pk] = Window(opens, closes, grant.late_until)
    return windows


def last_claim_day(year: AcademicYear) -> Greatest:
    """Return an expression for a participation's last day for claims, in `year`. Its grant may be allowed a later one."""
    own = ClaimWindow.objects.filter(hub=OuterRef("hub"), project=OuterRef("project")).order_by().values("closes_on")
    usual = Coalesce(Subquery(own[:1]), Value(year.ends, DateField()))
    return Greatest(usual, F("grant__late_until"))  # PostgreSQL leaves out what is NULL


def why_no_claim(grant: Grant, day: date) -> str:
    """Return a sentence, saying what to do, when no new claim can be made on `day`; empty when one can."""
    if grant.closed_at:
        return "This grant is closed because the school left the project. Earlier claims are not affected."
    window = get_window(grant)
    if day < window.opens:
        return f"Claims open on {window.opens:%-d %B %Y}."
    if not window.contains(day):
        return f"Claims closed on {window.closes:%-d %B %Y}. Your hub lead can allow a late claim."
    return ""


def require_open_window(grant: Grant, day: date) -> None:
    """Raise WindowClosed, saying what to do, when no new claim can be made on `day`."""
    if reason := why_no_claim(grant, day):
        raise WindowClosed(reason)
