"""Every write about claims that means something. Payment runs are in `runs.py`.

Lock order everywhere: the claim, then its grant (see `triggers.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from schools.enrolment import on_enrolment
from schools.models import Participation
from schools.people import leads_of
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState, constraint_of, says
from sustaining.common.money import ZERO, pounds
from sustaining.common.permits import action
from sustaining.outbox.actions import queue_email

from .choices import ClaimState, EntryKind
from .errors import ClaimIncomplete, LineNotPossible, NotEnoughGrant
from .models import CLAIM_MOVES, Claim, ClaimLine, Entry, Grant
from .references import new_reference

OPEN_TO_EDITS = (ClaimState.DRAFT, ClaimState.QUERIED)


@dataclass(frozen=True)
class NewLine:
    """One release of a teacher, as a form says it. `cost` in GBP."""

    released_on: date
    teacher: str
    cost: Decimal


@on_enrolment
def open_grant(participation: Participation, *, by: Any, now: datetime) -> Grant | None:
    """Open the grant of a new participation, when its project has one. Called inside an action's transaction."""
    amount = participation.project.release_grant
    return Grant.objects.create(participation=participation, amount=amount) if amount else None


@action("funding.draft_claim")
def draft_claim(grant: Grant, *, lines: Sequence[NewLine], client_key: UUID, by: Any, now: datetime) -> Claim:
    """Begin a claim. The same `client_key` again gives the same claim. Raises LineNotPossible."""
    known = Claim.objects.filter(client_key=client_key, grant=grant).first()
    if known:
        return known
    _check_lines(grant, lines, now)
    claim, is_new = _create_with_reference(grant, client_key, by, now)
    if is_new:
        _write_lines(claim, lines)
    return claim


def _create_with_reference(grant: Grant, client_key: UUID, by: Any, now: datetime) -> tuple[Claim, bool]:
    for _ in range(20):
        reference = new_reference(grant.participation.project.academic_year)
        try:
            with transaction.atomic():
                claim = Claim.objects.create(
                    grant=grant, reference=reference, client_key=client_key, made_by=by, made_at=now
                )
                return claim, True
        except IntegrityError as error:
            if "reference" not in (constraint_of(error) or ""):
                return Claim.objects.get(client_key=client_key, grant=grant), False  # one press, twice in a moment
    raise RuntimeError("No free reference was found in twenty tries.")


def _check_lines(grant: Grant, lines: Sequence[NewLine], now: datetime) -> None:
    year = grant.participation.project.year
    for line in lines:
        if line.released_on not in year:
            raise LineNotPossible(
                f"{line.teacher}: the date is outside {year}, the year of this grant "
                f"(1 September {year.start} to 31 August {year.start + 1})."
            )
        if line.released_on > london_day(now):
            raise LineNotPossible(f"{line.teacher}: the date is still to come. Claim once the teacher was released.")


def _write_lines(claim: Claim, lines: Sequence[NewLine]) -> None:
    claim.lines.all().delete()
    ClaimLine.objects.bulk_create(
        ClaimLine(
            claim=claim, released_on=line.released_on, teacher=line.teacher, cost=pounds(line.cost), position=position
        )
        for position, line in enumerate(lines, start=1)
    )
    total = sum((pounds(line.cost) for line in lines), ZERO)
    with says(NotEnoughGrant, constraint="claim_within_grant"):
        Claim.objects.filter(pk=claim.pk).update(total=total)
    claim.refresh_from_db()


@action("funding.edit_claim")
def edit_claim(claim: Claim, *, lines: Sequence[NewLine], by: Any, now: datetime) -> Claim:
    """Write a claim's lines anew while it is a draft or queried. Raises WrongState, LineNotPossible, NotEnoughGrant."""
    locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if locked.state not in OPEN_TO_EDITS:
        raise WrongState("This claim has been submitted, so its lines stand. The hub can query it to have it changed.")
    _check_lines(locked.grant, lines, now)
    _write_lines(locked, lines)
    return locked


@action("funding.submit_claim")
def submit_claim(claim: Claim, *, by: Any, now: datetime) -> Claim:
    """Send the claim to the hub; its total is frozen. Raises ClaimIncomplete, NotEnoughGrant, LineNotPossible, WrongState."""
    locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    lines = list(locked.lines.all())
    if not lines:
        raise ClaimIncomplete("This claim has no lines. Add who was released, when, and what it cost.")
    repeated = claimed_before(locked, lines)
    if repeated:
        raise LineNotPossible(
            f"{repeated.teacher} on {repeated.released_on:%d %B %Y} is in claim {repeated.claim.reference} already. "
            "Take the line out, or ask your hub."
        )
    with says(NotEnoughGrant, constraint="claim_within_grant"):
        CLAIM_MOVES.make(locked, "submit", submitted_by=by, submitted_at=now)
    _tell_hub(locked, by=by, now=now)
    return locked


def claimed_before(claim: Claim, lines: Iterable[ClaimLine]) -> ClaimLine | None:
    """A line of another claim on the same grant for the same teacher and day, unless that claim came to nothing."""
    gone = (ClaimState.DRAFT, ClaimState.REJECTED, ClaimState.WITHDRAWN)
    others = ClaimLine.objects.filter(claim__grant=claim.grant_id).exclude(claim=claim).exclude(claim__state__in=gone)
    taken = {(line.teacher.casefold(), line.released_on): line for line in others.select_related("claim")}
    return next((taken[key] for line in lines if (key := (line.teacher.casefold(), line.released_on)) in taken), None)


def _tell_hub(claim: Claim, *, by: Any, now: datetime) -> None:
    hub = claim.school.hub
    for lead in leads_of(hub, london_day(now)) if hub else []:
        queue_email(
            f"claim-submitted:{claim.pk}:{now:%Y-%m-%dT%H:%M:%S.%f}:user={lead.pk}",
            to=lead,
            template="claim_submitted",
            now=now,
            about=claim.school,
            claim=claim,
            submitter=by.full_name,
        )


@action("funding.withdraw_claim")
def withdraw_claim(claim: Claim, *, by: Any, now: datetime) -> Claim:
    """Take back a claim that nobody has decided on. Raises WrongState."""
    CLAIM_MOVES.make(claim, "withdraw")
    return claim


@action("funding.approve_claim")
def approve_claim(claim: Claim, *, by: Any, now: datetime) -> Claim:
    """Commit the claim's total (GBP) to its grant and tell its makers. Raises WrongState, NotEnoughGrant."""
    CLAIM_MOVES.make(claim, "approve", decided_by=by, decided_at=now, decision_reason="")
    with says(NotEnoughGrant, constraint="grant_never_overspent"):
        Entry.objects.create(grant=claim.grant, claim=claim, kind=EntryKind.COMMIT, amount=claim.total, by=by, at=now)
    _tell_school(claim, "claim_approved", by=by, now=now)
    return claim


@action("funding.reject_claim")
def reject_claim(claim: Claim, *, reason: str, by: Any, now: datetime) -> Claim:
    """Refuse a claim, with a reason that the school reads. Raises WrongState."""
    CLAIM_MOVES.make(claim, "reject", decided_by=by, decided_at=now, decision_reason=reason)
    _tell_school(claim, "claim_rejected", by=by, now=now)
    return claim


@action("funding.query_claim")
def query_claim(claim: Claim, *, reason: str, by: Any, now: datetime) -> Claim:
    """Ask the school to change a claim and submit it again. Raises WrongState."""
    CLAIM_MOVES.make(claim, "query", decision_reason=reason)
    _tell_school(claim, "claim_queried", by=by, now=now)
    return claim


def _tell_school(claim: Claim, template: str, *, by: Any, now: datetime) -> None:
    hub = claim.school.hub
    for person in {claim.made_by, claim.submitted_by or claim.made_by}:
        queue_email(
            f"{template}:{claim.pk}:{now:%Y-%m-%dT%H:%M:%S.%f}:user={person.pk}",
            to=person,
            template=template,
            now=now,
            about=claim.school,
            reply_to=hub.contact_email if hub else "",
            claim=claim,
            decider=by.full_name,
        )
