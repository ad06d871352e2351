"""Grant handlers for events of schools and participations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from schools.corrections import enrolment_work
from schools.models import Participation
from sustaining.common.counts import counted
from sustaining.common.events import on

from .actions.grants import post_entry
from .choices import ClaimState, EntryKind
from .models import Claim, Grant

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@on("schools.enrolled", order=20)
def open_grant(participation: Participation, *, by: User, now: datetime) -> None:
    """Open the grant of a new participation, when its project has one."""
    amount = participation.project.release_grant
    if amount:
        grant = Grant.objects.create(participation=participation)
        post_entry(grant, EntryKind.OPEN, amount, why=f"Takes part in {participation.project.code}", by=by, now=now)
        grant.refresh_from_db()  # the caller keeps this object: its figures come from the ledger's trigger


@enrolment_work.provide
def count_claims(participation: Participation) -> list[str]:
    """Return how many claims the school has made on the participation's grant; withdrawn ones do not count."""
    claims = Claim.objects.filter(grant__participation=participation).exclude(state=ClaimState.WITHDRAWN).count()
    return [counted(claims, "claim")] if claims else []
