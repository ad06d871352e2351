"""To-do items about claims, payment runs, evidence and recoveries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Max, Q, Window
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from schools.models import Hub
from schools.roles import CLAIM_DECIDERS, HUB_READERS, HUB_STAFF, MONEY_READERS, SCHOOL_MEMBERS, Role
from schools.viewer import shown_to
from sustaining.common.clock import london_day
from sustaining.common.counts import counted
from sustaining.common.money import format_pounds
from sustaining.common.navigation import nav_item
from sustaining.common.todo import MAX_NAMES, DeskContext, Importance, Todo, list_first, todo
from sustaining.common.waiting import only

from .choices import ClaimState
from .models import MoneySetup, PayeeDetails, PaymentRun, Recovery, SampledClaim
from .querysets import hubs_of_money
from .selectors import file_problems
from .selectors.runs import Approved, approved_rows, describe_approved
from .selectors.statements import matched_lines, unmatched_payments
from .selectors.waiting import (
    claims_to_decide,
    claims_with_the_school,
    evidence_to_give,
    evidence_to_review,
    hubs_to_pay,
    payees_to_confirm,
    recoveries_to_approve,
    release_to_decide,
    runs_to_release,
    waiting_claims,
    waiting_payments,
    waiting_samples,
)

nav_item(
    60, "Claims", "funding:claims", shown_to(MONEY_READERS), icon="receipt",
    tab=shown_to(HUB_READERS | {Role.FINANCE}), waiting=waiting_claims,
)  # fmt: skip
nav_item(
    62, "Payments", "funding:runs", shown_to(HUB_READERS), parent="funding:claims",
    prefixes=("/claims/payments/", "/claims/payee", "/claims/statement"), waiting=waiting_payments,
)  # fmt: skip
nav_item(
    64, "Samples", "funding:samples", shown_to(HUB_READERS), parent="funding:claims",
    prefixes=("/claims/recoveries/",), waiting=waiting_samples,
)  # fmt: skip
nav_item(66, "Grant account", "funding:account", shown_to(HUB_READERS), parent="funding:claims")


def _first_to_decide(viewer: Any) -> Any:
    # Counted over all that wait, before the first are chosen.
    counted_claims = claims_to_decide(viewer).annotate(number_waiting=Window(Count("pk")))
    return counted_claims.select_related("grant__participation__school")[:MAX_NAMES]


@todo(
    "claims to decide",
    CLAIM_DECIDERS,
    Importance.FIRST,
    waiting=only(claims_to_decide),
    rows=only(_first_to_decide),
)
def to_decide(desk: DeskContext, claims: list[Any]) -> Iterator[Todo]:
    """Yield submitted claims for those who decide, except their own."""
    number = claims[0].number_waiting if claims else 0
    if claims:
        is_single = number == 1
        yield Todo(
            title="A claim is waiting for your decision"
            if is_single
            else f"{number} claims are waiting for your decision",
            detail=list_first([f"{claim.school} {format_pounds(claim.total)}" for claim in claims], number),
            act="Review claims",
            url=claims[0].get_absolute_url() if is_single else reverse("funding:claims") + "?tab=decide",
            since=claims[0].submitted_at or desk.now,
            hubs=tuple(claim.grant.participation.hub_id for claim in claims),
            schools=tuple(claim.grant.participation.school_id for claim in claims) if number == len(claims) else (),
        )


@todo(
    "finance files to correct",
    HUB_STAFF,
    waiting=only(lambda viewer: MoneySetup.objects.visible_to(viewer).exclude(columns=[])),
)
def to_correct_columns(desk: DeskContext) -> Iterator[Todo]:
    """Yield a hub whose finance file cannot be paid by, for those who set up its columns."""
    for hub, problem in file_problems(desk.viewer):
        yield Todo(
            title=f"{hub}’s finance file can’t be used for payments",
            detail=problem,
            act="Change columns",
            url=reverse("funding:setup", args=[hub.pk]) + "#columns",
            since=desk.now,
        )


@todo("claims to pay", HUB_STAFF, waiting=only(hubs_to_pay), rows=approved_rows)
def to_pay(desk: DeskContext, hubs: list[Hub], claims: list[Approved], months: list[Approved]) -> Iterator[Todo]:
    """Yield approved claims and months of release pay that are not in a run."""
    for row in describe_approved(hubs, claims, months):
        yield Todo(
            title=row["title"],
            detail=f"{row['hub']} · {format_pounds(row['total'])}",
            act="Prepare payment run",
            url=reverse("funding:prepare", args=[row["hub"].pk]),
            since=desk.now,
        )


def _months_to_decide(viewer: Any) -> Any:
    """Return the months of release pay that wait: the hub's key and name, the Specialist, and the month."""
    rows = release_to_decide(viewer).annotate(month=TruncMonth("held_on"))
    months = rows.values_list("participation__hub", "participation__hub__name", "specialist__user__full_name", "month")
    return months.order_by("month", "specialist__user__sort_name").distinct()


@todo(
    "release pay to decide",
    HUB_STAFF,
    Importance.FIRST,
    waiting=only(release_to_decide),
    rows=only(_months_to_decide),
)
def to_decide_release(desk: DeskContext, months: list[tuple[int, str, str, date]]) -> Iterator[Todo]:
    """Yield a hub whose Specialists' months of release pay wait for a decision."""
    by_hub: dict[tuple[int, str], list[tuple[str, date]]] = defaultdict(list)
    for hub, name, specialist, month in months:
        by_hub[hub, name].append((specialist, month))
    for (hub, name), waiting in by_hub.items():
        nouns = ("month of release pay is", "months of release pay are")
        yield Todo(
            title=f"{counted(len(waiting), *nouns)} waiting for your decision",
            detail=f"{name} · " + list_first([f"{specialist}, {month:%B %Y}" for specialist, month in waiting]),
            act="Review release pay",
            url=reverse("funding:release-months", args=[hub]),
            since=datetime.combine(waiting[0][1], time(), get_current_timezone()),
        )


def _listed_runs(viewer: Any) -> Any:
    return runs_to_release(viewer).select_related("prepared_by", "hub").order_by("prepared_at")[:20]


@todo("runs to release", HUB_STAFF, Importance.FIRST, waiting=only(runs_to_release), rows=only(_listed_runs))
def to_release(desk: DeskContext, runs: list[PaymentRun]) -> Iterator[Todo]:
    """Yield prepared runs for anyone but their preparer."""
    for run in runs:
        yield Todo(
            title=f"{run} is ready to release",
            detail=f"{run.hub} · prepared by {run.prepared_by}",
            act="Review payment run",
            url=reverse("funding:run", args=[run.pk]),
            since=run.prepared_at,
        )


def _listed_payees(viewer: Any) -> Any:
    return payees_to_confirm(viewer).select_related("school", "requested_by").order_by("requested_at")[:20]


@todo("payees to confirm", HUB_STAFF, Importance.FIRST, waiting=only(payees_to_confirm), rows=only(_listed_payees))
def to_confirm_payees(desk: DeskContext, payees: list[PayeeDetails]) -> Iterator[Todo]:
    """Yield changes of payee details for anyone but the person who requested them."""
    for payee in payees:
        yield Todo(
            title=f"Confirm the change of payee for {payee.school}",
            detail=f"{payee.name} · requested by {payee.requested_by}",
            act="Review change",
            url=payee.get_absolute_url(),
            since=payee.requested_at,
            hubs=(payee.hub_id,),
            schools=(payee.school_id,),
        )


@todo("payments on no bank statement", HUB_STAFF, waiting=only(lambda viewer: matched_lines(hubs_of_money(viewer))))
def to_find_at_the_bank(desk: DeskContext) -> Iterator[Todo]:
    """Yield the payments of a hub that should have left the bank and are on no statement, oldest first."""
    by_hub: dict[int, list[Any]] = defaultdict(list)
    for payment in unmatched_payments(desk.viewer, hubs_of_money(desk.viewer), london_day(desk.now)):
        by_hub[payment.hub_id].append(payment)
    for hub, payments in by_hub.items():
        yield Todo(
            title=f"{counted(len(payments), 'payment is', 'payments are')} on no bank statement",
            detail=list_first(
                [f"{payment.paid_for.reference} {format_pounds(payment.amount)}" for payment in payments]
            ),
            act="Review payments",
            url=reverse("funding:statements", args=[hub]),
            since=payments[0].recorded_at,
            hubs=(hub,),
        )


def _listed_claims_of_school(viewer: Any) -> Any:
    asked_at = Max("messages__at", filter=Q(messages__from_hub=True))
    claims = claims_with_the_school(viewer).annotate(asked_at=asked_at)
    return claims.select_related("grant__participation__school").order_by("made_at")[:20]


@todo(
    "claims of the school",
    SCHOOL_MEMBERS,
    Importance.FIRST,
    waiting=only(claims_with_the_school),
    rows=only(_listed_claims_of_school),
)
def with_the_school(desk: DeskContext, claims: list[Any]) -> Iterator[Todo]:
    """Yield claims with a query, and drafts, for the school's people."""
    for claim in claims:
        queried = claim.state == ClaimState.QUERIED
        yield Todo(
            title=f"Query raised on claim {claim.reference}"
            if queried
            else f"Claim {claim.reference} is not submitted yet",
            detail=claim.decision_reason[:150] if queried else f"{claim.school} · {format_pounds(claim.total)}",
            act="Answer question" if queried else "Finish claim",
            url=reverse("funding:claim" if queried else "funding:check", args=[claim.reference]),
            since=(queried and claim.asked_at) or claim.made_at,
            hubs=(claim.grant.participation.hub_id,),
        )


def _listed_to_give(viewer: Any) -> Any:
    sampled_claims = evidence_to_give(viewer).select_related("sample", "claim__grant__participation__school")
    return sampled_claims.order_by("sample__drawn_at", "pk")[:20]


@todo(
    "evidence to give",
    SCHOOL_MEMBERS,
    Importance.FIRST,
    waiting=only(evidence_to_give),
    rows=only(_listed_to_give),
)
def to_give_evidence(desk: DeskContext, sampled_claims: list[SampledClaim]) -> Iterator[Todo]:
    """Yield sampled claims without evidence for the school's people."""
    for sampled in sampled_claims:
        yield Todo(
            title=f"Add evidence for claim {sampled.claim.reference}",
            detail=f"{sampled.claim.school} · by {sampled.sample.answer_by:%-d %B}",
            act="Add evidence",
            url=reverse("funding:evidence", args=[sampled.claim.reference]),
            since=sampled.sample.drawn_at,
            hubs=(sampled.claim.grant.participation.hub_id,),
        )


def _listed_to_judge(viewer: Any) -> Any:
    sampled_claims = evidence_to_review(viewer).select_related("claim__grant__participation__school")
    return sampled_claims.order_by("answered_at")[:20]


@todo("evidence to judge", HUB_STAFF, waiting=only(evidence_to_review), rows=only(_listed_to_judge))
def to_judge(desk: DeskContext, sampled_claims: list[SampledClaim]) -> Iterator[Todo]:
    """Yield evidence to review for the hub."""
    for sampled in sampled_claims:
        yield Todo(
            title=f"Evidence received for claim {sampled.claim.reference}",
            detail=f"{sampled.claim.school} · {format_pounds(sampled.claim.payable)}",
            act="Review evidence",
            url=reverse("funding:judge", args=[sampled.claim.reference]),
            since=sampled.answered_at or desk.now,
            hubs=(sampled.claim.grant.participation.hub_id,),
            schools=(sampled.claim.grant.participation.school_id,),
        )


def _listed_recoveries(viewer: Any) -> Any:
    recoveries = recoveries_to_approve(viewer)
    related = recoveries.select_related("claim__grant__participation__school", "requested_by")
    return related.order_by("requested_at")[:20]


@todo("recoveries to agree", {Role.LEAD}, waiting=only(recoveries_to_approve), rows=only(_listed_recoveries))
def to_agree(desk: DeskContext, recoveries: list[Recovery]) -> Iterator[Todo]:
    """Yield recoveries that somebody else requested, for a hub lead."""
    for recovery in recoveries:
        yield Todo(
            title=f"Approve recovery of {format_pounds(recovery.amount)} from {recovery.claim.school}",
            detail=f"Claim {recovery.claim.reference} · requested by {recovery.requested_by}",
            act="Review recovery",
            url=reverse("funding:recovery", args=[recovery.pk]),
            since=recovery.requested_at,
            hubs=(recovery.claim.grant.participation.hub_id,),
            schools=(recovery.claim.grant.participation.school_id,),
        )
