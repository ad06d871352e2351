"""Payment runs, prepared by one person and released by another, and their file for the finance system."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action
from sustaining.common.sheets import XLSX, csv_bytes, xlsx_bytes
from sustaining.outbox.links import Address, mint_shown

from ..choices import ClaimState, EntryKind
from ..columns import Column, FileRow, column_problem, file_rows, file_table, get_columns, row_problem
from ..errors import ColumnsNotPossible, NothingToPay
from ..links import FILE
from ..models import CLAIM_MOVES, RUN_MOVES, Claim, Grant, Payment, PaymentRun, ReleaseMonth, RunFile
from .grants import post_entry
from .notices import notify_submitter, send_remittance_advice
from .release_runs import exclude_months, include_months, lock_approved_months, lock_months, pay_month

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class DayNotPossible(DomainError):
    """The day of payment is not possible."""

    field = "paid_on"


@action("funding.prepare_run")
def prepare_run(
    hub: Hub, *, claims: Iterable[Claim], months: Iterable[ReleaseMonth] = (), by: User, now: datetime
) -> PaymentRun:
    """Put approved claims of `hub`, and approved months of release pay, into a new run.

    Raise NothingToPay when none of them is still approved, ColumnsNotPossible when finance could not pay by the file.
    """
    columns = _require_columns(hub)
    chosen = [claim.pk for claim in claims]
    approved = (
        Claim.objects.select_for_update(of=("self",))
        .filter(pk__in=chosen, state=ClaimState.APPROVED, grant__participation__hub=hub)
        .select_related("grant__participation__school")
    )
    # Claims that were decided or put into another run since the page was shown drop out silently; the page shows what
    # is in the run.
    ready = list(approved.order_by("pk"))
    ready_months = lock_approved_months(hub, months)
    if not ready and not ready_months:
        raise NothingToPay("None of these claims is waiting for payment. Choose at least one approved claim.")
    run = PaymentRun.objects.create(hub=hub, prepared_by=by, prepared_at=now)
    _require_rows(file_rows(run, [*ready, *ready_months]), columns)
    for claim in ready:
        CLAIM_MOVES.make(claim, "include", run=run)
    include_months(run, ready_months)
    return run


@action("funding.cancel_run")
def cancel_run(run: PaymentRun, *, reason: str, by: User, now: datetime) -> PaymentRun:
    """Cancel an unreleased run; its claims become approved again. Raise WrongState."""
    RUN_MOVES.make(run, "cancel", cancel_reason=reason)
    for claim in run.claims.select_for_update(of=("self",)).order_by("pk"):
        CLAIM_MOVES.make(claim, "exclude", run=None)
    exclude_months(run)
    return run


@action("funding.release_run")
def release_run(run: PaymentRun, *, paid_on: date, by: User, now: datetime) -> PaymentRun:
    """Record the payment of every claim and month of release pay in the run, freeze its file, and email the schools.

    `paid_on` is the day the money leaves the lead school's account: not before the run was prepared, within 60 days.
    Raise WrongState, DayNotPossible, ColumnsNotPossible.
    """
    columns = _require_columns(run.hub)
    first = london_day(run.prepared_at)
    if not first <= paid_on or (paid_on - london_day(now)).days > 60:
        raise DayNotPossible("Payment date must be on or after the day the run was prepared, and within two months.")
    with domain_error_from_constraint(DomainError, constraint="run_released_by_another", model=PaymentRun):
        RUN_MOVES.make(run, "release", released_by=by, released_at=now, paid_on=paid_on)
    # After the move, which locks the run's row: a second release of the same run waits there and is then refused.
    rows = file_rows(run, [*locked_claims(run), *lock_months(run)])
    _require_rows(rows, columns)
    for row in rows:
        if isinstance(row.claim, ReleaseMonth):
            pay_month(row.claim, run, paid_on=paid_on, paid_to=row.pay_to, payee=row.payee, by=by, now=now)
            continue
        claim = row.claim
        CLAIM_MOVES.make(claim, "pay")
        payment = Payment.objects.create(
            claim=claim,
            run=run,
            amount=claim.payable,
            paid_on=paid_on,
            paid_to=row.pay_to[:120],
            recorded_by=by,
            recorded_at=now,
        )
        post_entry(claim.grant, EntryKind.PAY, claim.payable, claim=claim, why=str(run), by=by, now=now)
        occasion, facts = f"payment:{claim.pk}:payment={payment.pk}", {"payment": payment.pk}
        notify_submitter(claim, "payment_made", occasion, facts, now=now, paid_on=paid_on, payment=payment)
        send_remittance_advice(payment, row.payee, now=now)
    _freeze(run, rows, columns, by=by, now=now)
    return run


def _require_columns(hub: Hub) -> list[Column]:
    """Return the hub's columns. Raise ColumnsNotPossible when finance could not pay by a file of them."""
    columns = get_columns(hub)
    if problem := column_problem(columns):
        raise ColumnsNotPossible(problem)
    return columns


def _require_rows(rows: Sequence[FileRow], columns: Sequence[Column]) -> None:
    """Raise ColumnsNotPossible when these rows lack what the columns need."""
    if problem := row_problem(rows, columns):
        raise ColumnsNotPossible(problem)


def locked_claims(run: PaymentRun) -> Iterable[Claim]:
    """Lock and return a run's claims and their grants, always in key order so that two runs cannot deadlock."""
    claims = run.claims.select_for_update(of=("self",)).order_by("pk")
    locked = list(
        claims.select_related(
            "grant__participation__school", "grant__participation__hub", "grant__participation__project"
        )
    )
    # In a statement of its own: a FOR UPDATE over the join would lock grants in the order of the claims.
    list(Grant.objects.select_for_update().filter(claims__in=locked).order_by("pk").values("pk"))
    return locked


def _freeze(run: PaymentRun, rows: Sequence[FileRow], columns: Sequence[Column], *, by: User, now: datetime) -> None:
    """Write the run's file as CSV and XLSX in these columns, once for each release."""
    headings, cells = file_table(rows, columns)
    release = run.recalled_releases.count() + 1
    name = f"payment-run-{run.pk}-{run.paid_on:%Y-%m-%d}" + (f"-release-{release}" if release > 1 else "")
    made = {
        "csv": ("text/csv; charset=utf-8", csv_bytes(headings, cells)),
        "xlsx": (XLSX, xlsx_bytes(str(run), headings, cells)),
    }
    for ending, (kind, content) in made.items():
        keep_file(
            RunFile, CheckedUpload(f"{name}.{ending}", ending, kind, content), by=by, now=now, run=run, release=release
        )


def is_unchanged(stored: RunFile) -> bool:
    """Return whether the stored file still has the SHA-256 that it was released with, or that of its copy without names."""
    try:
        with stored.file.open("rb") as opened:
            return hashlib.sha256(opened.read()).hexdigest() == stored.content_sha256
    except OSError:
        return False


@action("funding.share_run_file")
def link_to_file(run: PaymentRun, *, file: RunFile, by: User, now: datetime) -> str:
    """Create a link to a run's file for the finance team. Return its address, which is not stored and shown only once."""
    return mint_shown(Address(FILE, file), to=by.email, user=by, now=now)
