"""Audit paid claims: random samples, their evidence, and recoveries that one person requests and another approves."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.money import pounds
from sustaining.common.permissions import action
from sustaining.common.templatetags.sustaining import long_day

from ..choices import ClaimState, EntryKind, RecoveryState
from ..errors import AmountNotPossible, NothingToSample
from ..models import (
    RECOVERY_MOVES,
    SAMPLED_MOVES,
    Claim,
    ClaimFile,
    Recovery,
    Sample,
    SampledClaim,
)
from .grants import post_entry, release_closed_remainder, take_remainder_back
from .notices import notify_submitter

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class RecoveryUnderWay(DomainError):
    """A recovery rests on the finding."""


class DayNotPossible(DomainError):
    """The day is not possible."""

    field = "answer_by"


def draw_claim_keys(population: Sequence[int], number: int, seed: int) -> list[int]:
    """Return the keys that `seed` draws from `population`. Repeatable: the same seed gives the same keys."""
    # An auditor draws the same sample again from seed and population, so the generator has to be reproducible.
    return sorted(random.Random(seed).sample(sorted(population), min(number, len(population))))  # noqa: S311 (kept)


@action("funding.draw_sample")
def draw_sample(
    hub: Hub, *, academic_year: int, number: int, answer_by: date, seed: int | None = None, by: User, now: datetime
) -> Sample:
    """Draw a random sample of a year's paid claims and ask their schools for evidence.

    Raise NothingToSample when every paid claim was sampled before, DayNotPossible when `answer_by` is past or too late.
    """
    if not 0 < (answer_by - london_day(now)).days <= 366:
        raise DayNotPossible("Date must be after today and within a year.")
    paid = Claim.objects.filter(
        state=ClaimState.PAID,
        # A claim is sampled once: a second request for the same evidence would find nothing new.
        sampled__isnull=True,
        grant__participation__hub=hub,
        grant__participation__project__academic_year=academic_year,
    )
    population = sorted(paid.values_list("pk", flat=True))
    if not population:
        raise NothingToSample("There are no paid claims left to check for this year.")
    # Unpredictable, so that nobody can influence which claims are drawn.
    seed = secrets.randbits(48) if seed is None else seed
    sample = Sample.objects.create(
        hub=hub, academic_year=academic_year, seed=seed, drawn_from=population, answer_by=answer_by, drawn_by=by,
        drawn_at=now,
    )  # fmt: skip
    for claim in Claim.objects.filter(pk__in=draw_claim_keys(population, number, seed)).order_by("pk"):
        SampledClaim.objects.create(sample=sample, claim=claim)
        occasion, facts = f"evidence-asked:{claim.pk}", {"claim": claim.pk}
        notify_submitter(claim, "evidence_asked", occasion, facts, now=now, answer_by=answer_by)
    return sample


@action("funding.give_evidence")
def give_evidence(
    sampled: SampledClaim, *, text: str, uploads: Sequence[CheckedUpload], by: User, now: datetime
) -> SampledClaim:
    """Save the school's evidence that the teachers were released. More may follow until the hub reviews it.

    Raise WrongState once it has been reviewed.
    """
    SAMPLED_MOVES.make(sampled, "answer", words=text, answered_by=by, answered_at=now)
    for upload in uploads:
        keep_file(ClaimFile, upload, by=by, now=now, claim=sampled.claim)
    return sampled


@action("funding.judge_evidence")
def accept_evidence(sampled: SampledClaim, *, finding: str, by: User, now: datetime) -> SampledClaim:
    """Accept the evidence: the money was spent as claimed. Raise WrongState."""
    SAMPLED_MOVES.make(sampled, "accept", finding=finding, judged_by=by, judged_at=now)
    return sampled


@action("funding.judge_evidence")
def refuse_evidence(sampled: SampledClaim, *, finding: str, by: User, now: datetime) -> SampledClaim:
    """Refuse the evidence, or record that none came. A recovery may follow. Raise WrongState."""
    SAMPLED_MOVES.make(sampled, "refuse", finding=finding, judged_by=by, judged_at=now)
    return sampled


@action("funding.reconsider_evidence")
def reconsider_evidence(sampled: SampledClaim, *, reason: str, by: User, now: datetime) -> SampledClaim:
    """Take back a finding that was recorded by mistake: the evidence is reviewed again, and more may be given.

    Raise RecoveryUnderWay while a recovery is requested or agreed, or has been settled; WrongState.
    """
    if sampled.claim.recoveries.exclude(state=RecoveryState.DROPPED).exists():
        raise RecoveryUnderWay("A recovery depends on this finding. Cancel the recovery first.")
    SAMPLED_MOVES.make(
        sampled, "reconsider", finding="", judged_by=None, judged_at=None,
        reopened_by=by, reopened_at=now, reopen_reason=reason,
    )  # fmt: skip
    return sampled


@action("funding.request_recovery")
def request_recovery(claim: Claim, *, amount: Decimal, reason: str, by: User, now: datetime) -> Recovery:
    """Request a recovery of `amount` GBP, which somebody else must approve. Raise AmountNotPossible above what was paid."""
    with domain_error_from_constraint(AmountNotPossible, constraint="recovered_up_to_paid"):
        return Recovery.objects.create(
            claim=claim, amount=pounds(amount), reason=reason, requested_by=by, requested_at=now
        )


@action("funding.agree_recovery")
def agree_recovery(recovery: Recovery, *, by: User, now: datetime) -> Recovery:
    """Approve a recovery that somebody else requested, and email the school the amount and the reason. Raise WrongState."""
    with domain_error_from_constraint(DomainError, constraint="recovery_agreed_by_another", model=Recovery):
        RECOVERY_MOVES.make(recovery, "agree", agreed_by=by, agreed_at=now)
    _notify_of_recovery(recovery, "recovery_agreed", "recovery-agreed", now=now)
    return recovery


@action("funding.drop_recovery")
def drop_recovery(recovery: Recovery, *, reason: str, by: User, now: datetime) -> Recovery:
    """Drop a recovery; email the school if it had been asked to repay. Raise WrongState."""
    # The school hears of a recovery only once it is approved, so only then does it need to hear that it was dropped.
    was_announced = recovery.agreed_by_id is not None
    RECOVERY_MOVES.make(recovery, "drop", drop_reason=reason)
    if was_announced:
        _notify_of_recovery(recovery, "recovery_dropped", "recovery-dropped", now=now)
    return recovery


@action("funding.restore_recovery")
def restore_recovery(recovery: Recovery, *, reason: str, by: User, now: datetime) -> Recovery:
    """Take up a recovery again that was dropped by mistake. Somebody else approves it before the school is emailed.

    Raise AmountNotPossible when other recoveries have taken its place, WrongState.
    """
    with domain_error_from_constraint(AmountNotPossible, constraint="recovered_up_to_paid"):
        RECOVERY_MOVES.make(
            recovery, "restore", agreed_by=None, agreed_at=None, restored_by=by, restored_at=now, restore_reason=reason
        )
    return recovery


@action("funding.settle_recovery")
def settle_recovery(recovery: Recovery, *, settled_on: date, by: User, now: datetime) -> Recovery:
    """Record a repayment, which the grant can spend again. Raise WrongState, DayNotPossible."""
    if not london_day(recovery.requested_at) <= settled_on <= london_day(now):
        error = DayNotPossible("Date must be on or after the day the repayment was requested, and not in the future.")
        error.field = "settled_on"
        raise error
    # The claim before its grant, as everywhere (triggers.py): the entry below locks the grant.
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=recovery.claim_id)
    RECOVERY_MOVES.make(recovery, "settle", settled_by=by, settled_on=settled_on)
    post_entry(claim.grant, EntryKind.RECOVER, recovery.amount, claim=claim, why=recovery.reason, by=by, now=now)
    release_closed_remainder(claim.grant, by=by, now=now)
    _notify_of_recovery(recovery, "recovery_settled", "recovery-settled", now=now)
    return recovery


@action("funding.reverse_repayment")
def reverse_repayment(recovery: Recovery, *, reason: str, by: User, now: datetime) -> Recovery:
    """Reverse a repayment that was recorded by mistake: the school still has to repay, and is emailed the reason.

    A ledger entry of its own takes the money out of the grant again; a closed grant has it back from the hub. Raise
    AmountNotPossible when it has been claimed again meanwhile, WrongState.
    """
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=recovery.claim_id)
    recorded_for = f" of {long_day(recovery.settled_on)}" if recovery.settled_on else ""
    RECOVERY_MOVES.make(
        recovery, "unsettle", settled_by=None, settled_on=None, reversed_by=by, reversed_at=now, reverse_reason=reason
    )
    why = f"Repayment{recorded_for} was recorded by mistake: {reason}"
    take_remainder_back(claim.grant, recovery.amount, why=why, by=by, now=now)
    with domain_error_from_constraint(AmountNotPossible, constraint="repayment_claimed_again"):
        post_entry(claim.grant, EntryKind.UNRECOVER, recovery.amount, claim=claim, why=why, by=by, now=now)
    _notify_of_recovery(recovery, "recovery_reversed", "recovery-reversed", now=now)
    return recovery


def _notify_of_recovery(recovery: Recovery, kind: str, occasion: str, *, now: datetime) -> None:
    again = f":restored={recovery.restored_at:%Y-%m-%dT%H:%M}" if recovery.restored_at else ""
    again += f":reversed={recovery.reversed_at:%Y-%m-%dT%H:%M:%S.%f}" if recovery.reversed_at else ""
    occasion, facts = f"{occasion}:{recovery.pk}{again}", {"recovery": recovery.pk}
    notify_submitter(recovery.claim, kind, occasion, facts, now=now, recovery=recovery)
