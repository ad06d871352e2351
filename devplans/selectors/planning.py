"""What the pages of sessions to come show: proposals, visits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from schools.models import Participation
from schools.querysets import current
from specialists.models import Specialist
from sustaining.common.clock import london_day, today

from ..choices import ProposalState, SessionState, VisitState
from ..models import PROPOSAL_MOVES, Proposal, Session, Visit

PROPOSAL_WORDS = {
    ProposalState.OPEN: ("To be answered", "wait"),
    ProposalState.ACCEPTED: ("Accepted", "go"),
    ProposalState.DECLINED: ("Declined", "stop"),
    ProposalState.WITHDRAWN: ("Withdrawn", ""),
}


def of_proposal(proposal: Proposal) -> dict[str, Any]:
    """Its times, and the words of its state."""
    words, tone = PROPOSAL_WORDS[ProposalState(proposal.state)]
    waits_for = "the school" if proposal.proposed_by_id == proposal.specialist.user_id else "the Specialist"
    return {
        "times": list(proposal.times.all()),
        "words": words,
        "tone": tone,
        "next": f"Waiting for {waits_for}." if proposal.state == ProposalState.OPEN else "",
        "moves": PROPOSAL_MOVES.open_to(proposal),
    }


def open_proposals(user: Any) -> list[Proposal]:
    """Proposals that nobody has answered, the oldest first."""
    found = Proposal.objects.visible_to(user).filter(state=ProposalState.OPEN)
    return list(found.select_related("participation__school", "proposed_by").order_by("proposed_at")[:50])


def visits_for(user: Any, now: datetime) -> list[Visit]:
    """Visits to come, with how many people come."""
    return list(Visit.objects.visible_to(user).to_come(now).with_taken()[:100])


def of_visit(visit: Visit, user: Any, now: datetime) -> dict[str, Any]:
    """Who comes, what is left, and the schools that this person may bring. The host sees every school; others their own."""
    booked = Session.objects.filter(visit=visit).exclude(state=SessionState.CANCELLED)
    seen = booked if visit.specialist.user_id == user.pk or user.is_superuser else _own(booked, user)
    taken = sum(session.seats or 0 for session in booked)
    return {
        "booked": list(seen.select_related("participation__school").order_by("pk")),
        "taken": taken,
        "left": max(0, visit.places - taken),
        "open": visit.state == VisitState.OFFERED and visit.starts_at > now,
        "choices": bringable(visit, user),
    }


def _own(booked: QuerySet[Session], user: Any) -> QuerySet[Session]:
    return booked.filter(pk__in=Session.objects.visible_to(user).values("pk"))


def bringable(visit: Visit, user: Any) -> QuerySet[Participation]:
    """School's years that the visit's Specialist supports now, that this person has to do with, and that do not come yet."""
    supported = visit.specialist.assignments.filter(current(london_day(visit.offered_at)) | current(today()))
    coming = Session.objects.filter(visit=visit).exclude(state=SessionState.CANCELLED)
    mine = Participation.objects.visible_to(user).active().filter(pk__in=supported.values("participation"))
    return mine.exclude(pk__in=coming.values("participation")).select_related("school").order_by("school__name")


def own_record(user: Any) -> Specialist | None:
    """Return the user's record as a Specialist, while they are one."""
    return Specialist.objects.visible_to(user).working(today()).filter(user=user).select_related("home_school").first()
