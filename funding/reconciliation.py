"""Recalculate every figure from the ledger and compare it with the stored one, the frozen files and the history."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Func, OuterRef, Q, Subquery

from sustaining.accounts.persons import person_key

from .actions.runs import is_unchanged
from .choices import COMMITTED_CLAIMS, SIDES, Account, ClaimState, EntryKind, PaymentState, RecoveryState
from .models import (
    Claim,
    ClaimLine,
    Entry,
    Grant,
    OpeningPayment,
    Payment,
    PaymentRun,
    Recovery,
    ReleaseMonth,
    ReleasePayment,
    RunFile,
    SampledClaim,
)
from .release_reconciliation import release_differences

SPECIALISTS_OF_RUN = ("release_months__specialist__user",)
CLAIMANTS_OF_RUN = ("claims__made_by", "claims__submitted_by")
Balances = dict[str, Decimal]
IN_HISTORY: dict[Any, tuple[str, ...]] = {
    Grant: ("amount", "committed", "paid"),
    Claim: ("state", "total", "approved"),
    ClaimLine: ("cost",),
    Payment: ("state", "amount"),
    Recovery: ("state", "amount"),
    ReleaseMonth: ("state", "amount"),
    ReleasePayment: ("state", "amount"),
}
"""What is compared with the latest entry of the history. The ledger has none: it is only ever added to."""


def differences(*, files: bool = True) -> Iterator[str]:
    """Yield a sentence for each difference from the ledger. Reads the whole ledger once.

    A change of ledger, claims and payments that agrees with itself still differs from what their history says, and from
    the files that finance paid by. With `files`, read the files of runs again and compare their SHA-256 and their amounts.
    """
    grants: dict[int, Balances] = defaultdict(lambda: defaultdict(Decimal))
    claims: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    # Summed in Python, apart from the triggers' SQL, so that a mistake there shows up here.
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=5_000):
        if (entry.source, entry.target) != SIDES[EntryKind(entry.kind)]:
            yield f"Entry {entry.pk} has other sides than a {entry.get_kind_display().lower()}."
        grants[entry.grant_id][entry.source] -= entry.amount
        grants[entry.grant_id][entry.target] += entry.amount
        if entry.claim_id:
            claims[entry.claim_id][entry.kind] += entry.amount
    yield from _grant_differences(grants)
    yield from _claim_differences(claims)
    yield from _payment_differences(claims)
    yield from _opening_differences()
    yield from release_differences()
    yield from _line_differences()
    yield from _history_differences()
    yield from decided_by_one_person()
    if files:
        yield from _file_differences()


def _grant_differences(grants: dict[int, Balances]) -> Iterator[str]:
    for grant in Grant.objects.select_related("participation__school", "participation__project").iterator():
        of = grants.pop(grant.pk, defaultdict(Decimal))
        recorded = (grant.amount, grant.committed, grant.paid)
        worked_out = (
            of[Account.LEFT] + of[Account.COMMITTED] + of[Account.PAID],
            of[Account.COMMITTED] + of[Account.PAID],
            of[Account.PAID],
        )
        if sum(of.values()) != 0:
            yield f"{grant}: its accounts add up to {sum(of.values())}, not to nothing."
        if recorded != worked_out:
            stored, calculated = _format_amounts(recorded), _format_amounts(worked_out)
            yield f"{grant} says granted, committed, paid {stored}; its ledger says {calculated}."
        if min(of[Account.LEFT], of[Account.COMMITTED], of[Account.PAID]) < 0:
            yield f"{grant} has an account below nought."
    yield from (f"Entries name grant {pk}, which is not there." for pk in grants)


def _claim_differences(claims: dict[int, dict[str, Decimal]]) -> Iterator[str]:
    for claim in Claim.objects.iterator():
        of: Any = claims.get(claim.pk, defaultdict(Decimal))
        agreed = claim.approved if claim.state in COMMITTED_CLAIMS else Decimal(0)
        paid = agreed if claim.state == ClaimState.PAID else Decimal(0)
        worked_out = (of[EntryKind.COMMIT] - of[EntryKind.UNCOMMIT], _net_paid(of))
        if worked_out != (agreed, paid):
            should, ledger = _format_amounts((agreed, paid)), _format_amounts(worked_out)
            yield f"Claim {claim} ({claim.state}) should have {should} committed and paid; its ledger says {ledger}."


def _net_paid(sums: dict[str, Decimal]) -> Decimal:
    """Return what a claim's entries paid, less what came back or was taken back."""
    return sums[EntryKind.PAY] - sums[EntryKind.RETURN] - sums[EntryKind.RECALL]


def _payment_differences(claims: dict[int, dict[str, Decimal]]) -> Iterator[str]:
    standing: dict[int, Decimal] = defaultdict(Decimal)
    for payment in Payment.objects.counting().iterator():
        standing[payment.claim_id] += payment.amount
    back: dict[int, Decimal] = defaultdict(Decimal)
    for recovery in Recovery.objects.filter(state=RecoveryState.SETTLED).iterator():
        back[recovery.claim_id] += recovery.amount
    for pk in set(standing) | set(back) | set(claims):
        of = claims.get(pk, defaultdict(Decimal))
        paid = _net_paid(of)
        if paid != standing[pk]:
            yield f"Claim {pk}: payments of {standing[pk]} count; the ledger says {paid}."
        recovered = of[EntryKind.RECOVER] - of[EntryKind.UNRECOVER]
        if recovered != back[pk]:
            yield f"Claim {pk}: recoveries of {back[pk]} are settled; the ledger says {recovered}."


def _opening_differences() -> Iterator[str]:
    """Compare the opening entries with the payments that were brought in: each has its own, and its reversal."""
    kinds = (EntryKind.OPENING, EntryKind.UNOPENING)
    entries = {entry.pk: entry for entry in Entry.objects.filter(kind__in=kinds).iterator()}
    for payment in OpeningPayment.objects.order_by("pk").iterator():
        entry = entries.pop(payment.entry_id, None)
        reversal = entries.pop(payment.reversal_id, None) if payment.reversal_id else None
        if entry is None:
            yield f"Payment brought in {payment.pk} has no opening entry."
        elif reversal and (reversal.grant_id, reversal.amount) != (entry.grant_id, entry.amount):
            yield f"Payment brought in {payment.pk} of {entry.amount} was reversed by {reversal.amount}."
    yield from (f"Opening entry {pk} has no payment that was brought in." for pk in entries)


def decided_by_one_person(hubs: Any = None) -> Iterator[str]:
    """Yield a sentence for each decision whose two people are one since their accounts were merged.

    `hubs` limits it to the money of some hubs (a queryset). Seven queries.
    """
    claim_of_hubs = {} if hubs is None else {"grant__participation__hub__in": hubs}
    run_of_hubs = {} if hubs is None else {"hub__in": hubs}
    through_claim = {f"claim__{path}": value for path, value in claim_of_hubs.items()}
    for model, scope, actor, others, template in (
        (Claim, claim_of_hubs, "decided_by", ("made_by", "submitted_by"), "Claim {} was made and decided"),
        (PaymentRun, run_of_hubs, "released_by", ("prepared_by",), "{} was prepared and released"),
        (PaymentRun, run_of_hubs, "released_by", CLAIMANTS_OF_RUN, "{} has a claim made, and was released,"),
        (PaymentRun, run_of_hubs, "released_by", SPECIALISTS_OF_RUN, "{} pays for the work of, and was released,"),
        (ReleaseMonth, run_of_hubs, "decided_by", ("specialist__user",), "Release pay {} was earned and decided"),
        (Recovery, through_claim, "agreed_by", ("requested_by",), "{} was requested and agreed"),
        (SampledClaim, through_claim, "judged_by", ("claim__made_by", "claim__submitted_by"), "{} was claimed and reviewed"),
    ):  # fmt: skip
        same = reduce(or_, (Q(person=person_key(other)) for other in others))
        rows = model.objects.filter(**scope, **{f"{actor}__isnull": False}).alias(person=person_key(actor)).filter(same)
        for row in rows.select_related(actor).order_by("pk").distinct():
            yield f"{template.format(row)} by the same person, {getattr(row, actor)}: two accounts were merged afterwards."


def _line_differences() -> Iterator[str]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for pk, cost in ClaimLine.objects.order_by().values_list("claim", "cost").iterator():
        sums[pk] += cost
    for claim in Claim.objects.exclude(state__in=(ClaimState.DRAFT, ClaimState.WITHDRAWN)).iterator():
        if claim.total != sums[claim.pk]:
            yield f"Claim {claim} asks {claim.total}; its lines add up to {sums[claim.pk]}."


def _file_differences() -> Iterator[str]:
    for stored in RunFile.objects.select_related("run").prefetch_related("run__recalled_releases"):
        if not is_unchanged(stored):
            yield f"{stored} of {stored.run} is not what was released."
        elif stored.kind.startswith("text/csv"):
            yield from _amount_differences(stored)


def _amount_differences(stored: RunFile) -> Iterator[str]:
    """Compare a frozen file with the payments of its release: each has a row that names its claim and its amount."""
    recalled = {row.number: row.released_at for row in stored.run.recalled_releases.all()}
    payments: Any = Payment.objects.filter(run=stored.run_id).select_related("claim")
    months: Any = ReleasePayment.objects.filter(run=stored.run_id).select_related("month")
    if stored.release in recalled:
        of_release = {"state": PaymentState.RECALLED, "recorded_at": recalled[stored.release]}
        payments, months = payments.filter(**of_release), months.filter(**of_release)
    else:
        payments, months = payments.released(), months.released()
    with stored.file.open("rb") as opened:
        _, *rows = csv.reader(io.StringIO(opened.read().decode("utf-8-sig"), newline=""))
    paid = {row.claim.reference: row for row in payments} | {row.month.reference: row for row in months}
    frozen = {cell: row for row in rows for cell in row if cell in paid}
    for reference, payment in paid.items():
        if reference not in frozen:
            yield f"{stored} of {stored.run} has no row for claim {reference}, which was paid {payment.amount}."
        elif str(payment.amount) not in frozen[reference]:
            yield f"{stored} of {stored.run} says another amount for claim {reference} than the {payment.amount} that was paid."
    if len(rows) > len(frozen):
        yield f"{stored} of {stored.run} has {len(rows)} rows; {len(frozen)} of them are payments."


def _is_distinct(field: str, other: str) -> Func:
    joiner = " IS DISTINCT FROM "
    return Func(field, other, template="%(expressions)s", arg_joiner=joiner, output_field=BooleanField())


def _history_differences() -> Iterator[str]:
    """Compare each row of money with its latest entry in the history, which triggers write with every change."""
    for model, names in IN_HISTORY.items():
        events = apps.get_model("funding", f"{model.__name__}Event").objects.filter(pgh_obj=OuterRef("pk"))
        latest = events.order_by("-pgh_id")
        then = {f"then_{name}": Subquery(latest.values(name)[:1]) for name in names}
        changed = reduce(or_, (Q(_is_distinct(f"then_{name}", name)) for name in names))
        for row in model._base_manager.annotate(**then).filter(changed).order_by("pk"):
            values = ", ".join(f"{name} {getattr(row, name)}, not {getattr(row, f'then_{name}')}" for name in names)
            yield f"{model._meta.verbose_name.capitalize()} {row.pk} was changed without its history: it has {values}."


def _format_amounts(amounts: tuple[Any, ...]) -> str:
    return ", ".join(f"£{amount:,.2f}" for amount in amounts)
