"""What the pages of chasers read: the overview of a hub, the schedules of a kind, the messages before they go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from schools.chasing import CHASERS, ChaserKind, ChaserSearch, find_missing
from schools.models import Hub, HubStaff
from schools.terms import get_calendar
from sustaining.outbox.kinds import Occasion
from sustaining.outbox.messages import Rendered
from sustaining.outbox.reminders import render_occasion
from sustaining.workgroups.wording import without_links

from .chase_lists import ChaseLine, last_chases
from .chase_schedules import next_round
from .models import ChaseSchedule
from .querysets import STAFF

if TYPE_CHECKING:
    from schools.viewer import Viewer
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader

HEADINGS = (
    "School", "URN", "Project", "Missing", "About", "Due since", "To be emailed", "Not emailed", "Last chased",
    "Chased by",
)  # fmt: skip
ENDED = 5
"""How many ended schedules a page shows."""


def chaser_hubs(viewer: Viewer) -> list[Hub]:
    """Return the hubs whose schools the viewer may chase, without those merged into another one, by name."""
    hubs = Hub.objects.visible_to(viewer).at_work().order_by("sort_name")
    if not viewer.is_superuser:
        hubs = hubs.filter(pk__in=HubStaff.of(viewer, *STAFF).values("hub"))
    return list(hubs)


@dataclass(frozen=True)
class ShownSchedule:
    """A schedule with its next day; `next_on` is None when it has ended or was stopped."""

    row: ChaseSchedule
    next_on: date | None


@dataclass(frozen=True)
class KindSummary:
    """A kind of chaser at a hub: how many schools are due, since when, and what the site does by itself."""

    kind: ChaserKind
    number: int
    since: date | None
    chased: int
    schedule: ShownSchedule | None


def hub_overview(hub: Hub, search: ChaserSearch, viewer: Reader) -> dict[str, Any]:
    """Return the kinds with their numbers. The queries of the kinds, and six."""
    calendar = get_calendar(hub)
    running = ChaseSchedule.objects.visible_to(viewer).filter(hub=hub, stopped_at__isnull=True)
    schedules = {row.kind: ShownSchedule(row, next_round(row, calendar, search.now)) for row in running}
    missing = {name: find_missing(kind, search) for name, kind in CHASERS.items()}
    chased = last_chases({row.participation for rows in missing.values() for row in rows}, CHASERS.values())
    summaries = []
    for name, rows in missing.items():
        number_chased = sum((row.participation, name) in chased for row in rows)
        schedule = schedules.get(name)
        shown = schedule if schedule and schedule.next_on else None
        summaries.append(KindSummary(CHASERS[name], len(rows), rows[0].since if rows else None, number_chased, shown))
    summaries.sort(key=lambda summary: not summary.number)  # stable: those with schools first
    return {"kinds": summaries, "total": sum(summary.number for summary in summaries)}


def kind_schedules(hub: Hub, kind: ChaserKind, viewer: Reader, now: datetime) -> dict[str, Any]:
    """Return the schedule of a kind that is at work, and the latest that have ended. Two queries."""
    calendar = get_calendar(hub)
    rows = ChaseSchedule.objects.visible_to(viewer).filter(hub=hub, kind=kind.name)
    shown = [
        ShownSchedule(row, next_round(row, calendar, now))
        for row in rows.select_related("hub", "started_by", "stopped_by")[: ENDED + 1]
    ]
    return {
        "schedule": next((row for row in shown if row.next_on), None),
        "ended": [row for row in shown if not row.next_on][:ENDED],
    }


@dataclass(frozen=True)
class MessagePage:
    """The messages that would go out, one of them in full, and who is left out."""

    occasions: list[Occasion]
    schools: int
    left_out: list[tuple[ChaseLine, list[str]]]
    number: int
    rendered: Rendered | None

    @property
    def shown(self) -> Occasion | None:
        """Return the message that is shown in full."""
        return self.occasions[self.number - 1] if self.occasions else None

    @property
    def previous(self) -> int | None:
        """Return the number of the message before; None at the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Return the number of the message after; None at the last."""
        return self.number + 1 if self.number < len(self.occasions) else None


def message_page(lines: Sequence[ChaseLine], show: str, *, sender: User, now: datetime) -> MessagePage:
    """Return the messages of the chosen lines; `show` is the number of the one to see, as typed, else the first."""
    by_line = [(line, line.occasions(sender=sender, now=now)) for line in lines]
    occasions = [occasion for _, of_line in by_line for occasion in of_line]
    number = int(show) if show.isascii() and show.isdigit() and 0 < int(show) <= len(occasions) else 1
    return MessagePage(
        occasions,
        sum(bool(of_line) for _, of_line in by_line),
        [(line, line.left_out) for line in lines if line.left_out],
        number,
        without_links(render_occasion(occasions[number - 1])) if occasions else None,
    )


def export_rows(lines: Iterable[ChaseLine]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the exported list, in the order of HEADINGS."""
    for line in lines:
        yield (
            line.row.school.name,
            line.row.school.urn,
            line.row.project.code,
            line.kind.label,
            line.missing.detail,
            line.missing.since,
            ", ".join(f"{person} <{person.email}>" for person in line.people),
            "; ".join(line.left_out),
            line.last.at if line.last else None,
            line.last.by if line.last else "",
        )
