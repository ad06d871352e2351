"""Everything worked out again from the ledger alone, and compared with what stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from sustaining.accounts.persons import person_of

from .actions.runs import is_unchanged
from .choices import SIDES, Account, ClaimState, EntryKind, PaymentState, RecoveryState
from .models import Claim, ClaimLine, Entry, Grant, Payment, PaymentRun, Recovery, RunFile, SampledClaim

CLAIMANTS_OF_RUN = ("claims__made_by", "claims__submitted_by")
Balances = dict[str, Decimal]


def differences(*, files: bool = True) -> Iterator[str]:
    """A sentence for each thing that does not agree; none when the books are right. Reads the whole ledger once.

    `files` are read again, and their SHA-256 compared, unless one says not to.
    """
    grants: dict[int, Balances] = defaultdict(lambda: defaultdict(Decimal))
    claims: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=5_000):
        if (entry.source, entry.target) != SIDES[EntryKind(entry.kind)]:
            yield f"Entry {entry.pk} has other sides than a {entry.get_kind_display().lower()}."
        grants[entry.grant_id][entry.source] -= entry.amount
        grants[entry.grant_id][entry.target] += entry.amount
        if entry.claim_id:
            claims[entry.claim_id][entry.kind] += entry.amount
    yield from _of_grants(grants)
    yield from _of_claims(claims)
    yield from _of_payments(claims)
    yield from _of_lines()
    yield from decided_by_one_person()
    if files:
        yield from _of_files()


def _of_grants(grants: dict[int, Balances]) -> Iterator[str]:
    for grant in Grant.objects.select_related("participation__school", "participation__project").iterator():
        of = grants.pop(grant.pk, defaultdict(Decimal))
        stands = (grant.amount, grant.committed, grant.paid)
        worked_out = (
            of[Account.LEFT] + of[Account.COMMITTED] + of[Account.PAID],
            of[Account.COMMITTED] + of[Account.PAID],
            of[Account.PAID],
        )
        if sum(of.values()) != 0:
            yield f"{grant}: its accounts add up to {sum(of.values())}, not to nothing."
        if stands != worked_out:
            yield f"{grant} says granted, committed, paid {_said(stands)}; its ledger says {_said(worked_out)}."
        if min(of[Account.LEFT], of[Account.COMMITTED], of[Account.PAID]) < 0:
            yield f"{grant} has an account below nought."
    yield from (f"Entries name grant {pk}, which is not there." for pk in grants)


def _of_claims(claims: dict[int, dict[str, Decimal]]) -> Iterator[str]:
    for claim in Claim.objects.iterator():
        of: Any = claims.get(claim.pk, defaultdict(Decimal))
        stands = claim.state in (ClaimState.APPROVED, ClaimState.IN_RUN, ClaimState.PAID)
        agreed = claim.approved if stands else Decimal(0)
        paid = agreed if claim.state == ClaimState.PAID else Decimal(0)
        worked_out = (of[EntryKind.COMMIT], of[EntryKind.PAY] - of[EntryKind.RETURN])
        if worked_out != (agreed, paid):
            should, says = _said((agreed, paid)), _said(worked_out)
            yield f"Claim {claim} ({claim.state}) should have {should} committed and paid; its ledger says {says}."


def _of_payments(claims: dict[int, dict[str, Decimal]]) -> Iterator[str]:
    standing: dict[int, Decimal] = defaultdict(Decimal)
    for payment in Payment.objects.exclude(state=PaymentState.RETURNED).iterator():
        standing[payment.claim_id] += payment.amount
    back: dict[int, Decimal] = defaultdict(Decimal)
    for recovery in Recovery.objects.filter(state=RecoveryState.SETTLED).iterator():
        back[recovery.claim_id] += recovery.amount
    for pk in set(standing) | set(back) | set(claims):
        of = claims.get(pk, defaultdict(Decimal))
        paid = of[EntryKind.PAY] - of[EntryKind.RETURN]
        if paid != standing[pk]:
            yield f"Claim {pk}: payments of {standing[pk]} stand; the ledger says {paid}."
        if of[EntryKind.RECOVER] != back[pk]:
            yield f"Claim {pk}: recoveries of {back[pk]} are settled; the ledger says {of[EntryKind.RECOVER]}."


def decided_by_one_person(hubs: Any = None) -> Iterator[str]:
    """Yield a sentence for each decision whose two people turned out to be one: their accounts were merged afterwards.

    `hubs` limits it to the money of some hubs (a queryset). Five queries.
    """
    claim_of_hubs = {} if hubs is None else {"grant__participation__school__hub__in": hubs}
    run_of_hubs = {} if hubs is None else {"hub__in": hubs}
    through_claim = {f"claim__{path}": value for path, value in claim_of_hubs.items()}
    for model, scope, actor, others, words in (
        (Claim, claim_of_hubs, "decided_by", ("made_by", "submitted_by"), "Claim {} was made and decided"),
        (PaymentRun, run_of_hubs, "released_by", ("prepared_by",), "{} was prepared and released"),
        (PaymentRun, run_of_hubs, "released_by", CLAIMANTS_OF_RUN, "{} has a claim made, and was released,"),
        (Recovery, through_claim, "agreed_by", ("requested_by",), "{} was requested and agreed"),
        (SampledClaim, through_claim, "judged_by", ("claim__made_by", "claim__submitted_by"), "{} was claimed and reviewed"),
    ):  # fmt: skip
        same = reduce(or_, (Q(person=person_of(other)) for other in others))
        rows = model.objects.filter(**scope, **{f"{actor}__isnull": False}).alias(person=person_of(actor)).filter(same)
        for row in rows.select_related(actor).order_by("pk").distinct():
            yield f"{words.format(row)} by the same person, {getattr(row, actor)}: two accounts were merged afterwards."


def _of_lines() -> Iterator[str]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for pk, cost in ClaimLine.objects.order_by().values_list("claim", "cost").iterator():
        sums[pk] += cost
    for claim in Claim.objects.exclude(state__in=(ClaimState.DRAFT, ClaimState.WITHDRAWN)).iterator():
        if claim.total != sums[claim.pk]:
            yield f"Claim {claim} asks {claim.total}; its lines add up to {sums[claim.pk]}."


def _of_files() -> Iterator[str]:
    for stored in RunFile.objects.select_related("run"):
        if not is_unchanged(stored):
            yield f"{stored} of {stored.run} is not what was released."


def _said(amounts: tuple[Any, ...]) -> str:
    return ", ".join(f"£{amount:,.2f}" for amount in amounts)
