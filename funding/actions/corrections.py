"""Take back what was decided, released or withdrawn by mistake: each with a move of its own, and nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState, domain_error_from_constraint
from sustaining.common.permissions import action

from ..choices import ClaimState, EntryKind, PaymentState, RunState
from ..errors import NotEnoughGrant
from ..models import CLAIM_MOVES, PAYMENT_MOVES, RUN_MOVES, Claim, Payment, PaymentRun, RecalledRelease, ResultUpload
from ..windows import require_open_window
from .grants import post_entry
from .notices import notify_claimants, notify_submitter
from .release_runs import lock_months, recall_months
from .runs import locked_claims

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("funding.unapprove_claim")
def unapprove_claim(claim: Claim, *, reason: str, by: User, now: datetime) -> Claim:
    """Reverse approval of a claim that is in no payment run: it waits for a decision again.

    Its school is emailed the reason. Raise WrongState, NotEnoughGrant when the rest of a claim that was approved for less
    has been claimed again.
    """
    locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if locked.state == ClaimState.APPROVED and locked.approved:
        # Before the move: the claim may ask for its whole total again only when its commitment is free.
        post_entry(locked.grant, EntryKind.UNCOMMIT, locked.approved, claim=locked, why=reason, by=by, now=now)
    _decide_again(locked, "unapprove", reason=reason, by=by, now=now, was="approved")
    return locked


@action("funding.reconsider_claim")
def reconsider_claim(claim: Claim, *, reason: str, by: User, now: datetime) -> Claim:
    """Let a rejected claim wait for a decision again, and email its school the reason.

    Raise WrongState, NotEnoughGrant when its money has been claimed again.
    """
    _decide_again(claim, "reconsider", reason=reason, by=by, now=now, was="not approved")
    return claim


def _decide_again(claim: Claim, move: str, *, reason: str, by: User, now: datetime, was: str) -> None:
    with _sentence_about_the_grant(claim, "Decide the school’s other claims first."):
        CLAIM_MOVES.make(claim, move, approved=None, decided_by=None, decided_at=None, decision_reason=reason)
    notify_claimants(claim, "claim_reopened", by=by, now=now, was=was, reason=reason)


@action("funding.restore_claim")
def restore_claim(claim: Claim, *, by: User, now: datetime) -> Claim:
    """Make a withdrawn claim a draft of its school again, to be checked and submitted.

    Raise WrongState, WindowClosed, NotEnoughGrant when its money has been claimed again.
    """
    require_open_window(claim.grant, london_day(now))
    with _sentence_about_the_grant(claim, "Make a new claim for the amount left."):
        CLAIM_MOVES.make(claim, "restore")
    return claim


@contextmanager
def _sentence_about_the_grant(claim: Claim, advice: str) -> Iterator[None]:
    """Raise NotEnoughGrant with what to do about it: nobody asks for less by pressing a button."""
    try:
        with domain_error_from_constraint(NotEnoughGrant, constraint="claim_within_grant"):
            yield
    except NotEnoughGrant as error:
        raise NotEnoughGrant(
            f"Claim {claim} asks for £{claim.total:,.2f}, and the grant no longer has that much left. It has been "
            f"claimed again or has gone back to the hub. {advice}"
        ) from error


@action("funding.recall_run")
def recall_run(run: PaymentRun, *, reason: str, by: User, now: datetime) -> PaymentRun:
    """Reverse release of a run before the bank has it: the run is prepared again, with its claims.

    Possible until the day of payment is over, while no result has come in and no claim is sampled or to be repaid. Every
    payment is reversed by an entry of its own, the frozen files stay, marked as taken back, and the schools are emailed.
    Raise WrongState.
    """
    locked = PaymentRun.objects.select_for_update().get(pk=run.pk)
    # The claims before the checks: nobody can sample one, or ask for its money, in between.
    claims = list(locked_claims(locked))
    months = lock_months(locked)
    _require_unpaid(locked, now)
    with (
        domain_error_from_constraint(WrongState, constraint="run_recalled_unanswered"),
        domain_error_from_constraint(WrongState, constraint="run_recalled_unaudited"),
        domain_error_from_constraint(WrongState, constraint="run_recalled_without_release_results"),
    ):
        RUN_MOVES.make(run, "recall", released_by=None, released_at=None, paid_on=None)
    _keep_release(locked, reason=reason, by=by, now=now)
    payments = {row.claim_id: row for row in run.payments.filter(state=PaymentState.SENT)}
    for claim in claims:
        _recall_payment(claim, payments[claim.pk], reason=reason, by=by, now=now)
    recall_months(run, months, reason=reason, by=by, now=now)
    return run


def _keep_release(run: PaymentRun, *, reason: str, by: User, now: datetime) -> None:
    """Keep who released the run, when and for which day; `run` still says so, as it was loaded before the move."""
    if run.released_by is None or run.released_at is None or run.paid_on is None:
        return  # not released: the constraint `released_by_somebody` keeps who and when of every release
    RecalledRelease.objects.create(
        run=run,
        number=run.recalled_releases.count() + 1,
        released_by=run.released_by,
        released_at=run.released_at,
        paid_on=run.paid_on,
        reason=reason,
        by=by,
        at=now,
    )


def _require_unpaid(run: PaymentRun, now: datetime) -> None:
    """Raise WrongState when the bank has, or may have, paid a released run."""
    if run.state != RunState.RELEASED:
        return  # the move says so
    if not run.can_be_recalled(london_day(now)):
        raise WrongState("The payment date has passed, so the bank has this run. Upload the payment results instead.")
    uploads = ResultUpload.objects.filter(run=run, added_at__gte=run.released_at).exclude(refusal__gt="")
    if uploads.exists():
        raise WrongState("Payment results have been uploaded for this run, so its release can’t be reversed.")


def _recall_payment(claim: Claim, payment: Payment, *, reason: str, by: User, now: datetime) -> None:
    PAYMENT_MOVES.make(payment, "recall")
    CLAIM_MOVES.make(claim, "recall")
    why = f"Release of {payment.run} reversed: {reason}"
    post_entry(claim.grant, EntryKind.RECALL, payment.amount, claim=claim, why=why, by=by, now=now)
    occasion, facts = f"payment-recalled:{payment.pk}", {"payment": payment.pk}
    notify_submitter(claim, "payment_recalled", occasion, facts, now=now, paid_on=payment.paid_on, reason=reason)
