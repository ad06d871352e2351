"""The rows of a hub's year, read once for every table: the year belongs to the hub that enrolled the school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Prefetch

from funding.choices import NOT_PAYING, Account, EntryKind
from funding.grant_balance import GrantBalance, sum_claims
from funding.models import (
    Budget,
    Claim,
    ClaimFile,
    Entry,
    Grant,
    PayeeDetails,
    Payment,
    PaymentRun,
    Recovery,
    Sample,
    SampledClaim,
)
from schools.models import Hub
from sustaining.accounts.models import User
from sustaining.common.files import CheckState
from sustaining.common.money import ZERO
from sustaining.common.years import AcademicYear

from .models import EvidenceDownload, GrantReceipt

HUB, YEAR = "participation__hub", "participation__project__academic_year"


@dataclass(frozen=True)
class HubYear:
    """A hub's academic year at a moment. Each property is one query at most, however many schools there are."""

    hub: Hub
    year: AcademicYear
    now: datetime

    def conditions(self, path: str = "grant__") -> dict[str, Any]:
        """Return conditions for rows that lead to a grant by `path`."""
        return {f"{path}{HUB}": self.hub, f"{path}{YEAR}": self.year.start}

    @cached_property
    def grants(self) -> list[Any]:
        """Return the grants of the schools' years, by school."""
        rows = Grant.objects.filter(**self.conditions("")).select_related(
            "participation__school", "participation__project"
        )
        return list(rows.select_related("late_by").order_by("participation__school__sort_name", "pk"))

    @cached_property
    def claims(self) -> list[Any]:
        """Return the claims that were ever submitted, by reference, with their lines and payments."""
        rows = Claim.objects.filter(**self.conditions(), submitted_at__isnull=False).select_related(
            "grant__participation__school", "grant__participation__project", "made_by", "submitted_by", "decided_by"
        )
        payments = Payment.objects.select_related("run__prepared_by", "run__released_by", "answered_by", "corrected_by")
        return list(rows.prefetch_related("lines", Prefetch("payments", payments.order_by("pk"))).order_by("reference"))

    @cached_property
    def entries(self) -> list[Any]:
        """Return the ledger's entries of these grants, in their order."""
        rows = Entry.objects.filter(**self.conditions()).select_related(
            "by", "claim", "grant__participation__school", "grant__participation__project"
        )
        return list(rows.order_by("at", "pk"))

    @cached_property
    def figures(self) -> dict[str, Decimal]:
        """Return granted, committed, paid and recovered from the ledger, and the parts that only claims know."""
        ledger = Entry.objects.filter(**self.conditions())
        figures = ledger.figures()
        waiting = sum_claims(Claim.objects.filter(**self.conditions()))
        balance = GrantBalance(
            figures["granted"], figures["paid"], figures["committed"], waiting["waiting"], waiting["in_payment"]
        )
        return {
            **figures,
            "waiting": balance.waiting,
            "in_payment": balance.in_payment,
            "approved": balance.approved,
            "left": balance.left,
        }

    @cached_property
    def runs(self) -> list[Any]:
        """Return the hub's runs that hold or held a payment of these claims, and the cancelled ones of the year's days."""
        keys = {payment.run_id for claim in self.claims for payment in claim.payments.all()}
        keys |= {claim.run_id for claim in self.claims if claim.run_id}
        rows = PaymentRun.objects.filter(pk__in=keys).select_related("prepared_by", "released_by")
        return list(
            rows.prefetch_related("files", "recalled_releases__by", "recalled_releases__released_by").order_by("pk")
        )

    @cached_property
    def recoveries(self) -> list[Any]:
        """Return the recoveries of these claims, in the order in which they were requested."""
        rows = Recovery.objects.filter(**self.conditions("claim__grant__")).select_related(
            "claim__grant__participation__school", "requested_by", "agreed_by", "settled_by", "restored_by"
        )
        return list(rows.order_by("requested_at", "pk"))

    @cached_property
    def samples(self) -> list[Any]:
        """Return the samples of the year with their claims, reviews and files of evidence."""
        rows = Sample.objects.filter(hub=self.hub, academic_year=self.year.start).select_related("drawn_by")
        return list(rows.order_by("drawn_at", "pk"))

    @cached_property
    def sampled(self) -> list[Any]:
        """Return the year's sampled claims with their review, by sample and reference."""
        rows = SampledClaim.objects.filter(sample__in=self.samples).select_related(
            "claim__grant__participation__school", "claim__made_by", "claim__submitted_by", "judged_by", "sample",
            "answered_by", "reopened_by",
        )  # fmt: skip
        return list(rows.prefetch_related("claim__payments").order_by("sample", "claim__reference"))

    @cached_property
    def evidence(self) -> list[Any]:
        """Return the files of the sampled claims, as `find_evidence`."""
        return list(find_evidence(row.claim_id for row in self.sampled))

    @cached_property
    def downloads(self) -> list[EvidenceDownload]:
        """Return who took evidence of these samples, the first one first."""
        rows = EvidenceDownload.objects.filter(sample__in=self.samples).select_related("sample", "by")
        return list(rows.order_by("at", "pk"))

    @cached_property
    def receipts(self) -> list[GrantReceipt]:
        """Return the grant received, cancelled records too."""
        rows = GrantReceipt.objects.filter(hub=self.hub, academic_year=self.year.start)
        return list(rows.select_related("recorded_by", "cancelled_by"))

    @cached_property
    def payees(self) -> list[PayeeDetails]:
        """Return the confirmed payee details until the year's end, oldest first. One query."""
        rows = PayeeDetails.objects.confirmed().filter(hub=self.hub, confirmed_at__date__lte=self.year.ends)
        return list(rows.select_related("school", "requested_by", "confirmed_by").order_by("confirmed_at", "pk"))

    @property
    def received(self) -> Decimal:
        """Return the grant received, GBP, without cancelled records."""
        return sum((row.amount for row in self.receipts if row.cancelled_at is None), ZERO)

    @cached_property
    def budget(self) -> Decimal | None:
        """Return the budget as it is now, or None when none is set."""
        row = Budget.objects.filter(hub=self.hub, academic_year=self.year.start).first()
        return row.amount if row else None

    @cached_property
    def claim_history(self) -> dict[int, list[Any]]:
        """Return the history of each claim, the oldest first, with who was signed in."""
        events = apps.get_model("funding", "ClaimEvent").objects.filter(pgh_obj__in=[claim.pk for claim in self.claims])
        return _by_row(events.select_related("pgh_context").order_by("pgh_id"))

    @cached_property
    def grant_history(self) -> dict[int, list[Any]]:
        """Return the history of each grant, the oldest first."""
        events = apps.get_model("funding", "GrantEvent").objects.filter(pgh_obj__in=[grant.pk for grant in self.grants])
        return _by_row(events.select_related("late_by").order_by("pgh_id"))

    @cached_property
    def names(self) -> dict[int, str]:
        """Return the names of those who were signed in when a claim was changed."""
        keys = {by for events in self.claim_history.values() for event in events if (by := _signed_in(event))}
        return dict(User.objects.filter(pk__in=keys).values_list("pk", "full_name"))

    def name_of_author(self, event: Any) -> str:
        """Return who made a change, or nothing when the site made it."""
        return self.names.get(_signed_in(event) or 0, "")


def _signed_in(event: Any) -> int | None:
    return event.pgh_context.metadata.get("by") if event.pgh_context else None


def _by_row(events: Iterable[Any]) -> dict[int, list[Any]]:
    by_row: dict[int, list[Any]] = defaultdict(list)
    for event in events:
        by_row[event.pgh_obj_id].append(event)
    return by_row


def find_evidence(claims: Iterable[int]) -> Any:
    """Return the files of these claims that a worker has checked, without those that were removed or have been cleared."""
    files = ClaimFile.objects.filter(claim__in=list(claims), removed_at__isnull=True, check_state=CheckState.CHECKED)
    return files.exclude(file="").select_related("claim").order_by("claim__reference", "pk")


def ledger_figures(entries: Iterable[Any]) -> dict[str, Decimal]:
    """Return granted, committed, paid and recovered from the two sides of each entry, whatever kinds of entries there are."""
    balances: dict[str, Decimal] = defaultdict(Decimal)
    recovered = ZERO
    for entry in entries:
        balances[entry.source] -= entry.amount
        balances[entry.target] += entry.amount
        if entry.claim_id and {entry.source, entry.target} == {Account.PAID, Account.LEFT}:
            recovered += entry.amount if entry.source == Account.PAID else -entry.amount
    committed = balances[Account.COMMITTED] + balances[Account.PAID]
    return {
        "granted": balances[Account.LEFT] + committed,
        "committed": committed,
        "paid": balances[Account.PAID],
        "recovered": recovered,
    }


def paid_for(claim: Any) -> Decimal:
    """Return what payments that stand paid for a claim."""
    return sum((row.amount for row in claim.payments.all() if row.state not in NOT_PAYING), ZERO)


def sums_by_kind(entries: Iterable[Any]) -> dict[str, tuple[int, Decimal]]:
    """Return number and sum of the entries of every kind that the ledger knows."""
    sums = dict.fromkeys(EntryKind, (0, ZERO))
    for entry in entries:
        number, amount = sums[EntryKind(entry.kind)]
        sums[EntryKind(entry.kind)] = (number + 1, amount + entry.amount)
    return {str(kind.label): pair for kind, pair in sums.items()}
