"""Claim windows: the hub's for the project, else the project's academic year; later only with the hub's permission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .errors import WindowClosed
from .models import ClaimWindow, Grant


@dataclass(frozen=True)
class Window:
    """First and last day for claims; `late_until` if the hub allows this grant to claim late."""

    opens: date
    closes: date
    late_until: date | None = None

    def contains(self, day: date) -> bool:
        """Return whether a claim may be made on a day."""
        # max: a permission given before the hub moved its closing day must not shorten the window.
        return self.opens <= day <= max(self.closes, self.late_until or self.closes)


def get_window(grant: Grant) -> Window:
    """Return the window of a grant. At most one query."""
    project, hub = grant.participation.project, grant.school.hub_id
    own = ClaimWindow.objects.filter(hub=hub, project=project).first() if hub else None
    if own:
        return Window(own.opens_on, own.closes_on, grant.late_until)
    return Window(project.year.starts, project.year.ends, grant.late_until)


def require_open_window(grant: Grant, day: date) -> None:
    """Raise WindowClosed, saying what to do, when no new claim can be made on `day`."""
    if grant.closed_at:
        raise WindowClosed("This grant is closed: the school left the project. What was claimed before stands.")
    window = get_window(grant)
    if day < window.opens:
        raise WindowClosed(f"Claims open on {window.opens:%-d %B %Y}.")
    if not window.contains(day):
        raise WindowClosed(
            f"Claims closed on {window.closes:%-d %B %Y}. Ask your hub lead: they can give leave for a late claim."
        )
