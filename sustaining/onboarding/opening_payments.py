"""A list of payments that a hub made before it used the site: what each row would enter, and why a row can't be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from funding.actions import PaymentMade, bring_in_payment, take_back_opening, too_much
from funding.choices import ClaimState
from funding.grant_balance import annotated_balance, money_given_back_for, with_balance
from funding.models import Claim, Grant, OpeningPayment
from schools.models import Participation, Project
from sustaining.common.clock import london_day
from sustaining.common.forms import parse_date
from sustaining.common.money import ZERO, format_pounds, parse_pounds
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.typed_text import fold
from sustaining.common.years import AcademicYear

from .known_schools import KnownSchools
from .list_rows import ADD, KNOWN, PROBLEM, ListRow, ShownRow, clean_values
from .models import OpeningUpload
from .projects import project_by_text

if TYPE_CHECKING:
    from sustaining.accounts.models import User

LONGEST_REFERENCE, LONGEST_PURPOSE = 100, 200


@dataclass
class PaymentRow(ListRow):
    """A payment of the list: GBP, its day, and the grant that it was for."""

    grant: Grant | None = None
    amount: Decimal | None = None
    paid_on: date | None = None

    @property
    def detail(self) -> str:
        """Return the project, amount and day, for the page."""
        project = self.grant.participation.project.code if self.grant else self.cell("project")
        shown = [format_pounds(self.amount) if self.amount else self.cell("amount"), project]
        shown.append(format_day(self.paid_on) if self.paid_on else self.cell("paid_on"))
        return ", ".join(part for part in shown if part)

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what tells a payment from another one."""
        return (self.grant.pk if self.grant else 0, self.amount, self.paid_on, fold(self.cell("reference")))


class PaymentCheck:
    """The check of one list: each row against the grants, and against the rows before it. A fixed number of queries."""

    def __init__(self, upload: OpeningUpload, user: User, rows: list[PaymentRow], now: datetime) -> None:
        self.upload, self.day = upload, london_day(now)
        self.schools = KnownSchools(upload.hub, user, rows, past=True)
        grants = Grant.objects.visible_to(user).filter(
            participation__hub=upload.hub, participation__school__urn__in=self.schools.by_urn
        )
        counted = with_balance(grants.filter(participation__entered_by_mistake=False))
        self.grants: dict[int, list[Any]] = defaultdict(list)
        rows_of_grants = counted.annotate(given_back=money_given_back_for("pk"))
        for grant in rows_of_grants.select_related("participation__school", "participation__project").order_by("pk"):
            self.grants[grant.participation.school_id].append(grant)
        keys = [grant.pk for grants in self.grants.values() for grant in grants]
        self.room = {
            grant.pk: annotated_balance(grant).left + (grant.given_back if grant.closed_at else ZERO)
            for grants in self.grants.values()
            for grant in grants
        }
        openings = OpeningPayment.objects.counted().visible_to(user).filter(entry__grant__in=keys)
        self.entered = {
            (payment.entry.grant_id, payment.entry.amount, payment.paid_on, fold(payment.reference)): payment
            for payment in openings.select_related("entry")
        }
        paid = Claim.objects.visible_to(user).filter(grant__in=keys, state=ClaimState.PAID)
        self.paid_claims = {(claim.grant_id, claim.approved): claim.reference for claim in paid}
        self.seen: dict[tuple[Any, ...], int] = {}

    def check(self, row: PaymentRow) -> None:
        """Set the row's verdict. The grant's money goes to the rows that come first."""
        self.schools.find(row)
        self._read_cells(row)
        if row.school:
            self._find_grant(row)
        if row.grant and row.amount and row.paid_on:
            self._check_grant(row, row.grant, row.amount, row.paid_on)
        if row.verdict == KNOWN:
            return
        row.verdict = PROBLEM if row.problems else ADD
        if row.problems:
            row.why = row.problems

    def _read_cells(self, row: PaymentRow) -> None:
        try:
            row.amount = parse_pounds(row.cell("amount"))
        except ValueError:
            row.problems.append("Enter the amount in pounds, for example 500.00.")
        else:
            if row.amount <= ZERO:
                row.problems.append("Amount must be more than £0.")
                row.amount = None
        try:
            row.paid_on = parse_date(row.cell("paid_on"), near=self.day)
        except ValueError:
            row.problems.append("Enter the date the payment was made, for example 14 October 2026.")
        if len(row.cell("reference")) > LONGEST_REFERENCE or len(row.cell("purpose")) > LONGEST_PURPOSE:
            row.problems.append("Reference can have up to 100 characters, and what the payment was for up to 200.")

    def _find_grant(self, row: PaymentRow) -> None:
        assert row.school is not None  # noqa: S101  (the caller has asked)
        grants = self.grants[row.school.pk]
        if not grants:
            row.problems.append(f"{row.school} has no grant from {self.upload.hub}. Enrol the school first.")
            return
        if not row.cell("project"):
            if len(grants) == 1:
                row.grant = grants[0]
            else:
                codes = " or ".join(_code_and_year(grant.participation) for grant in grants)
                row.problems.append(f"{row.school} has several grants. Enter {codes}.")
            return
        projects: list[Project] = [grant.participation.project for grant in grants]
        project, refusal = project_by_text(
            row.cell("project"), projects, what="a project or year of this school", none="", any_stage=True
        )
        if project is None:
            row.problems.append(refusal)
            return
        row.grant = next(grant for grant in grants if grant.participation.project_id == project.pk)

    def _check_grant(self, row: PaymentRow, grant: Grant, amount: Decimal, paid_on: date) -> None:
        year = grant.participation.project.year
        if not year.starts <= paid_on <= self.day:
            row.problems.append(
                f"Date paid must be between {format_day(year.starts)}, when {year} began, and today. Check the year."
            )
        if row.key in self.entered:
            row.verdict, row.problems, row.why = KNOWN, [], [self._known(self.entered[row.key])]
            return
        other = self.seen.setdefault(row.key, row.line)
        if other != row.line:
            row.problems.append(f"Same payment as row {other}. If there were two, give each its own reference.")
        if not row.problems and amount > self.room[grant.pk]:
            row.problems.append(too_much(amount, self.room[grant.pk]))
        if row.problems:
            return
        if reference := self.paid_claims.get((grant.pk, amount)):
            row.why.append(
                f"Claim {reference} for the same amount has been paid on this site. Leave the row out if it is that payment."
            )
        if not row.is_left_out:
            self.room[grant.pk] -= amount
            left = format_pounds(self.room[grant.pk])
            row.why.append(f"Counts as paid on {format_day(paid_on)}. {left} of the grant will be left.")

    def _known(self, payment: OpeningPayment) -> str:
        return f"Brought in already, from {payment.source}, row {payment.source_row}. Nothing will change."


def _code_and_year(participation: Participation) -> str:
    return f"{participation.project.code} ({AcademicYear(participation.project.academic_year)})"


def check_payments(upload: OpeningUpload, user: User, now: datetime) -> list[PaymentRow]:
    """Return the rows of a list of payments with their verdicts. Raise TooOld when the rows are gone."""
    left_out = set(upload.left_out)
    rows = [PaymentRow(line, clean_values(values)) for line, values in upload.mapped_rows(now)]
    check = PaymentCheck(upload, user, rows, now)
    for row in rows:
        row.is_left_out = row.line in left_out
        check.check(row)
    return rows


def save_payment(row: PaymentRow, upload: OpeningUpload, *, by: User, now: datetime) -> dict[str, Any]:
    """Enter the payment of a row; return its key. Call it inside an action's transaction. Raise DomainError."""
    assert row.grant is not None  # noqa: S101  (the check has found it)
    assert row.amount is not None  # noqa: S101
    assert row.paid_on is not None  # noqa: S101
    payment = PaymentMade(row.amount, row.paid_on, row.cell("reference"), row.cell("purpose"), upload.name, row.line)
    return {"opening": bring_in_payment(row.grant, payment=payment, by=by, now=now).pk}


def undo_payments(made: list[dict[str, Any]], *, reason: str, by: User, now: datetime) -> None:
    """Reverse every payment of a list. Call it inside an action's transaction."""
    for opening in _openings(made):
        take_back_opening(opening, reason=reason, by=by, now=now)


def payments_in_use(made: list[dict[str, Any]]) -> list[str]:
    """Return what keeps payments from being taken back: nothing, because it only frees money."""
    return []


def show_payments(made: list[dict[str, Any]], user: User) -> list[ShownRow]:
    """Return the payments of a list. One query."""
    openings = OpeningPayment.objects.visible_to(user).filter(pk__in=[row["opening"] for row in made])
    related = openings.select_related("entry__grant__participation__school", "entry__grant__participation__project")
    return [
        ShownRow(
            opening.source_row,
            opening.school,
            reverse("funding:grant", args=[opening.school.urn]),
            _describe(opening),
        )
        for opening in related.order_by("source_row")
    ]


def _describe(opening: OpeningPayment) -> str:
    code = opening.entry.grant.participation.project.code
    paid = f"{format_pounds(opening.entry.amount)}, {code}, paid on {format_day(opening.paid_on)}"
    return f"{paid}, reference {opening.reference}" if opening.reference else paid


def _openings(made: list[dict[str, Any]]) -> Any:
    keys = [row["opening"] for row in made]
    rows = OpeningPayment.objects.filter(pk__in=keys).order_by("pk")
    return rows.select_related("entry__grant__participation__school", "entry__grant__participation__hub")
