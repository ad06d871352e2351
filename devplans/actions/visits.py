"""Offer, take and give up places on visits to a Specialist's own school, and inform the host school."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from schools.models import Participation
from schools.querysets import current
from specialists.models import Specialist
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.permissions import action
from sustaining.common.templatetags.sustaining import day as format_day

from ..choices import SessionState
from ..models import VISIT_MOVES, Session, Visit
from ..session_kinds import SessionKind
from .hosts import notify_host
from .planning import (
    NotPlannable,
    cancel_planned_session,
    check_time,
    notify_participants,
    plan_session,
)

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class VisitFull(DomainError):
    """The visit does not have that many places left."""


@action("devplans.offer_visit")
def offer_visit(
    specialist: Specialist,
    *,
    starts_at: datetime,
    ends_at: datetime,
    places: int,
    focus: str,
    client_key: UUID,
    arriving: str = "",
    host_email: str = "",
    by: User,
    now: datetime,
) -> Visit:
    """Offer places on a visit to the Specialist's own school, and email that school. Idempotent on `client_key`.

    Raise NotPlannable when the visit is in the past, not within one day, or after the Specialist's last day.
    """
    if specialist.ends_on and london_day(starts_at) > specialist.ends_on:
        last_day = format_day(specialist.ends_on)
        raise NotPlannable(f"Date must be on or before the Specialist’s last day, {last_day}.", "day")
    if ends_at <= starts_at or london_day(ends_at) != london_day(starts_at):
        raise NotPlannable("End time must be after the start time, on the same day.", "until")
    if starts_at <= now:
        raise NotPlannable("Date must be in the future.", "day")
    visit, written = Visit.objects.get_or_create(
        client_key=client_key,
        defaults={
            "specialist": specialist,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "places": places,
            "focus": focus,
            "arriving": arriving,
            "host_email": host_email,
            "offered_by": by,
            "offered_at": now,
        },
    )
    if written:
        notify_host(visit, f"visit:{visit.pk}:offered", now=now)
    return visit


@action("devplans.take_place")
def take_place(participation: Participation, *, visit: Visit, seats: int, by: User, now: datetime) -> Session:
    """Book places on a visit for a school: plan an observation, update calendars and email the host school.

    Raise NotPlannable for another Specialist's visit, one in the past, or a second booking; VisitFull when too few
    places are left. Nothing is written then.
    """
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if not participation.assignments.filter(current(london_day(now)), specialist=visit.specialist).exists():
        raise NotPlannable(f"{visit.specialist} is not the Specialist of {participation.school}.")
    if visit.sessions.exclude(state=SessionState.CANCELLED).filter(participation=participation).exists():
        raise NotPlannable(f"{participation.school} already has places on this visit.")
    check_time(participation, visit.starts_at, visit.ends_at, now)
    with domain_error_from_constraint(VisitFull, constraint="visit_never_overfull"):
        session = plan_session(
            participation,
            kind=SessionKind.OBSERVATION,
            span=(visit.starts_at, visit.ends_at),
            specialist=visit.specialist,
            place=visit.specialist.home_school.name,
            by=by,
            now=now,
            watched=visit.focus,
            visit=visit,
            seats=seats,
            colleagues=max(0, seats - 2),
        )
    notify_participants(session, "session_planned", by=by, now=now)
    notify_host(visit, f"visit:{visit.pk}:taken:{session.pk}", now=now)
    return session


@action("devplans.cancel_visit")
def cancel_visit(visit: Visit, *, reason: str, by: User, now: datetime) -> Visit:
    """Cancel the visit with a reason: cancel the schools' sessions, and email everyone and the host school.

    Raise WrongState unless the visit is on offer.
    """
    return cancel_offered_visit(visit, reason=reason, by=by, now=now)


def cancel_offered_visit(visit: Visit, *, reason: str, by: User, now: datetime) -> Visit:
    """Do what `cancel_visit` does. Call it inside an action's transaction. Raise WrongState."""
    VISIT_MOVES.make(visit, "cancel", cancelled_at=now, cancel_reason=reason)
    planned = visit.sessions.filter(state=SessionState.PLANNED).select_related(
        "participation__school", "participation__hub"
    )
    for session in planned.order_by("pk"):
        cancel_planned_session(session, reason=reason, by=by, now=now)
    notify_host(visit, _cancelled_occasion(visit), now=now)
    return visit


def _cancelled_occasion(visit: Visit) -> str:
    return f"visit:{visit.pk}:cancelled"
