"""Querysets of grants, claims, the ledger and payment runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, DecimalField, F, Q, Sum, When
from django.db.models.functions import Coalesce

from schools.choices import HubRole
from schools.models import HubStaff, School
from schools.roles import Role
from schools.scope import ScopedQuerySet
from specialists.querysets import working
from sustaining.common.clock import today
from sustaining.common.money import ZERO

from .choices import NOT_PAYING, ClaimState, EntryKind, PayeeState, PaymentState

if TYPE_CHECKING:
    from sustaining.common.people import Reader

WAITING = (ClaimState.SUBMITTED, ClaimState.QUERIED)
"""Claims that count against what is left although nobody has decided on them yet."""
MONEY = DecimalField(max_digits=12, decimal_places=2)
FIGURES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "granted": ((EntryKind.OPEN,), (EntryKind.CLOSE,)),
    "committed": (
        (EntryKind.COMMIT, EntryKind.UNRECOVER, EntryKind.OPENING),
        (EntryKind.UNCOMMIT, EntryKind.RECOVER, EntryKind.UNOPENING),
    ),
    "paid": (
        (EntryKind.PAY, EntryKind.UNRECOVER, EntryKind.OPENING),
        (EntryKind.RETURN, EntryKind.RECALL, EntryKind.RECOVER, EntryKind.UNOPENING),
    ),
    "recovered": ((EntryKind.RECOVER,), (EntryKind.UNRECOVER,)),
}
"""Each figure of an account: entries of the first kinds, less those of the others."""


def net_sum(plus: Collection[str], minus: Collection[str]) -> Coalesce:
    """Return an expression over entries: GBP of the kinds `plus` less GBP of the kinds `minus`."""
    signed = Case(When(kind__in=plus, then=F("amount")), When(kind__in=minus, then=-F("amount")), output_field=MONEY)
    return Coalesce(Sum(signed, output_field=MONEY), ZERO, output_field=MONEY)


class GrantQuerySet(ScopedQuerySet):
    """Grants visible to a user."""


class ClaimQuerySet(ScopedQuerySet):
    """Claims visible to a user."""

    def to_decide(self) -> ClaimQuerySet:
        """Return submitted claims, longest waiting first."""
        return self.filter(state=ClaimState.SUBMITTED).order_by("submitted_at", "pk")


class PaymentStates:
    """What is asked of payments by their state, be they of claims or of release pay. For a queryset."""

    def released(self: Any) -> Any:
        """Return the payments whose release stands: those of a release that was taken back are left out."""
        return self.exclude(state=PaymentState.RECALLED)

    def counting(self: Any) -> Any:
        """Return the payments that were neither returned nor reversed."""
        return self.exclude(state__in=NOT_PAYING)


class PaymentQuerySet(PaymentStates, ScopedQuerySet):
    """Payments visible to a user."""


class OpeningPaymentQuerySet(ScopedQuerySet):
    """Payments made before the hub used the site, visible to a user."""

    def counted(self) -> OpeningPaymentQuerySet:
        """Return those that were not reversed."""
        return self.filter(reversed_at__isnull=True)


class EntryQuerySet(ScopedQuerySet):
    """Ledger entries visible to a user, and their sums."""

    def figures(self) -> dict[str, Any]:
        """Return GBP granted, committed (paid or not), paid, both less what was returned or recovered; recovered. One query."""
        return self.order_by().aggregate(**{name: net_sum(*kinds) for name, kinds in FIGURES.items()})

    def figures_by(self, *fields: str) -> Any:
        """Return the same figures for each value of `fields`."""
        return (
            self.order_by(*fields)
            .values(*fields)
            .annotate(**{name: net_sum(*kinds) for name, kinds in FIGURES.items()})
        )

    def between(self, first: date, last: date) -> EntryQuerySet:
        """Return the entries of these London days, both included."""
        return self.filter(at__date__gte=first, at__date__lte=last)


def hubs_of_money(user: Reader) -> Any:
    """Return the keys of the hubs that the user works for or audits, as a queryset."""
    roles = (HubRole.LEAD, HubRole.ADMINISTRATOR, HubRole.AUDITOR)
    return HubStaff.get_hubs(user, *roles)


class HubMoneyQuerySet(models.QuerySet):
    """Rows of hubs that the user works for or audits."""

    path = "hub"

    def visible_to(self, user: Reader) -> HubMoneyQuerySet:
        """Return the rows of hubs that the user works for or audits."""
        if user.is_active and user.is_superuser:
            return self.all()
        return self.filter(Q(**{f"{self.path}__in": hubs_of_money(user)}))


class BankMatchQuerySet(HubMoneyQuerySet):
    """Matched payments visible to a user."""

    path = "line__hub"

    def counted(self) -> BankMatchQuerySet:
        """Return those that were not undone."""
        return self.filter(is_undone=False)


class RunQuerySet(HubMoneyQuerySet):
    """Payment runs visible to a user."""


class PayeeQuerySet(HubMoneyQuerySet):
    """Payee details visible to a user."""

    def requested(self) -> PayeeQuerySet:
        """Return the changes that nobody has confirmed or cancelled."""
        return self.filter(state=PayeeState.REQUESTED)

    def confirmed(self) -> PayeeQuerySet:
        """Return the versions that count or counted: those that a second person confirmed."""
        return self.filter(state=PayeeState.CONFIRMED)

    def current(self, hub: int, schools: Iterable[int]) -> PayeeQuerySet:
        """Return the newest confirmed version for each of these schools."""
        rows = self.confirmed().filter(hub=hub, school__in=list(schools))
        return rows.order_by("school_id", "-confirmed_at", "-pk").distinct("school_id")


class RunFileQuerySet(HubMoneyQuerySet):
    """Payment run files visible to a user."""

    path = "run__hub"


class ReleaseMonthQuerySet(HubMoneyQuerySet):
    """Months of release pay: the hub's, those of a Specialist while they are one, and those paid to a school, for its finance."""

    month = ""

    def visible_to(self, user: Reader) -> ReleaseMonthQuerySet:
        """Return those of the user's hubs, the user's own as a Specialist, and those paid to the user's school."""
        if user.is_active and user.is_superuser:
            return self.all()
        schools = School.objects.reached_by(user, {Role.FINANCE}).values("pk")
        return self.filter(
            Q(**{f"{self.month}hub__in": hubs_of_money(user)})
            | Q(working(today(), f"{self.month}specialist__"), **{f"{self.month}specialist__user": user.pk})
            | Q(**{f"{self.month}home_school__in": schools})
        )


class ReleaseMonthPartQuerySet(ReleaseMonthQuerySet):
    """Sessions, entries and payments of the months that a user sees."""

    month = "month__"


class ReleasePaymentQuerySet(PaymentStates, ReleaseMonthPartQuerySet):
    """Payments of release pay visible to a user."""
