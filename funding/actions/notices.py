"""Emails to those who made and submitted a claim. Call these inside an action's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sustaining.outbox.actions import queue_email

from ..models import Claim

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def notify_claimants(claim: Claim, kind: str, *, by: User, now: datetime, **context: Any) -> None:
    """Email those who made and submitted a claim. Call inside an action."""
    occasion = f"{kind}:{claim.pk}:{now:%Y-%m-%dT%H:%M:%S.%f}"
    # A set, because maker and submitter are usually one person, who should get one email.
    for person in {claim.made_by, claim.submitted_by or claim.made_by}:
        _notify(claim, person, kind, occasion, {"claim": claim.pk}, now=now, who=by.full_name, **context)


def notify_submitter(
    claim: Claim, kind: str, occasion: str, facts: dict[str, Any], *, now: datetime, **context: Any
) -> None:
    """Email the person who submitted a claim, else the one who made it."""
    _notify(claim, claim.submitted_by or claim.made_by, kind, occasion, facts, now=now, **context)


def _notify(
    claim: Claim, to: User, kind: str, occasion: str, facts: dict[str, Any], *, now: datetime, **context: Any
) -> None:
    queue_email(
        f"{occasion}:user={to.pk}",
        to=to,
        kind=kind,
        now=now,
        about=claim.school,
        facts=facts,
        reply_to=claim.hub.contact_email,
        claim=claim,
        **context,
    )
