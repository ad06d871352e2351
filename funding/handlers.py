"""Grant handlers for events of schools and participations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from devplans.session_uses import session_uses
from schools.corrections import enrolment_work
from schools.models import Participation, Project
from specialists.models import Specialist
from specialists.record_links import RecordLink, record_links
from sustaining.common.counts import counted
from sustaining.common.events import on

from .actions.grants import post_entry
from .choices import ClaimState, EntryKind
from .models import Claim, ClaimLine, Grant, Instalment, OpeningPayment, ReleaseMonth

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


@on("schools.past_year_recorded", order=20)
def keep_closed_grant(participation: Participation, *, by: User, now: datetime) -> None:
    """Keep the grant of a year that is over as a closed one: what was paid of it can be brought in, and nothing claimed."""
    amount = participation.project.release_grant
    if not amount:
        return
    why, moment = f"Took part in {participation.project.code}", participation.enrolled_at
    grant = Grant.objects.create(
        participation=participation, closed_at=moment, close_reason="Before the hub used the site"
    )
    post_entry(grant, EntryKind.OPEN, amount, why=why, by=by, now=moment)
    post_entry(grant, EntryKind.CLOSE, amount, why=grant.close_reason, by=by, now=moment)
    grant.refresh_from_db()


@on("schools.project_rolled", order=20)
def copy_instalments(project: Project, *, copy: Project, by: User, now: datetime) -> None:
    """Pay next year's grant in the same instalments."""
    Instalment.objects.bulk_create(
        Instalment(project=copy, number=row.number, percent=row.percent, fact=row.fact)
        for row in Instalment.objects.filter(project=project).order_by("number")
    )


@enrolment_work.provide
def count_openings(participation: Participation) -> list[str]:
    """Return how many payments were brought in for the participation and not taken back."""
    openings = OpeningPayment.objects.counted().filter(entry__grant__participation=participation).count()
    return [counted(openings, "payment brought in", "payments brought in")] if openings else []


@enrolment_work.provide
def count_claims(participation: Participation) -> list[str]:
    """Return how many claims the school has made on the participation's grant; withdrawn ones do not count."""
    claims = Claim.objects.filter(grant__participation=participation).exclude(state=ClaimState.WITHDRAWN).count()
    return [counted(claims, "claim")] if claims else []


@session_uses.provide
def claims_for_sessions(keys: Collection[int]) -> dict[int, list[str]]:
    """Return the claims of which an item names a session, by the session's key. Withdrawn ones do not count. One query."""
    occasions = {f"session:{key}": key for key in keys}
    lines = ClaimLine.objects.filter(occasion__in=occasions).exclude(claim__state=ClaimState.WITHDRAWN)
    claims: dict[int, list[str]] = defaultdict(list)
    for occasion, reference in lines.order_by("claim").values_list("occasion", "claim__reference").distinct():
        claims[occasions[occasion]].append(f"claim {reference}")
    return dict(claims)


@record_links.provide
def link_release_pay(specialist: Specialist, user: User) -> list[RecordLink]:
    """Return the link to the Specialist's release pay, if a hub has decided on any that the user sees. One query."""
    has_months = ReleaseMonth.objects.visible_to(user).filter(specialist=specialist).exists()
    return [RecordLink("View release pay", reverse("funding:release-own"))] if has_months else []
