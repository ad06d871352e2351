"""What the pages of payment runs show, limited to what the user can see."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DecimalField, F, IntegerField, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from schools.models import Hub
from schools.roles import PROGRAMME_STAFF, Role
from schools.viewer import as_viewer
from sustaining.common.clock import today
from sustaining.common.counts import counted
from sustaining.common.gathering import gather_once
from sustaining.common.money import ZERO
from sustaining.common.page_actions import split_quiet
from sustaining.common.permissions import may

from ..choices import ClaimState, ReleaseState
from ..columns import Column, FileRow, column_problem, file_rows, get_columns, preview_table, row_problem
from ..models import (
    BankMatch,
    Claim,
    MoneySetup,
    Payment,
    PaymentRun,
    RecalledRelease,
    ReleaseMonth,
    ReleasePayment,
    ReleaseSetup,
    RunFile,
)
from ..page_actions import RUN_BUTTONS
from .waiting import hubs_to_pay

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader


def _payments_subquery(aggregate: Any) -> Subquery:
    paid = Payment.objects.released().filter(run=OuterRef("pk")).order_by().values("run")
    return Subquery(paid.annotate(figure=aggregate).values("figure"))


MATCHED = Prefetch("bank_matches", BankMatch.objects.counted().select_related("line"), to_attr="matched")
RUN_TOTAL, RUN_NUMBER = _payments_subquery(Sum("amount")), _payments_subquery(Count("pk"))


def _release_figure(aggregate: Any) -> Coalesce:
    """Return a figure of a run's release pay: of its payments, or before the release of its months, or nothing."""
    paid = ReleasePayment.objects.released().filter(run=OuterRef("pk")).order_by().values("run")
    months = ReleaseMonth.objects.filter(run=OuterRef("pk")).order_by().values("run")
    figures = (Subquery(rows.annotate(figure=aggregate).values("figure")) for rows in (paid, months))
    return Coalesce(*figures, 0, output_field=DecimalField(max_digits=12, decimal_places=2))


def runs_for(user: User) -> Any:
    """Return the visible runs with the number and total of their claims and months of release pay."""
    number = Coalesce(RUN_NUMBER, Count("claims")) + Cast(_release_figure(Count("pk")), IntegerField())
    total = Coalesce(RUN_TOTAL, Sum("claims__approved"), ZERO) + _release_figure(Sum("amount"))
    runs = PaymentRun.objects.visible_to(user).annotate(number=number, total=total)
    return runs.select_related("hub", "prepared_by", "released_by").order_by("-prepared_at")


def hubs_with_approved(user: User) -> list[Any]:
    """Return the user's hubs with approved claims or months of release pay outside a run, with a sentence and the total.

    One query.
    """
    viewer = as_viewer(user)
    if not viewer.has_role(PROGRAMME_STAFF):
        return []
    hubs, claims, months = approved_rows(viewer)
    rows = gather_once(hubs=hubs, claims=claims, months=months)
    return describe_approved(rows["hubs"], rows["claims"], rows["months"])


Approved = tuple[int, int, Decimal]
"""The key of a hub, a number of claims or months that are approved and in no run, and their total in GBP."""


def approved_rows(viewer: Any) -> tuple[QuerySet[Any], QuerySet[Any], QuerySet[Any]]:
    """Return the hubs with approved claims or months of release pay outside a run, then by hub those claims and months."""
    claims = Claim.objects.visible_to(viewer).filter(state=ClaimState.APPROVED)
    months = ReleaseMonth.objects.visible_to(viewer).filter(state=ReleaseState.APPROVED)
    return (
        hubs_to_pay(viewer),
        _approved(claims, "grant__participation__hub", Sum("approved")),
        _approved(months, "hub", Sum("amount")),
    )


def describe_approved(
    hubs: Iterable[Hub], claims: Iterable[Approved], months: Iterable[Approved]
) -> list[dict[str, Any]]:
    """Return hubs with the sentence and the total of what is approved there. No query."""
    of_claims, of_months = ({hub: (number, total) for hub, number, total in rows} for rows in (claims, months))
    described = []
    for hub in hubs:
        number, total = of_claims.get(hub.pk, (0, ZERO))
        month_number, month_total = of_months.get(hub.pk, (0, ZERO))
        title = _approved_title(number, month_number)
        described.append({"hub": hub, "title": title, "total": total + month_total})
    return described


def _approved(rows: Any, hub: str, total: Any) -> Any:
    by_hub = rows.order_by().values(hub_key=F(hub)).annotate(number=Count("pk"), total=total)
    return by_hub.values_list("hub_key", "number", "total")


def _approved_title(claims: int, months: int) -> str:
    """Return a sentence such as `2 approved claims and 1 month of release pay are waiting for payment`."""
    parts = [counted(claims, "approved claim", "approved claims")] if claims else []
    if months:
        nouns = ("month of release pay", "months of release pay")
        parts.append(counted(months, *(nouns if claims else (f"approved {noun}" for noun in nouns))))
    return f"{' and '.join(parts)} {'is' if claims + months == 1 else 'are'} waiting for payment"


def file_problems(user: Reader) -> list[tuple[Hub, str]]:
    """Return the user's hubs whose chosen columns make a file that cannot be paid by, with the reason. One query."""
    setups = MoneySetup.objects.visible_to(user).exclude(columns=[]).select_related("hub")
    problems = ((setup.hub, column_problem([Column(*row) for row in setup.columns])) for setup in setups)
    return [(hub, problem) for hub, problem in problems if problem]


def approved_claims(hub: Hub, user: User) -> QuerySet[Claim]:
    """Return approved claims of a hub, longest waiting first."""
    claims = Claim.objects.visible_to(user).filter(state=ClaimState.APPROVED, grant__participation__hub=hub)
    return claims.select_related("grant__participation__school").order_by("decided_at", "pk")


def release_initial() -> dict[str, Any]:
    """Return initial data of the release form: today."""
    return {"paid_on": today()}


def file_preview(run: PaymentRun, claims: Iterable[Claim | ReleaseMonth], paid_on: date) -> dict[str, Any]:
    """Return the cells of a prepared run's file as its release on `paid_on` would freeze it, or what prevents it."""
    columns = get_columns(run.hub)
    if problem := column_problem(columns):
        return {"file_problem": problem}
    released = copy(run)  # never saved: the release sets the day
    released.paid_on = paid_on
    rows = file_rows(released, claims)
    if problem := row_problem(rows, columns):
        return {"file_problem": problem}
    return {"file_rows": preview_table(rows, columns), "other_payees": other_payees(rows)}


def other_payees(rows: Iterable[FileRow]) -> list[FileRow]:
    """Return the rows whose claim names another payee than the confirmed one, which is paid."""
    return [
        row for row in rows if row.payee and row.claim.payee and row.claim.payee.casefold() != row.pay_to.casefold()
    ]


def run_detail_context(run: PaymentRun, user: User, *, paid_on: date | None = None) -> dict[str, Any]:
    """Return a run's claims and total; before its release also the file to come, afterwards its payments and files.

    `paid_on` is the day of payment in the file to come, else today.
    """
    rows_paid = run.payments.released().order_by("claim__reference")
    payments = list(
        rows_paid.select_related("claim__grant__participation__school", "corrected_by").prefetch_related(MATCHED)
    )
    rows = run.claims.select_related("grant__participation__school", "grant__participation__project")
    released = run.release_payments.released().select_related(
        "month__home_school", "month__specialist__user", "corrected_by"
    )
    release_payments = list(released.order_by("month__reference").prefetch_related(MATCHED))
    is_paid = bool(payments or release_payments)
    claims = [] if is_paid else list(rows.order_by("reference"))
    in_run = run.release_months.select_related("home_school", "specialist__user")
    months: list[ReleaseMonth] = [] if is_paid else list(in_run.order_by("reference"))
    works = may(user, "funding.record_answer", run)
    paid: list[Any] = [*payments, *release_payments]
    to_pay: list[Any] = [*claims, *months]
    total = sum(row.amount for row in paid) if is_paid else sum(row.payable for row in to_pay)
    shown = RUN_BUTTONS.open_to(run, user, unpaid=run.can_be_recalled(today()))
    buttons, quiet_buttons = split_quiet(shown)
    recalled = list(run.recalled_releases.select_related("by", "released_by"))
    return {
        "claims": claims,
        "payments": payments,
        "months": months,
        "release_payments": release_payments,
        "is_paid": is_paid,
        "total": total,
        "count": len(paid) or len(to_pay),
        "files": _marked_files(run, recalled),
        "recalled_releases": recalled,
        "works": works,
        "buttons": buttons,
        "quiet_buttons": quiet_buttons,
        **(file_preview(run, to_pay, paid_on or today()) if run.is_prepared else {}),
    }


def _marked_files(run: PaymentRun, recalled: Iterable[RecalledRelease]) -> list[RunFile]:
    """Return the run's files, newest release first, each marked when its release was taken back."""
    numbers = {release.number for release in recalled}
    files = list(run.files.order_by("-release", "name"))
    for file in files:
        file.taken_back = file.release in numbers  # type: ignore[attr-defined]
    return files


def run_totals(run: PaymentRun) -> dict[str, Any]:
    """Return the number of a released run's payments, and their sum. Two queries."""
    sums = [
        rows.released().order_by().aggregate(count=Count("pk"), total=Coalesce(Sum("amount"), ZERO))
        for rows in (run.payments, run.release_payments)
    ]
    return {name: sums[0][name] + sums[1][name] for name in ("count", "total")}


def setups_for(user: User) -> dict[str, Any]:
    """Return up to four hubs whose funding the user may set up; none for administrators, who see all hubs."""
    hubs = Hub.objects.visible_to(user)[:4] if not as_viewer(user).has_role({Role.ADMINISTRATOR}) else []
    setups = [hub for hub in hubs if may(user, "funding.set_up_money", hub)]
    paying = (
        set(ReleaseSetup.objects.filter(hub__in=setups, is_on=True).values_list("hub", flat=True)) if setups else set()
    )
    return {"setups": setups, "paying_release": [hub for hub in setups if hub.pk in paying]}
