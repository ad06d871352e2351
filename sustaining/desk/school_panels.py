"""What a school's page reads in one statement: the rows of its panels, as far as a viewer's scope sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devplans.choices import SessionState
from devplans.models import Session
from devplans.selectors.next_steps import school_step_rows
from devplans.selectors.plans import school_plan_rows
from funding.choices import ClaimState
from funding.models import Claim
from schools.models import CompletionCriteria, Participation, Pause, School, TermDates
from schools.roles import PLAN_TEXT_READERS
from schools.selectors import people_rows
from schools.viewer import Viewer
from specialists.models import Assignment
from sustaining.casework.checklists import checklist_rows
from sustaining.casework.responsibility import reads_responsible, responsibilities_of_school
from sustaining.casework.rules import CASE_READERS
from sustaining.casework.selectors import school_case_rows
from sustaining.casework.watching import may_watch, watches_in_force
from sustaining.common.gathering import gather
from sustaining.common.slots import slot
from sustaining.common.years import AcademicYear

from .rules import reads_plans

SCHOOL = slot(1)
SESSIONS, CLAIMS = 10, 20
CLAIM_IS_OPEN = (
    ClaimState.DRAFT,
    ClaimState.SUBMITTED,
    ClaimState.QUERIED,
    ClaimState.APPROVED,
    ClaimState.IN_RUN,
)
SESSION_IS_OPEN = (SessionState.PLANNED, SessionState.HELD, SessionState.QUERIED)

Panels = Mapping[str, list[Any]]
"""The rows of each panel by its name in `compose_panels`; a panel that the viewer's roles do not see is missing."""


def fetch_panels(school: School, viewer: Viewer) -> Panels:
    """Return the rows of the panels of a school's page. One query."""
    return gather(compose_panels, viewer, {SCHOOL: school.pk})


def compose_panels(viewer: Any, school: int = SCHOOL) -> dict[str, Any]:
    """Return the querysets of a school's page for a scope, by the school's key."""
    years = Participation.objects.readable_by(viewer).filter(school=school, entered_by_mistake=False)
    this_year = AcademicYear.of(viewer.day)
    rows = {
        **checklist_rows(Participation.objects.readable_by(viewer).filter(school=school), this_year),
        "years": years.select_related("project", "hub", "overridden_by", "enrolled_by"),
        "pauses": Pause.objects.visible_to(viewer).filter(participation__school=school, ended_at__isnull=True),
        "terms": TermDates.objects.filter(hub__in=years.order_by().values("hub")),
        "criteria": CompletionCriteria.objects.filter(project__in=years.order_by().values("project")),
        **_work(viewer, school, this_year),
        **people_rows(school, viewer),
    }
    if viewer.has_role(PLAN_TEXT_READERS):
        rows["supporters"] = _supporters(viewer, school)
    if reads_responsible(viewer):
        rows["responsible"] = responsibilities_of_school(viewer, school)
    if may_watch(viewer):
        rows["watches"] = watches_in_force(viewer).filter(school=school)[:1]
    if reads_plans(viewer):
        rows |= school_plan_rows(school, viewer) | school_step_rows(school, viewer)
    if viewer.role_names & CASE_READERS:
        rows |= school_case_rows(school, viewer)
    return rows


def _work(viewer: Any, school: int, this_year: AcademicYear) -> dict[str, Any]:
    """Return querysets of the latest sessions and claims, and of those of last year that are open."""
    sessions = Session.objects.readable_by(viewer).filter(participation__school=school)
    claims = Claim.objects.readable_by(viewer).filter(grant__participation__school=school)
    last_year = this_year.start - 1
    open_sessions = sessions.filter(participation__project__academic_year=last_year, state__in=SESSION_IS_OPEN)
    open_sessions = open_sessions.exclude(state=SessionState.HELD, specialist=None).order_by()
    open_claims = claims.filter(grant__participation__project__academic_year=last_year, state__in=CLAIM_IS_OPEN)
    of_claims = ("grant__participation__school", "made_by", "decided_by", "submitted_by")
    return {
        "sessions": sessions.happened().for_list()[:SESSIONS],
        "claims": claims.select_related(*of_claims)[:CLAIMS],
        "open_sessions": open_sessions.values_list("participation"),
        "open_claims": open_claims.order_by().values_list("grant__participation"),
    }


def _supporters(viewer: Any, school: int) -> Any:
    """Return this year's assignments of Specialists who support the school on the viewer's day, with their accounts."""
    this_year = AcademicYear.of(viewer.day).start
    assignments = Assignment.objects.visible_to(viewer).not_ended(viewer.day).filter(starts_on__lte=viewer.day)
    of_school = assignments.filter(participation__school=school, participation__project__academic_year=this_year)
    return of_school.select_related("specialist__user").order_by("starts_on", "pk")
