"""Read proposals and visits for their pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from schools.models import Participation
from schools.querysets import current
from specialists.models import Specialist
from sustaining.common.clock import london_day, today
from sustaining.common.years import AcademicYear

from ..choices import ProposalState, SessionState, VisitState
from ..models import PROPOSAL_MOVES, Proposal, Session, Visit

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def proposal_context(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal's times and its moves."""
    session, accepted = proposal.session, proposal.accepted_time
    return {
        "times": list(proposal.times.all()),
        "moves": PROPOSAL_MOVES.open_to(proposal),
        "session_moved": bool(session and accepted and session.starts_at != accepted.starts_at),
    }


def open_proposals(user: User) -> list[Proposal]:
    """Return the proposals that wait for an answer, oldest first."""
    proposals = Proposal.objects.visible_to(user).filter(state=ProposalState.OPEN)
    return list(proposals.select_related("participation__school", "proposed_by").order_by("proposed_at")[:50])


def visits_for(user: User, now: datetime) -> list[Visit]:
    """Return the user's upcoming visits, with how many people are coming."""
    return list(Visit.objects.visible_to(user).to_come(now).with_taken()[:100])


def visit_context(visit: Visit, user: User, now: datetime) -> dict[str, Any]:
    """Return who is coming, the places left, and the schools that the user may bring.

    The host sees every school; others see only their own.
    """
    booked = Session.objects.filter(visit=visit).exclude(state=SessionState.CANCELLED)
    seen = booked if visit.specialist.user_id == user.pk or user.is_superuser else _own(booked, user)
    taken = sum(session.seats or 0 for session in booked)
    return {
        "booked": list(seen.select_related("participation__school").order_by("pk")),
        "taken": taken,
        "left": max(0, visit.places - taken),
        "open": visit.state == VisitState.OFFERED and visit.starts_at > now,
        "choices": participations_to_bring(visit, user),
    }


def _own(booked: QuerySet[Session], user: User) -> QuerySet[Session]:
    return booked.filter(pk__in=Session.objects.visible_to(user).values("pk"))


def participations_to_bring(visit: Visit, user: User) -> QuerySet[Participation]:
    """Return the user's participations of the visit's year that the Specialist supports and that are not booked yet."""
    supported = visit.specialist.assignments.filter(current(london_day(visit.offered_at)) | current(today()))
    coming = Session.objects.filter(visit=visit).exclude(state=SessionState.CANCELLED)
    year = AcademicYear.of(london_day(visit.starts_at))
    participations = Participation.objects.visible_to(user).active().in_year(year.start)
    participations = participations.filter(pk__in=supported.values("participation"))
    return (
        participations.exclude(pk__in=coming.values("participation"))
        .select_related("school")
        .order_by("school__sort_name")
    )


def own_record(user: User) -> Specialist | None:
    """Return the user's record as a Specialist, while they are one."""
    return Specialist.objects.visible_to(user).working(today()).filter(user=user).select_related("home_school").first()
