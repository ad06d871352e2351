"""Accounts: figures from the ledger by school, hub, project and year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import DateField
from django.db.models.functions import TruncMonth
from django.http import Http404, QueryDict

from schools.models import Hub, Project, School
from sustaining.common.clock import today
from sustaining.common.money import ZERO
from sustaining.common.plots import Plot, Series, bars
from sustaining.common.years import AcademicYear

from ..grant_balance import CLAIM_SUMS, GrantBalance, sum_claims
from ..models import Budget, Claim, Entry, ReleaseBudget
from ..querysets import FIGURES, hubs_of_money, net_sum
from ..reconciliation import decided_by_one_person

if TYPE_CHECKING:
    from sustaining.accounts.models import User

SCHOOL = "grant__participation__school"
HUB = "grant__participation__hub"
PROJECT = "grant__participation__project"
BY_SCHOOL = (f"{SCHOOL}__name", f"{SCHOOL}__urn", f"{HUB}__name")
COLUMNS = (
    ("granted", "Granted"), ("waiting", "Submitted"), ("approved", "Approved"), ("in_payment", "In payment"),
    ("paid", "Paid"), ("left", "Left"), ("recovered", "Recovered"),
)  # fmt: skip
"""An account as it is now: submitted, approved, in payment, paid and left add up to what was granted."""
COLUMNS_OF_DAYS = (
    ("granted", "Granted in the year"), ("committed", "Committed in the year"), ("paid", "Paid in the year"),
    ("recovered", "Recovered in the year"),
)  # fmt: skip
"""An account of a financial year: what the ledger's entries of these days moved."""
ENTRY_HEADINGS = (
    "Date and time", "School", "URN", "Project", "Entry", "Claim", "From", "To", "Amount", "Reason", "Recorded by",
)  # fmt: skip


@dataclass(frozen=True)
class AccountFilter:
    """Filters of an account, each optional. Financial years begin on 1 April."""

    hub: int | None = None
    project: str = ""
    year: int | None = None
    financial: int | None = None

    @property
    def days(self) -> tuple[date, date] | None:
        """Return the first and last day of the financial year, if one is chosen."""
        return (date(self.financial, 4, 1), date(self.financial + 1, 3, 31)) if self.financial else None


def scope_from(params: QueryDict, user: User) -> AccountFilter:
    """Return the filters in a query string, without invalid ones. The default year is this academic year.

    Raise Http404 for a year that has no projects: figures of other years under its name would mislead.
    """
    year, financial = _number(params.get("year")), _number(params.get("financial"))
    known, known_financial = _year_choices(user)
    for name, value, choices in (("year", year, known), ("financial", financial, known_financial)):
        if params.get(name) and value not in dict(choices):
            raise Http404("There are no projects in that year.")
    if not year and not financial and "year" not in params and not params.get("project"):
        year = AcademicYear.of(today()).start
    return AccountFilter(_number(params.get("hub"), 10**9), params.get("project", "")[:12], year, financial)


Choices = list[tuple[int, str]]


def _year_choices(user: User) -> tuple[Choices, Choices]:
    """Return the academic years that have projects, and the financial years that they are in. One query."""
    years = Project.objects.visible_to(user).year_choices(AcademicYear.of(today()).start)
    financial = sorted({start + later for start, _ in years for later in (0, 1)}, reverse=True)
    return years, [(start, f"April {start} to March {start + 1}") for start in financial]


def _number(text: str | None, most: int = 2098) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text[:10]) <= most else None


def entries_in(user: User, scope: AccountFilter) -> Any:
    """Return the ledger entries of an account."""
    entries = Entry.objects.visible_to(user)
    if scope.hub:
        entries = entries.filter(**{HUB: scope.hub})
    if scope.project:
        entries = entries.filter(**{f"{PROJECT}__code": scope.project})
    if scope.year:
        entries = entries.filter(**{f"{PROJECT}__academic_year": scope.year})
    return entries.between(*scope.days) if scope.days else entries


def account(user: User, scope: AccountFilter, *, most: int = 500) -> dict[str, Any]:
    """Return totals and figures by school, the budget, undecided claims, the forecast and its chart.

    *Recovered* is a column only when something was: a row of £0.00 for every school hides the figures that matter.
    A constant number of queries.
    """
    entries = entries_in(user, scope)
    claims = _claims_in(user, scope)
    by_school = {
        tuple(row[name] for name in BY_SCHOOL): row for row in claims.values(*BY_SCHOOL).annotate(**CLAIM_SUMS)
    }
    rows = [
        _with_parts(row, by_school.get(tuple(row[name] for name in BY_SCHOOL), {}))
        for row in entries.figures_by(*BY_SCHOOL)
    ]
    total = _with_parts(entries.figures(), sum_claims(claims))
    budget = _budget(user, scope, {row[f"{HUB}__name"] for row in rows})
    expected = min(total["granted"], expected_spending(total)) if not scope.days else total["paid"]
    columns = [column for column in account_columns(scope) if column[0] != "recovered" or total["recovered"]]
    return {
        "scope": scope,
        "rows": [{**row, "cells": _cells(row, columns)} for row in rows[:most]],
        "more": max(0, len(rows) - most),
        "total": {**total, "cells": _cells(total, columns)},
        "columns": columns,
        "budget": budget,
        "forecast": expected,
        "over": expected - budget if budget is not None else None,
        "plot": _plot(entries, scope, expected, budget),
        "release_budgets": _release_budgets(user, scope),
        "same_person": list(decided_by_one_person(None if user.is_superuser else hubs_of_money(user))),
        **choices(user),
    }


def _release_budgets(user: User, scope: AccountFilter) -> Any:
    """Return the budgets for Specialists' release pay of the account's hub and year; none of a project or financial year."""
    budgets = ReleaseBudget.objects.visible_to(user).select_related("hub")
    if scope.project or scope.days:
        return budgets.none()
    if scope.hub:
        budgets = budgets.filter(hub=scope.hub)
    return budgets.filter(academic_year=scope.year) if scope.year else budgets


def account_columns(scope: AccountFilter) -> tuple[tuple[str, str], ...]:
    """Return the keys and headings of an account's figures."""
    return COLUMNS_OF_DAYS if scope.days else COLUMNS


def account_headings(scope: AccountFilter) -> list[str]:
    """Return the headings of the account's file."""
    return ["School", "URN", "Hub", *(heading for _, heading in account_columns(scope))]


def _with_parts(row: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the ledger with the parts that only the claims know."""
    waiting, in_payment = claims.get("waiting") or ZERO, claims.get("in_payment") or ZERO
    balance = GrantBalance(row["granted"], row["paid"], row["committed"], waiting, in_payment)
    parts = {"waiting": waiting, "approved": balance.approved, "in_payment": in_payment, "left": balance.left}
    return {**row, **parts}


def _cells(figures: dict[str, Any], columns: Iterable[tuple[str, str]]) -> list[tuple[str, Decimal]]:
    """Return the figures of a row with the headings of their columns."""
    return [(heading, figures[name]) for name, heading in columns]


def _claims_in(user: User, scope: AccountFilter) -> Any:
    """Return the claims whose state an account shows; none for a financial year, which shows what moved."""
    claims = Claim.objects.visible_to(user).order_by()
    if scope.days:
        return claims.none()
    for path, value in ((HUB, scope.hub), (f"{PROJECT}__code", scope.project)):
        claims = claims.filter(**{path: value}) if value else claims
    return claims.filter(**{f"{PROJECT}__academic_year": scope.year}) if scope.year else claims


def expected_spending(total: dict[str, Any]) -> Decimal:
    """Forecast the year's spending: approved and waiting, plus the share of the rest that has been claimed so far."""
    claimed = total["committed"] + total["waiting"]
    rest = total["granted"] - claimed
    share = claimed / total["granted"] if total["granted"] else ZERO
    return (claimed + rest * share).quantize(Decimal("0.01"))


def _budget(user: User, scope: AccountFilter, hubs: set[str]) -> Decimal | None:
    """Return the budget of the year; None while one of the hubs in the account, by name, has set none: see `over`."""
    if not scope.year:
        return None
    budgets = Budget.objects.visible_to(user).filter(academic_year=scope.year)
    if scope.hub:
        budgets = budgets.filter(hub=scope.hub)
    amounts = dict(budgets.order_by().values_list("hub__name", "amount"))
    return sum(amounts.values(), ZERO) if amounts and hubs <= amounts.keys() else None


def _plot(entries: Any, scope: AccountFilter, forecast: Decimal, budget: Decimal | None) -> Plot:
    """Return a chart of approved and paid by the end of each month, with forecast and budget."""
    by_month = entries.annotate(month=TruncMonth("at", output_field=DateField())).order_by("month").values("month")
    rows = by_month.annotate(committed=net_sum(*FIGURES["committed"]), paid=net_sum(*FIGURES["paid"]))
    labels: list[str] = []
    committed: list[Decimal] = []
    paid: list[Decimal] = []
    moved = {row["month"]: row for row in rows if row["committed"] or row["paid"]}
    for month in _months(sorted(moved), scope):
        row = moved.get(month, {"committed": ZERO, "paid": ZERO})
        labels.append(f"{month:%b %y}")
        committed.append((committed[-1] if committed else ZERO) + row["committed"])
        paid.append((paid[-1] if paid else ZERO) + row["paid"])
    blank: list[Any] = [None] * len(labels)
    series = [
        Series("Paid", [*paid, None], "solid"),
        Series("Approved (including paid)", [*committed, None], "mid"),
        Series("Forecast", [*blank, forecast], "dotted"),
    ]
    if budget is not None:
        series.append(Series("Budget", [*blank, budget], "plain"))
    title = f"About £{forecast:,.0f} is likely to be spent by the end of the year" + (
        f"; the budget is £{budget:,.0f}" if budget is not None else ""
    )
    return bars(
        title, [*labels, "Year’s end"], series, kind="beside", heading="By the end of",
        caption="Pounds, cumulative by month", format_value=lambda value: f"£{value:,.0f}",
    )  # fmt: skip


def _months(moved: list[date], scope: AccountFilter) -> list[date]:
    """Return every month from the year's first (or the first with an entry) to the last with an entry or now."""
    if not moved:
        return []
    first, last = moved[0], moved[-1]
    if scope.year:
        year = AcademicYear(scope.year)
        first, last = min(first, year.starts), max(last, min(today(), year.ends))
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def choices(user: User) -> dict[str, Any]:
    """Return the options of the filters."""
    years, financial_years = _year_choices(user)
    return {
        "hubs": list(Hub.objects.visible_to(user)[:60]),
        "projects": list(
            Project.objects.visible_to(user).filter(release_grant__gt=0).order_by("-academic_year", "code")[:30]
        ),
        "years": years,
        "financial_years": financial_years,
    }


def account_rows(user: User, scope: AccountFilter) -> Iterator[list[Any]]:
    """Yield the account by school, for a file."""
    for row in account(user, scope, most=100_000)["rows"]:
        yield [
            row[f"{SCHOOL}__name"],
            row[f"{SCHOOL}__urn"],
            row[f"{HUB}__name"],
            *(row[name] for name, _ in account_columns(scope)),
        ]


def entry_rows(entries: Any, *, with_words: bool) -> Iterator[list[Any]]:
    """Yield ledger rows for a file; `with_words` includes the free text about people."""
    ledger = entries.select_related("claim", "by", SCHOOL, PROJECT).order_by("at", "pk")
    for entry in ledger.iterator(chunk_size=2_000):
        participation = entry.grant.participation
        yield [
            entry.at, participation.school.name, participation.school.urn, participation.project.code,
            entry.get_kind_display(), entry.claim.reference if entry.claim else "", entry.get_source_display(),
            entry.get_target_display(), entry.amount, entry.why if with_words else "", entry.by.full_name,
        ]  # fmt: skip


def school_entries(school: School, user: User) -> Any:
    """Return a school's entries."""
    return Entry.objects.readable_by(user).filter(grant__participation__school=school)
