"""What the desk and the school page show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from devplans.models import PlanVersion, Session
from devplans.page_data.sessions import sessions_in_words
from funding.choices import ClaimState
from funding.models import Claim
from funding.page_data import with_words
from schools.hats import roles_of
from schools.journey import drawing, years_of
from schools.models import Participation, School
from schools.page_data import KEEPERS, people_of
from specialists.models import Assignment
from sustaining.common.clock import today
from sustaining.common.money import format_pounds
from sustaining.common.todo import coming_for, todos_for
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance

from . import queries
from .terms import term_words

MOST = 7
AHEAD = timedelta(weeks=4)
HUB = {"lead", "hubadmin", "auditor", "administrator"}


def keeps(user: Any) -> bool:
    """Whether one changes who is who at a hub's schools."""
    return not KEEPERS.isdisjoint(roles_of(user))


def is_hub(user: Any) -> bool:
    """Whether the person works for a hub, or for all."""
    return not HUB.isdisjoint(roles_of(user))


def greeting(user: Any, now: datetime) -> str:
    """By the hour in London."""
    hour = timezone.localtime(now).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def desk_of(user: Any, now: datetime, *, everything: bool) -> dict[str, Any]:
    """What needs this person now, what is coming up, and their schools."""
    todos = todos_for(user, now)
    shown = todos if everything else todos[:MOST]
    year = AcademicYear.of(today()).start
    rows = queries.board(user, year)
    sees_plans = bool(roles_of(user) - {"finance"})
    return {
        "greeting": greeting(user, now),
        "today": today(),
        "term": term_words(today()),
        "todos": shown,
        "more": len(todos) - len(shown),
        "coming": coming_for(user, now, now + AHEAD),
        "figures": queries.totals(rows) if is_hub(user) else None,
        "rows": [] if is_hub(user) else queries.as_rows(list(queries.narrowed(rows, {})[:20])),
        "sees_plans": sees_plans,
    }


@dataclass(frozen=True)
class Happening:
    """One line of a school's timeline."""

    at: datetime
    words: str
    url: str = ""


def school_page(school: School, user: Any) -> dict[str, Any]:
    """Everything about a school that this person sees: a constant number of queries."""
    year = AcademicYear.of(today()).start
    participations = Participation.objects.visible_to(user).filter(school=school)
    past = list(participations.select_related("project", "overridden_by", "enrolled_by"))
    current = queries.as_rows(list(queries.narrowed(queries.board(user, year).filter(school=school), {})))
    sees_plans = bool(roles_of(user) - {"finance"})
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
        "happened": timeline(school, user, past, sessions, claims),
        **people_of(school, user),
    }


def timeline(school: School, user: Any, years: Any, sessions: Any, claims: Any) -> list[Happening]:
    """What happened, newest first: at most thirty lines. Three queries beside what is passed in."""
    lines = [
        *_of_years(years),
        *_of_sessions(sessions),
        *_of_claims(claims),
        *_of_plan(school, user),
        *_of_meetings(school, user),
        *_of_assignments(school, user),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:30]


def _of_years(years: Any) -> Iterator[Happening]:
    for one in years:
        yield Happening(one.enrolled_at, f"{one.enrolled_by} enrolled the school on {one.project}")


def _of_sessions(sessions: Any) -> Iterator[Happening]:
    for one in sessions:
        yield Happening(
            one.logged_at, f"{one.logged_by} logged a session: {one.get_kind_display()}", one.get_absolute_url()
        )


def _of_claims(claims: Any) -> Iterator[Happening]:
    for claim in claims:
        url, amount = claim.get_absolute_url(), format_pounds(claim.total)
        if claim.submitted_at:
            yield Happening(claim.submitted_at, f"{claim.submitted_by} claimed {amount} ({claim.reference})", url)
        if claim.decided_at:
            verb = "did not approve" if claim.state == ClaimState.REJECTED else "approved"
            yield Happening(claim.decided_at, f"{claim.decided_by} {verb} {claim.reference} for {amount}", url)


def _of_plan(school: School, user: Any) -> Iterator[Happening]:
    versions = PlanVersion.objects.visible_to(user).filter(plan__school=school).defer("content")
    for version in versions.select_related("agreed_by", "plan__school"):
        words = f"{version.agreed_by} agreed version {version.number} of the development plan"
        yield Happening(version.agreed_at, words, version.plan.get_absolute_url())


def _of_meetings(school: School, user: Any) -> Iterator[Happening]:
    marks = Attendance.objects.visible_to(user).filter(participation__school=school, mark=Mark.PRESENT)
    for mark in marks.select_related("user", "meeting__group")[:30]:
        at = mark.meeting.starts_at or mark.marked_at
        yield Happening(at, f"{mark.who} came to {mark.meeting}", mark.meeting.get_absolute_url())


def _of_assignments(school: School, user: Any) -> Iterator[Happening]:
    found = Assignment.objects.visible_to(user).filter(participation__school=school)
    for one in found.select_related("specialist__user"):
        at = timezone.make_aware(datetime.combine(one.starts_on, datetime.min.time()))
        yield Happening(at, f"{one.specialist} was assigned for {one.days.normalize():f} days")
