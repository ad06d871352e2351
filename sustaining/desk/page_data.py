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
from schools.roles import HUB_READERS, SCHOOL_SUPPORT, Role, active_roles, has_active_role, role_names
from schools.selectors import people_of
from schools.terms import calendar_of
from sustaining.common.clock import today
from sustaining.common.todo import coming_for, todos_for
from sustaining.common.years import AcademicYear

from . import queries, timeline
from .forms import reads_plans
from .quiet import why

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
    """What needs this person now, what is coming up, and their schools."""
    year = AcademicYear.of(today()).start
    if not has_active_role(user, SCHOOL_SUPPORT) or Role.ADMINISTRATOR in role_names(user):
        todos, schools = todos_for(user, now), _schools_of(user, year)
    else:
        with queries.at_hand(user, year, drawn=not is_hub(user)) as rows:
            todos, schools = todos_for(user, now), _schools_at_hand(user, rows)
    shown = todos if everything else todos[:MOST]
    return {
        "greeting": greeting(user, now),
        "today": today(),
        "term": term_words(user),
        "todos": shown,
        "more": len(todos) - len(shown),
        "coming": coming_for(user, now, now + AHEAD),
        "sees_plans": reads_plans(user),
        **schools,
    }


def _schools_of(user: Any, year: int) -> dict[str, Any]:
    rows = queries.board(user, year)
    if is_hub(user):
        return {"figures": queries.totals(rows), "rows": []}
    return {"figures": None, "rows": queries.as_rows(list(queries.narrowed(rows, {})[:OWN_SCHOOLS]))}


def _schools_at_hand(user: Any, rows: list[Any]) -> dict[str, Any]:
    """The same of those who watch a hub's schools: every row is asked for once, for what goes quiet is among them."""
    if is_hub(user):
        return {"figures": queries.summed(rows), "rows": []}
    return {"figures": None, "rows": queries.as_rows(rows[:OWN_SCHOOLS])}


def all_todos(user: Any, now: datetime) -> dict[str, Any]:
    """Everything that needs this person."""
    return {"todos": todos_for(user, now), "today": today()}


def school_page(school: School, user: Any, kind: str) -> dict[str, Any]:
    """Everything about a school that one sees but what happened, which the page asks for. A constant number of queries."""
    year = AcademicYear.of(today()).start
    participations = Participation.objects.visible_to(user).filter(school=school)
    past = list(participations.select_related("project", "overridden_by", "enrolled_by"))
    current = queries.as_rows(list(queries.narrowed(queries.board(user, year).filter(school=school), {})))
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
        "current": current,
        "sessions": sessions,
        "claims": claims,
        "sees_plans": sees_plans,
        "sees_why": is_hub(user),
        "quiet": [reason for row in current for reason in why(row, today())],
        "kind": kinds_of(kind)["kind"],
        **people_of(school, user),
    }


def kinds_of(kind: str) -> dict[str, Any]:
    """What the timeline can be narrowed to, and what it is narrowed to now."""
    return {"kinds": timeline.KINDS, "kind": kind if kind in timeline.KINDS else ""}
