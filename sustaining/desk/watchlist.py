"""The watchlist: each watched school with what moved since the person last looked, and what is due or overdue there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse

from devplans.choices import SessionState
from devplans.models import Session
from schools.viewer import Viewer
from sustaining.casework.models import Concern, Note, Watch, WatchlistVisit
from sustaining.casework.watching import watches_in_force
from sustaining.common.counts import counted
from sustaining.common.years import AcademicYear

from .board_casework import get_checklists
from .board_rows import BoardRow, board_queryset, fetch_board_rows
from .movement import Movement, find_movements
from .quiet import QuietReason, quiet_labels

AHEAD = timedelta(days=14)
"""How long before its day something is shown as due."""
MOST_MOVES = 8
MOST_SCHOOLS = 10
"""How many schools the weekly summary names."""


@dataclass(frozen=True, order=True)
class Due:
    """Something that is due at a school on a day, or was."""

    on: date
    text: str
    url: str
    is_overdue: bool


@dataclass
class WatchedSchool:
    """A watched school. `since` is the moment after which its `moves` count as new."""

    watch: Watch
    since: datetime
    moves: list[Movement] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    reasons: list[QuietReason] = field(default_factory=list)

    @property
    def latest(self) -> list[Movement]:
        """Return the moves that are shown."""
        return self.moves[:MOST_MOVES]

    @property
    def more(self) -> int:
        """Return how many moves are not shown."""
        return len(self.moves) - len(self.latest)


def get_watchlist(viewer: Viewer, visit: WatchlistVisit | None) -> list[WatchedSchool]:
    """Return the viewer's watched schools: those where something moved first, the latest of them on top, then by name.

    `visit` says when they looked before. A constant number of queries, however many schools.
    """
    watches = list(watches_in_force(viewer).select_related("school").order_by("school__sort_name", "pk"))
    if not watches:
        return []
    before = visit.before if visit else None
    schools = [WatchedSchool(watch, max(before or watch.started_at, watch.started_at)) for watch in watches]
    moves = find_movements(viewer, {row.watch.school_id: row.since for row in schools})
    keys = [row.watch.school_id for row in schools]
    board = list(_board_rows(viewer, keys))
    due = _due_by_school(viewer, keys, board)
    reasons: dict[int, list[QuietReason]] = defaultdict(list)
    for row in board:
        reasons[row.school_id] += quiet_labels(row, viewer.day)
    for school in schools:
        key = school.watch.school_id
        school.moves, school.due, school.reasons = moves.get(key, []), sorted(due.get(key, [])), reasons[key]
    moved = sorted((row for row in schools if row.moves), key=lambda row: row.moves[0].at, reverse=True)
    return [*moved, *(row for row in schools if not row.moves)]


def _board_rows(viewer: Viewer, schools: list[int]) -> list[BoardRow]:
    """Return the rows of this year. Two queries."""
    return fetch_board_rows(board_queryset(viewer, AcademicYear.of(viewer.day).start).filter(school__in=schools))


def _due_by_school(viewer: Viewer, schools: list[int], board: Iterable[BoardRow]) -> dict[int, list[Due]]:
    """Return what is due within AHEAD at each school, or overdue. Eight queries at most."""
    day, until = viewer.day, viewer.day + AHEAD
    due: dict[int, list[Due]] = defaultdict(list)
    for school, item in (
        *_steps(viewer, board, until),
        *_sessions(viewer, schools, until),
        *_cases(viewer, schools, until),
    ):
        due[school].append(Due(*item, is_overdue=item[0] < day))
    return due


Item = tuple[int, tuple[date, str, str]]


def _steps(viewer: Viewer, board: Iterable[BoardRow], until: date) -> Iterator[Item]:
    rows = {row.pk: row for row in board if row.is_active}
    checklists = get_checklists(viewer, AcademicYear.of(viewer.day).start, rows) if rows else {}
    for key, checklist in checklists.items():
        for line in checklist.open_lines:
            if line.due_on and line.due_on <= until:
                url = reverse("casework:school-checklist", args=[key])
                yield rows[key].school_id, (line.due_on, f"Checklist: {line.step}", url)


def _sessions(viewer: Viewer, schools: list[int], until: date) -> Iterator[Item]:
    planned = Session.objects.visible_to(viewer).filter(
        participation__school__in=schools, state=SessionState.PLANNED, held_on__lte=until
    )
    for key, school, on in planned.order_by("held_on").values_list("pk", "participation__school", "held_on"):
        text = "Session planned" if on >= viewer.day else "Planned session not logged yet"
        yield school, (on, text, reverse("devplans:session", args=[key]))


def _cases(viewer: Viewer, schools: list[int], until: date) -> Iterator[Item]:
    notes = Note.objects.visible_to(viewer).with_open_action().filter(school__in=schools, action_on__lte=until)
    for note in notes.select_related("school", "action_owner").order_by("action_on", "pk"):
        text = f"Next action: {note.action} ({note.action_owner})"
        yield note.school_id, (note.action_on, text, note.get_absolute_url())
    concerns = Concern.objects.visible_to(viewer).to_review(until).filter(school__in=schools)
    for concern in concerns.order_by("review_on", "pk"):
        yield concern.school_id, (concern.review_on, "Review of a concern", concern.get_absolute_url())


def describe_watched(viewer: Viewer, since: datetime) -> list[str]:
    """Return a line for each watched school where something moved after `since`, for the weekly summary.

    One query for a person who watches no school.
    """
    watches = {watch.school_id: watch.school.name for watch in watches_in_force(viewer).select_related("school")}
    moves = find_movements(viewer, dict.fromkeys(watches, since))
    lines = [
        f"{watches[key]}: {_in_short(moves[key])}" for key in sorted(moves, key=lambda key: moves[key][0].at)[::-1]
    ]
    if len(lines) > MOST_SCHOOLS:
        return [*lines[:MOST_SCHOOLS], f"and {counted(len(lines) - MOST_SCHOOLS, 'more school')}"]
    return lines


def _in_short(moves: list[Movement]) -> str:
    texts = [move.text for move in moves[:3]]
    return "; ".join(texts) + (f"; and {len(moves) - 3} more" if len(moves) > 3 else "")
