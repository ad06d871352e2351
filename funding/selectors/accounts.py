"""The account that is given of the money: every figure from the ledger, by school, hub, project and year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DateField, Sum
from django.db.models.functions import TruncMonth
from django.http import QueryDict

from schools.models import Hub, Project, School
from sustaining.common.clock import today
from sustaining.common.money import ZERO, format_pounds
from sustaining.common.plots import Plot, Series, columns
from sustaining.common.years import AcademicYear

from ..choices import EntryKind
from ..models import Budget, Claim, Entry
from ..querysets import WAITING, hubs_of_money, sum_of
from ..reconciliation import decided_by_one_person

SCHOOL = "grant__participation__school"
PROJECT = "grant__participation__project"
HEADINGS = ("School", "URN", "Hub", "Granted", "Approved", "Paid", "Recovered", "Left")
ENTRY_HEADINGS = ("When", "School", "URN", "Project", "What", "Claim", "From", "To", "Amount", "Why", "By")


@dataclass(frozen=True)
class Scope:
    """What an account is about; the filters of the address, each of which may be none. Financial years begin on 1 April."""

    hub: int | None = None
    project: str = ""
    year: int | None = None
    financial: int | None = None

    @property
    def days(self) -> tuple[date, date] | None:
        """The days of a financial year, by which its entries are chosen."""
        return (date(self.financial, 4, 1), date(self.financial + 1, 3, 31)) if self.financial else None


def scope_from(said: QueryDict) -> Scope:
    """The filters of an address; what cannot be is left out. Without any year: this academic year."""
    year, financial = _number(said.get("year")), _number(said.get("financial"))
    if not year and not financial and "year" not in said and not said.get("project"):
        year = AcademicYear.of(today()).start
    return Scope(_number(said.get("hub"), 10**9), said.get("project", "")[:12], year, financial)


def _number(words: str | None, most: int = 2098) -> int | None:
    return int(words) if words and words.isascii() and words.isdigit() and 0 < int(words[:10]) <= most else None


def entries_in(user: Any, scope: Scope) -> Any:
    """The entries of an account."""
    found = Entry.objects.visible_to(user)
    if scope.hub:
        found = found.filter(**{f"{SCHOOL}__hub": scope.hub})
    if scope.project:
        found = found.filter(**{f"{PROJECT}__code": scope.project})
    if scope.year:
        found = found.filter(**{f"{PROJECT}__academic_year": scope.year})
    return found.between(*scope.days) if scope.days else found


def account(user: Any, scope: Scope, *, most: int = 500) -> dict[str, Any]:
    """The figures in all and by school, with the budget, what waits, the forecast and its plot. A constant number of queries."""
    entries = entries_in(user, scope)
    rows = [_with_left(row) for row in entries.figures_by(f"{SCHOOL}__name", f"{SCHOOL}__urn", f"{SCHOOL}__hub__name")]
    total = _with_left(entries.figures())
    waiting = _waiting(user, scope)
    budget = _budget(user, scope)
    expected = min(total["granted"], _expected(total, waiting)) if not scope.days else total["paid"]
    return {
        "scope": scope,
        "rows": rows[:most],
        "more": max(0, len(rows) - most),
        "total": total,
        "waiting": waiting,
        "budget": budget,
        "forecast": expected,
        "over": expected - budget if budget is not None else None,
        "plot": _plot(entries, scope, expected, budget),
        "same_person": list(decided_by_one_person(None if user.is_superuser else hubs_of_money(user))),
        **choices(user),
    }


def _with_left(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "left": row["granted"] - row["committed"]}


def _waiting(user: Any, scope: Scope) -> Decimal:
    if scope.days:
        return ZERO
    found = Claim.objects.visible_to(user).filter(state__in=WAITING)
    for path, value in ((f"{SCHOOL}__hub", scope.hub), (f"{PROJECT}__code", scope.project)):
        found = found.filter(**{path: value}) if value else found
    found = found.filter(**{f"{PROJECT}__academic_year": scope.year}) if scope.year else found
    return found.order_by().aggregate(total=Sum("total"))["total"] or ZERO


def _expected(total: dict[str, Any], waiting: Decimal) -> Decimal:
    """By the year's end: what is approved and what waits, and of the rest the share that was claimed so far of all."""
    claimed = total["committed"] + waiting
    rest = total["granted"] - claimed
    share = claimed / total["granted"] if total["granted"] else ZERO
    return (claimed + rest * share).quantize(Decimal("0.01"))


def _budget(user: Any, scope: Scope) -> Decimal | None:
    if not scope.year:
        return None
    found = Budget.objects.visible_to(user).filter(academic_year=scope.year)
    return (found.filter(hub=scope.hub) if scope.hub else found).order_by().aggregate(total=Sum("amount"))["total"]


def _plot(entries: Any, scope: Scope, forecast: Decimal, budget: Decimal | None) -> Plot:
    """Approved and paid by the end of each month, and the forecast beside the budget at the year's end."""
    by_month = entries.annotate(month=TruncMonth("at", output_field=DateField())).order_by("month").values("month")
    rows = by_month.annotate(
        committed=sum_of(EntryKind.COMMIT, EntryKind.RECOVER), paid=sum_of(EntryKind.PAY, EntryKind.RETURN)
    )
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
        Series("Approved", [*committed, None], "striped"),
        Series("Forecast", [*blank, forecast], "dotted"),
    ]
    if budget is not None:
        series.append(Series("Budget", [*blank, budget], "plain"))
    title = f"About £{forecast:,.0f} is likely to be spent" + (
        f" of a budget of {format_pounds(budget)}" if budget is not None else ""
    )
    return columns(
        title, [*labels, "Year’s end"], series, kind="beside", heading="By the end of",
        caption="GBP, added up month by month", format_value=lambda value: f"£{value:,.0f}",
    )  # fmt: skip


def _months(moved: list[date], scope: Scope) -> list[date]:
    """Every month from the year's first, else from the first in which money moved, to the last in which it did or to now."""
    if not moved:
        return []
    first, last = moved[0], moved[-1]
    if scope.year:
        year = AcademicYear(scope.year)
        first, last = min(first, year.starts), max(last, min(today(), year.ends))
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def choices(user: Any) -> dict[str, Any]:
    """What the filters offer."""
    this = AcademicYear.of(today()).start
    years = [(start, str(AcademicYear(start))) for start in range(this, this - 6, -1)]
    return {
        "hubs": list(Hub.objects.visible_to(user)[:60]),
        "projects": list(
            Project.objects.visible_to(user).filter(release_grant__gt=0).order_by("-academic_year", "code")[:30]
        ),
        "years": years,
        "financial_years": [(start, f"April {start} to March {start + 1}") for start in range(this + 1, this - 6, -1)],
    }


def account_rows(user: Any, scope: Scope) -> Iterator[list[Any]]:
    """The account by school, for a file."""
    names = ("granted", "committed", "paid", "recovered", "left")
    for row in account(user, scope, most=100_000)["rows"]:
        yield [
            row[f"{SCHOOL}__name"],
            row[f"{SCHOOL}__urn"],
            row[f"{SCHOOL}__hub__name"],
            *(row[name] for name in names),
        ]


def entry_rows(entries: Any, *, with_words: bool) -> Iterator[list[Any]]:
    """The ledger itself, for a file; without what was written about people for those who read figures alone."""
    found = entries.select_related("claim", "by", SCHOOL, PROJECT).order_by("at", "pk")
    for one in found.iterator(chunk_size=2_000):
        participation = one.grant.participation
        yield [
            one.at, participation.school.name, participation.school.urn, participation.project.code,
            one.get_kind_display(), one.claim.reference if one.claim else "", one.get_source_display(),
            one.get_target_display(), one.amount, one.why if with_words else "", one.by.full_name,
        ]  # fmt: skip


def entries_of(school: School, user: Any) -> Any:
    """A school's entries."""
    return Entry.objects.visible_to(user).filter(grant__participation__school=school)
