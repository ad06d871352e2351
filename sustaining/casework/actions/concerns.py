"""Raise a concern about a school, review it, close it with its outcome, and reopen it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from schools.models import School
from specialists.rules import is_specialist_there
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from ..models import CONCERN_MOVES, Concern
from ..people import keeping_hub, stays_shared
from .notes import NoHub

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class ReviewNotPossible(DomainError):
    """The review day is not a day to come."""

    field = "review_on"


def _check_review(review_on: date, now: datetime) -> None:
    if review_on < london_day(now):
        raise ReviewNotPossible("Review date must be today or later.")


@action("casework.raise_concern")
def raise_concern(
    school: School,
    *,
    kind: str,
    summary: str,
    agreed: str,
    review_on: date,
    escalated_to: str,
    for_specialist: bool,
    once: UUID,
    by: User,
    now: datetime,
) -> Concern:
    """Raise a concern about a school. A form that is sent twice returns the first concern.

    What a Specialist raises is shared with them. Raise NoHub or ReviewNotPossible.
    """
    hub = keeping_hub(school, by, london_day(now))
    if hub is None:
        raise NoHub(
            f"{school} is not in a hub, so you can’t raise a concern about it. Ask a programme administrator to add it to one."
        )
    _check_review(review_on, now)
    values = {
        "school": school, "hub": hub, "kind": kind, "summary": summary, "agreed": agreed, "review_on": review_on,
        "escalated_to": escalated_to, "for_specialist": for_specialist or is_specialist_there(by, school),
        "raised_by": by, "raised_at": now,
    }  # fmt: skip
    return Concern.objects.get_or_create(once=once, defaults=values)[0]


@action("casework.review_concern")
def review_concern(
    concern: Concern,
    *,
    kind: str,
    summary: str,
    agreed: str,
    review_on: date,
    escalated_to: str,
    for_specialist: bool,
    by: User,
    now: datetime,
) -> Concern:
    """Keep what is agreed now and the next review day; the history keeps what was agreed before.

    Raise WrongState for a closed concern, and ReviewNotPossible.
    """
    concern = Concern.objects.select_for_update(of=("self",)).select_related("hub", "raised_by").get(pk=concern.pk)
    if not concern.is_open:
        raise WrongState("This concern is closed, so it can’t be changed. Reopen it first.")
    if review_on != concern.review_on:
        _check_review(review_on, now)
    concern.kind, concern.summary, concern.agreed = kind, summary, agreed
    concern.review_on, concern.escalated_to = review_on, escalated_to
    concern.for_specialist = for_specialist or stays_shared(concern, concern.raised_by)
    concern.save()
    return concern


@action("casework.close_concern")
def close_concern(concern: Concern, *, outcome: str, by: User, now: datetime) -> Concern:
    """Close a concern with its outcome. Raise WrongState where it is closed."""
    CONCERN_MOVES.make(concern, "close", outcome=outcome, closed_by=by, closed_at=now)
    return concern


@action("casework.reopen_concern")
def reopen_concern(concern: Concern, *, reason: str, review_on: date, by: User, now: datetime) -> Concern:
    """Reopen a closed concern, with a reason and a new review day. Raise WrongState or ReviewNotPossible."""
    _check_review(review_on, now)
    CONCERN_MOVES.make(
        concern, "reopen", outcome="", closed_by=None, closed_at=None, reopen_reason=reason, review_on=review_on
    )
    return concern
