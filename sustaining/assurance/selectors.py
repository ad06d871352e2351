"""What the pages of assurance show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Sum
from django.http import Http404

from funding.models import (
    Budget,
    Claim,
    ClaimFile,
    Entry,
    Grant,
    Payment,
    PaymentRun,
    Recovery,
    Sample,
    SampledClaim,
)
from funding.selectors.audit_samples import samples_for
from schools.models import Hub, Project
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from .fact_tables import ChangedRow, compare, show
from .facts import find_table, gather_facts
from .hub_year import find_evidence
from .models import AssurancePack, GrantReceipt, PackState

if TYPE_CHECKING:
    from datetime import datetime

    from sustaining.accounts.models import User

ON_THE_PAGE = ("figures", "received", "budget", "reconciliation")
MOST = 20
MOST_CHANGES = 100
CLAIM = "Claim"


def year_options(user: User) -> list[tuple[int, str]]:
    """Return the academic years that have projects, newest first."""
    return Project.objects.visible_to(user).year_choices(AcademicYear.of(today()).start)


def desk_rows(user: User, year: AcademicYear) -> list[dict[str, Any]]:
    """Return the hubs whose money the user reads, each with its year: received, budget, paid, newest pack. Six queries."""
    paths = {"grant__participation__project__academic_year": year.start}
    entries = Entry.objects.visible_to(user).filter(**paths)
    figures = {row["grant__participation__hub"]: row for row in entries.figures_by("grant__participation__hub")}
    of_year = {"academic_year": year.start}
    received = dict(
        GrantReceipt.objects.visible_to(user)
        .filter(**of_year, cancelled_at__isnull=True)
        .order_by()
        .values_list("hub")
        .annotate(Sum("amount"))
    )
    budgets = dict(Budget.objects.visible_to(user).filter(**of_year).order_by().values_list("hub", "amount"))
    packs = AssurancePack.objects.visible_to(user).filter(**of_year, state=PackState.MADE).defer("facts")
    newest = {pack.hub_id: pack for pack in packs.order_by("requested_at", "pk")}
    samples = dict(
        Sample.objects.visible_to(user).filter(**of_year).order_by().values_list("hub").annotate(Count("pk"))
    )
    keys = {*figures, *received, *budgets, *newest, *samples}
    return [
        {
            "hub": hub,
            "received": received.get(hub.pk),
            "budget": budgets.get(hub.pk),
            "paid": figures.get(hub.pk, {}).get("paid", Decimal(0)),
            "pack": newest.get(hub.pk),
            "samples": samples.get(hub.pk, 0),
        }
        for hub in Hub.objects.visible_to(user)
        if hub.pk in keys
    ]


def desk_context(user: User, year: AcademicYear) -> dict[str, Any]:
    """Return the desk: hubs, samples and runs of the year, the newest first."""
    samples = samples_for(user).filter(academic_year=year.start)[:MOST]
    runs = PaymentRun.objects.visible_to(user).filter(claims__grant__participation__project__academic_year=year.start)
    return {
        "year": year,
        "years": year_options(user),
        "hubs": desk_rows(user, year),
        "samples": samples,
        "runs": runs.select_related("hub", "prepared_by", "released_by").distinct()[:MOST],
    }


@dataclass(frozen=True)
class ShownTable:
    """A table of facts for a page: cells are (heading, text, whether it is a number, address)."""

    name: str
    title: str
    note: str
    headings: list[tuple[str, bool]]
    rows: list[list[tuple[str, str, bool, str]]]


def shown_table(table: dict[str, Any], addresses: dict[str, str]) -> ShownTable:
    """Return a table for a page; a claim leads to where it can be followed to its evidence."""
    columns = table["columns"]
    rows = [
        [
            (
                heading,
                show(cell, kind),
                kind in ("money", "number"),
                addresses.get(str(cell), "") if heading in LINKED else "",
            )
            for cell, (heading, kind) in zip(row, columns, strict=True)
        ]
        for row in table["rows"]
    ]
    # The first column heads its rows, so that it stands on the left even when it is a number.
    headings = [(heading, place > 0 and kind in ("money", "number")) for place, (heading, kind) in enumerate(columns)]
    return ShownTable(table["name"], table["title"], table["note"], headings, rows)


LINKED = (CLAIM, "About")


def claim_addresses(hub: Hub, year: AcademicYear, user: User) -> dict[str, str]:
    """Return where each claim of a hub's year can be followed. One query."""
    claims = Claim.objects.visible_to(user).filter(
        grant__participation__hub=hub, grant__participation__project__academic_year=year.start
    )
    return {
        reference: f"/assurance/grants/{grant}/#{reference}"
        for reference, grant in claims.values_list("reference", "grant")
    }


def year_context(hub: Hub, year: AcademicYear, user: User, now: datetime) -> dict[str, Any]:
    """Return a hub's year: its figures, the tables behind them, its packs, and what changed since the newest."""
    facts = gather_facts(hub, year, now, with_evidence=False)
    others = [
        (row["name"], row["title"], len(row["rows"])) for row in facts["tables"] if row["name"] not in ON_THE_PAGE
    ]
    rows = AssurancePack.objects.visible_to(user).filter(hub=hub, academic_year=year.start)
    packs = list(rows.select_related("requested_by").defer("facts"))
    newest = rows.filter(state=PackState.MADE).first()
    changes = compare(newest.facts, facts) if newest and newest.facts else []
    receipts = GrantReceipt.objects.visible_to(user).filter(hub=hub, academic_year=year.start)
    return {
        "facts": facts,
        "tables": [shown_table(table, {}) for table in facts["tables"] if table["name"] in ON_THE_PAGE],
        "others": others,
        "packs": packs,
        "newest": newest if newest and newest.facts else None,
        "changes": changes[:MOST_CHANGES],
        "more_changes": max(0, len(changes) - MOST_CHANGES),
        "receipts": receipts.filter(cancelled_at__isnull=True),
        "is_waiting": any(pack.is_waiting for pack in packs),
    }


def table_or_404(hub: Hub, year: AcademicYear, name: str, user: User, now: datetime) -> ShownTable:
    """Return one table of a hub's year as it is now. Raise Http404 for a name that no table has."""
    table = find_table(hub, year, name, now)
    if table is None:
        raise Http404("There is no such table.")
    return shown_table(table, claim_addresses(hub, year, user))


def pack_context(pack: AssurancePack, user: User) -> dict[str, Any]:
    """Return a pack with its files, and what changed since the one before."""
    earlier = AssurancePack.objects.visible_to(user).filter(
        hub=pack.hub_id, academic_year=pack.academic_year, state=PackState.MADE, requested_at__lt=pack.requested_at
    )
    before = earlier.first()
    changes: list[ChangedRow] = compare(before.facts, pack.facts) if before and before.facts and pack.facts else []
    return {"before": before, "changes": changes[:MOST_CHANGES], "more_changes": max(0, len(changes) - MOST_CHANGES)}


def trail_context(grant: Grant, user: User) -> dict[str, Any]:
    """Return a grant with its claims, each with its items, decision, payments, evidence and entries.

    A constant number of queries.
    """
    payments = Payment.objects.select_related("run__prepared_by", "run__released_by").order_by("pk")
    recoveries = Recovery.objects.select_related("requested_by", "agreed_by").order_by("pk")
    claims = list(
        Claim.objects.visible_to(user)
        .filter(grant=grant, submitted_at__isnull=False)
        .select_related(
            "made_by", "submitted_by", "decided_by", "grant__participation__school", "grant__participation__hub"
        )
        .prefetch_related("lines", Prefetch("payments", payments), Prefetch("recoveries", recoveries))
        .order_by("submitted_at", "pk")
    )
    sampled = {
        row.claim_id: row
        for row in SampledClaim.objects.visible_to(user).filter(claim__in=claims).select_related("sample", "judged_by")
    }
    files: dict[int, list[ClaimFile]] = defaultdict(list)
    for file in find_evidence(sampled):
        files[file.claim_id].append(file)
    for claim in claims:
        claim.review, claim.evidence = sampled.get(claim.pk), files[claim.pk]  # type: ignore[attr-defined]
    entries = Entry.objects.visible_to(user).filter(grant=grant).select_related("claim", "by").order_by("at", "pk")
    others = Grant.objects.visible_to(user).filter(participation__school=grant.school).exclude(pk=grant.pk)
    return {
        "grant": grant,
        "claims": claims,
        "entries": list(entries),
        "others": others.select_related("participation__project", "participation__hub").order_by(
            "-participation__project__academic_year", "pk"
        ),
    }


def evidence_file_or_404(user: User, pk: int) -> Any:
    """Return a file of a sampled claim whose sample the user sees."""
    sampled = SampledClaim.objects.visible_to(user).filter(sample__in=Sample.objects.visible_to(user))
    file = (
        find_evidence(sampled.values_list("claim", flat=True))
        .filter(pk=pk)
        .select_related("claim__sampled__sample__hub")
        .first()
    )
    if file is None:
        raise Http404("There is no such file.")
    return file
