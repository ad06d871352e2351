"""What the desk and the school page show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from devplans.models import Session
from devplans.selectors.sessions import sessions_in_words
from funding.models import Claim
from funding.selectors import with_words
from schools.journey import drawing, years_of
from schools.models import Hub, Participation, School
from schools.roles import HUB_READERS, active_roles, role_names
from schools.selectors import people_of
from schools.terms import calendar_of
from sustaining.common.clock import today
from sustaining.common.todo import Todo, coming_for, todos_for
from sustaining.common.years import AcademicYear

from . import timeline
from .board_rows import BoardRow, board_queryset, board_totals, fetch_board_rows, fetch_figures, with_colours
from .desk_items import board_todos, watches
from .forms import reads_plans
from .quiet import quiet_reasons

MOST, OWN_SCHOOLS = 7, 12
AHEAD = timedelta(weeks=4)


def is_hub(user: Any) -> bool:
    """Whether the person works for a hub, or for all."""
    return not HUB_READERS.isdisjoint(role_names(user))


def greeting(user: Any, now: datetime) -> str:
    """By the hour in London."""
    hour = timezone.localtime(now).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def term_words(user: Any) -> str:
    """Which week of which term it is, by the calendar of the hub that the person works for or the school belongs to."""
    held = next((held for held in active_roles(user) if held.hub or held.school), None)
    hubs = Hub.objects.visible_to(user)
    hub = None
    if held is not None:
        hub = hubs.filter(pk=held.hub).first() if held.hub else hubs.filter(schools=held.school).first()
    return calendar_of(hub).words(today())


def desk_of(user: Any, now: datetime, *, everything: bool) -> dict[str, Any]:
    """Return what needs this person now, what is coming up, and their schools. The board's rows are fetched once."""
    rows = _own_board(user)
    todos = _all_todos(user, now, rows)
    shown = todos if everything else todos[:MOST]
    return {
        "greeting": greeting(user, now),
        "today": today(),
        "term": term_words(user),
        "todos": shown,
        "more": len(todos) - len(shown),
        "coming": coming_for(user, now, now + AHEAD),
        "sees_plans": reads_plans(user),
        **_schools(user, rows),
    }


def _own_board(user: Any) -> list[BoardRow]:
    """This year's rows where the desk looks at each; none for the programme's administrators and for auditors."""
    if is_hub(user) and not watches(user):
        return []
    return fetch_board_rows(board_queryset(user, AcademicYear.of(today()).start))


def _schools(user: Any, rows: list[BoardRow]) -> dict[str, Any]:
    """The year's figures for those who work for a hub or for all, their own schools for others."""
    if not is_hub(user):
        return {"figures": None, "rows": with_colours(rows[:OWN_SCHOOLS])}
    if rows:
        return {"figures": board_totals(row.figures for row in rows), "rows": []}
    return {"figures": board_totals(fetch_figures(board_queryset(user, AcademicYear.of(today()).start))), "rows": []}


def _all_todos(user: Any, now: datetime, rows: list[BoardRow]) -> list[Todo]:
    todos = [*todos_for(user, now), *(board_todos(rows, now) if watches(user) else ())]
    return sorted(todos, key=lambda item: item.since)


def all_todos(user: Any, now: datetime) -> dict[str, Any]:
    """Everything that needs this person."""
    return {"todos": _all_todos(user, now, _own_board(user) if watches(user) else []), "today": today()}


def school_page(school: School, user: Any, kind: str) -> dict[str, Any]:
    """Everything about a school that one sees but what happened, which the page asks for. A constant number of queries."""
    year = AcademicYear.of(today()).start
    participations = Participation.objects.visible_to(user).filter(school=school)
    past = list(participations.select_related("project", "school", "overridden_by", "enrolled_by"))
    current = with_colours(fetch_board_rows(board_queryset(user, year).filter(school=school)))
    by_key = {participation.pk: participation for participation in past}
    sees_plans = reads_plans(user)
    sessions = sessions_in_words(
        Session.objects.visible_to(user).happened().filter(participation__school=school).for_list()[:10]
    )
    claims = with_words(
        Claim.objects.visible_to(user)
        .filter(grant__participation__school=school)
        .select_related("grant__participation__school", "made_by", "decided_by", "submitted_by")[:20]
    )
    return {
        "past": past,
        "journey": drawing(years_of(past)),
        "current": [{"row": row, "participation": by_key[row.pk]} for row in current],
        "sessions": sessions,
        "claims": claims,
        "sees_plans": sees_plans,
        "sees_why": is_hub(user),
        "quiet": [reason for row in current for reason in quiet_reasons(row, today())],
        "kind": kinds_of(kind)["kind"],
        **people_of(school, user),
    }


def kinds_of(kind: str) -> dict[str, Any]:
    """What the timeline can be narrowed to, and what it is narrowed to now."""
    return {"kinds": timeline.KINDS, "kind": kind if kind in timeline.KINDS else ""}
