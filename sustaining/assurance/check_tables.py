"""Tables of a pack about control: samples, exceptions, payees, who did what, and sums that are worked out twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from funding.actions.audit_samples import draw_claim_keys
from funding.choices import ClaimState, EntryKind, PaymentState, RecoveryState, RunState
from funding.models import ReleasePayment
from funding.reconciliation import decided_by_one_person
from funding.selectors.payees import TITLES as PAYEE_TITLES
from schools.models import Hub, Participation
from sustaining.common.clock import london_day
from sustaining.common.money import ZERO, format_pounds
from sustaining.common.templatetags.sustaining import day as format_day

from .fact_tables import DAY, MONEY, NUMBER, TEXT, FactTable
from .hub_year import HubYear, ledger_figures, paid_for

REVERSED = {
    (ClaimState.REJECTED, ClaimState.SUBMITTED): "Rejection reconsidered",
    (ClaimState.WITHDRAWN, ClaimState.DRAFT): "Withdrawn claim restored",
}
EXCEPTIONAL = {
    EntryKind.UNCOMMIT: "Approval withdrawn",
    EntryKind.CLOSE: "Rest of a grant returned to the hub",
    EntryKind.UNRECOVER: "Repayment reversed",
}
ExceptionRow = tuple[Any, ...]


def sample_table(about: HubYear) -> FactTable:
    """Return how each sample was drawn. Its seed draws the same claims again."""
    claims: dict[int, list[int]] = {}
    rows = []
    for row in about.sampled:
        claims.setdefault(row.sample_id, []).append(row.claim_id)
    for sample in about.samples:
        keys = sorted(claims.get(sample.pk, []))
        is_same = draw_claim_keys(sample.drawn_from, len(keys), sample.seed) == keys
        rows.append((
            str(sample), sample.drawn_at, sample.drawn_by, len(sample.drawn_from), len(keys), sample.seed,
            sample.answer_by, "The same claims" if is_same else "Other claims",
        ))  # fmt: skip
    columns = [
        ("Sample", TEXT), ("Selected", DAY), ("Selected by", TEXT), ("Paid claims", NUMBER), ("In the sample", NUMBER),
        ("Seed", NUMBER), ("Evidence by", DAY), ("Selected again", TEXT),
    ]  # fmt: skip
    return FactTable("samples", "Samples", columns, rows)


def outcome_table(about: HubYear) -> FactTable:
    """Return each sampled claim with its evidence and what the hub found."""
    numbers = Counter(file.claim_id for file in about.evidence)
    rows = [
        (row.claim.reference, str(row.sample), row.school.name, paid_for(row.claim), row.status.label, row.answered_at,
         numbers[row.claim_id], row.judged_at, row.judged_by or "", row.finding)
        for row in about.sampled
    ]  # fmt: skip
    columns = [
        ("Claim", TEXT), ("Sample", TEXT), ("School", TEXT), ("Paid", MONEY), ("Outcome", TEXT), ("Evidence given", DAY),
        ("Files", NUMBER), ("Reviewed", DAY), ("Reviewed by", TEXT), ("Finding", TEXT),
    ]  # fmt: skip
    return FactTable("outcomes", "Sampled claims", columns, rows)


def exception_table(about: HubYear) -> FactTable:
    """Return everything that went another way than planned, or back, with its reason and who decided it."""
    rows = sorted(_exceptions(about), key=lambda row: (row[4].isoformat() if row[4] else "", row[0], row[1]))
    columns = [("What", TEXT), ("About", TEXT), ("School", TEXT), ("Reason", TEXT), ("Date", DAY), ("By", TEXT)]
    return FactTable("exceptions", "Exceptions and overrides", columns, rows, keys=2)


def _exceptions(about: HubYear) -> Iterator[ExceptionRow]:
    for source in (
        _school_exceptions,
        _grant_exceptions,
        _claim_exceptions,
        _payment_exceptions,
        _run_exceptions,
        _sample_exceptions,
        _recovery_exceptions,
    ):
        for row in source(about):
            day = london_day(row[4]) if isinstance(row[4], datetime) else row[4]
            yield (*row[:4], day, str(row[5] or ""))


def _school_exceptions(about: HubYear) -> Iterator[ExceptionRow]:
    years = Participation.objects.filter(hub=about.hub, project__academic_year=about.year.start).exclude(
        override_reason=""
    )
    for row in years.select_related("school", "project", "overridden_by").order_by("school__sort_name", "pk"):
        about_row = f"Enrolment on {row.project.code}"
        yield (
            "Enrolled by an exception",
            about_row,
            row.school.name,
            row.override_reason,
            row.enrolled_at,
            row.overridden_by,
        )


def _grant_exceptions(about: HubYear) -> Iterator[ExceptionRow]:
    for grant in about.grants:
        before = None
        for event in about.grant_history.get(grant.pk, []):
            allowed = (event.late_until, event.late_reason)
            if event.late_until and allowed != before:
                what = f"Claims until {format_day(event.late_until)}"
                yield (
                    "Late claims allowed",
                    what,
                    grant.school.name,
                    event.late_reason,
                    event.pgh_created_at,
                    event.late_by,
                )
            before = allowed


def _claim_exceptions(about: HubYear) -> Iterator[ExceptionRow]:
    for claim in about.claims:
        name, school = claim.reference, claim.school.name
        if claim.approved is not None and claim.approved < claim.total:
            what = f"Approved {format_pounds(claim.approved)} of {format_pounds(claim.total)}"
            yield (what, name, school, claim.decision_reason, claim.decided_at, claim.decided_by)
        events = about.claim_history.get(claim.pk, [])
        for before, after in pairwise(events):
            if what := REVERSED.get((before.state, after.state), ""):
                yield (what, name, school, after.decision_reason, after.pgh_created_at, about.name_of_author(after))
    for entry in about.entries:
        if what := EXCEPTIONAL.get(EntryKind(entry.kind), ""):
            name = entry.claim.reference if entry.claim else format_pounds(entry.amount)
            yield (what, name, entry.school.name, entry.why, entry.at, entry.by)


def _payment_exceptions(about: HubYear) -> Iterator[ExceptionRow]:
    released = ReleasePayment.objects.filter(
        month__budget__hub=about.hub, month__budget__academic_year=about.year.start
    ).select_related("month__home_school", "answered_by", "corrected_by")
    payments: list[Any] = [row for claim in about.claims for row in claim.payments.all()]
    for row in [*payments, *released.order_by("pk")]:
        name, school = row.paid_for.reference, row.school.name
        if row.state == PaymentState.RETURNED:
            yield ("Payment returned", name, school, row.answer, row.answered_at, row.answered_by)
        if row.corrected_at:
            what = "Returned payment corrected: it was paid"
            yield (what, name, school, row.correction, row.corrected_at, row.corrected_by)


def _run_exceptions(about: HubYear) -> Iterator[ExceptionRow]:
    for run in about.runs:
        for row in run.recalled_releases.all():
            yield ("Release reversed", f"Run {run.pk}", "", row.reason, row.at, row.by)
        if run.state == RunState.CANCELLED:
            yield ("Run cancelled", f"Run {run.pk}", "", run.cancel_reason, run.prepared_at, "")


def _sample_exceptions(about: HubYear) -> Iterator[ExceptionRow]:
    for row in about.sampled:
        if row.reopened_at:
            yield (
                "Finding withdrawn",
                row.claim.reference,
                row.school.name,
                row.reopen_reason,
                row.reopened_at,
                row.reopened_by,
            )


def _recovery_exceptions(about: HubYear) -> Iterator[ExceptionRow]:
    for row in about.recoveries:
        if row.drop_reason:
            yield ("Recovery cancelled", row.claim.reference, row.school.name, row.drop_reason, row.requested_at, "")
        if row.restored_at:
            yield (
                "Recovery restored",
                row.claim.reference,
                row.school.name,
                row.restore_reason,
                row.restored_at,
                row.restored_by,
            )


def payee_table(about: HubYear) -> FactTable:
    """Return each change of who is paid: within a claim, and from a school's claim to its next."""
    columns = [
        ("Claim", TEXT), ("School", TEXT), ("Paid to before", TEXT), ("Paid to now", TEXT), ("Changed", DAY),
        ("Changed by", TEXT),
    ]  # fmt: skip
    note = "What claims say. Whom the hub pays is under Changes of payee details; account numbers are in your finance system."
    return FactTable("payees", "Changes of payee in claims", columns, list(_payee_changes(about)), note)


def payee_detail_table(about: HubYear) -> FactTable:
    """Return the changes of payee details that were confirmed in the year: what each replaced, and the two people."""
    columns = [
        ("School", TEXT), ("What", TEXT), ("Before", TEXT), ("Now", TEXT), ("Requested", DAY), ("Requested by", TEXT),
        ("Confirmed", DAY), ("Confirmed by", TEXT), ("Reason", TEXT),
    ]  # fmt: skip
    note = "A second person confirms each change, and the school is emailed. Account numbers are in your finance system alone."
    rows = list(_payee_details(about))
    return FactTable("payee_details", "Changes of payee details", columns, rows, note, keys=2)


def _payee_details(about: HubYear) -> Iterator[tuple[Any, ...]]:
    before: dict[int, Any] = {}
    payees: list[Any] = about.payees
    for payee in payees:
        earlier = before.get(payee.school_id)
        before[payee.school_id] = payee
        if not about.year.starts <= london_day(payee.confirmed_at) <= about.year.ends:
            continue
        for field, title in PAYEE_TITLES.items():
            old, new = getattr(earlier, field, ""), getattr(payee, field)
            if old != new:
                yield (payee.school.name, title, old, new, payee.requested_at, payee.requested_by, payee.confirmed_at,
                       payee.confirmed_by, payee.reason)  # fmt: skip


def _payee_changes(about: HubYear) -> Iterator[tuple[Any, ...]]:
    last: dict[int, str] = {}
    for claim in sorted(about.claims, key=lambda claim: (claim.made_at, claim.pk)):
        school = claim.school
        current = last.get(school.pk, "")
        for event in about.claim_history.get(claim.pk, []):
            if event.state == ClaimState.DRAFT:
                continue  # until it is submitted, a school may type what it likes
            if event.payee and current and event.payee != current:
                author = about.name_of_author(event) or claim.made_by
                yield (claim.reference, school.name, current, event.payee, event.pgh_created_at, author)
            current = event.payee or current
        last[school.pk] = current


def duty_table(about: HubYear) -> FactTable:
    """Return who made, submitted, decided, prepared, released and reviewed each claim, and where that was one person."""
    sampled = {row.claim_id: row for row in about.sampled}
    rows = []
    for claim in about.claims:
        if claim.decided_by_id is None:
            continue
        payment = next((row for row in reversed(claim.payments.all()) if row.state != PaymentState.RECALLED), None)
        review = sampled.get(claim.pk)
        people = {
            "made": claim.made_by,
            "submitted": claim.submitted_by,
            "decided": claim.decided_by,
            "prepared its run": payment.run.prepared_by if payment else None,
            "released its run": payment.run.released_by if payment else None,
            "reviewed its evidence": review.judged_by if review else None,
        }
        rows.append((claim.reference, *(str(person or "") for person in people.values()), same_person(people)))
    columns = [
        ("Claim", TEXT), ("Made by", TEXT), ("Submitted by", TEXT), ("Decided by", TEXT), ("Run prepared by", TEXT),
        ("Run released by", TEXT), ("Evidence reviewed by", TEXT), ("The same person", TEXT),
    ]  # fmt: skip
    note = (
        "No one can decide or release their own claim here, or release a run that they prepared. "
        "A person with several other duties is named in the last column."
    )
    return FactTable("duties", "Who did what", columns, rows, note)


def same_person(people: dict[str, Any]) -> str:
    """Return the duties that one person had besides making and submitting a claim of their own, or nothing."""
    duties: dict[int, list[str]] = {}
    for duty, person in people.items():
        if person is not None:
            duties.setdefault(person.merged_into_id or person.pk, []).append(duty)
    several = [row for row in duties.values() if len(row) > 1 and row != ["made", "submitted"]]
    return "; ".join(" and ".join([", ".join(row[:-1]), row[-1]]) for row in several)


def merged_table(about: HubYear) -> FactTable:
    """Return decisions of the hub, of any year, whose two people turned out to be one."""
    rows = [(sentence,) for sentence in decided_by_one_person(Hub.objects.filter(pk=about.hub.pk))]
    return FactTable("merged", "Two accounts of one person", [("Decision", TEXT)], rows)


def reconciliation_table(about: HubYear) -> FactTable:
    """Return sums that are worked out twice, from the ledger and from what claims, payments and grants say."""
    sums = ledger_figures(about.entries)
    # Payments made before the hub used the site have no claim here.
    brought_in = ledger_figures(entry for entry in about.entries if entry.claim_id is None)["paid"]
    claims, settled = about.claims, [row for row in about.recoveries if row.state == RecoveryState.SETTLED]
    approved = sum((claim.approved or ZERO for claim in claims), ZERO)
    paid = sum((paid_for(claim) for claim in claims), ZERO)
    back = sum((row.amount for row in settled), ZERO)
    pairs: list[tuple[str, Decimal, Decimal]] = [
        ("Granted: ledger and grants", sums["granted"], sum((row.amount for row in about.grants), ZERO)),
        ("Committed: ledger and grants", sums["committed"], sum((row.committed for row in about.grants), ZERO)),
        ("Committed: ledger and approved claims less repaid", sums["committed"], approved + brought_in - back),
        ("Paid: ledger and payments less repaid", sums["paid"], paid + brought_in - back),
        ("Recovered: ledger and repayments", sums["recovered"], back),
        ("Claimed: claims and their items", sum((claim.total for claim in claims), ZERO),
         sum((line.cost for claim in claims for line in claim.lines.all()), ZERO)),
    ]  # fmt: skip
    rows = [(name, first, second, "Equal" if first == second else "Different") for name, first, second in pairs]
    columns = [("Sum", TEXT), ("First", MONEY), ("Second", MONEY), ("Result", TEXT)]
    return FactTable("reconciliation", "Reconciliation", columns, rows)


def download_table(about: HubYear) -> FactTable:
    """Return who took evidence of the year's samples, and when."""
    rows = [(str(row.sample), row.what, row.by, row.at) for row in about.downloads]
    columns = [("Sample", TEXT), ("What", TEXT), ("Downloaded by", TEXT), ("Date", DAY)]
    return FactTable("downloads", "Downloads of evidence", columns, rows, keys=3)
