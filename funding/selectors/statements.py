"""What the pages of bank statements show, and the payments that no statement shows yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Min, OuterRef, QuerySet

from schools.models import Hub
from sustaining.common.clock import today
from sustaining.common.money import ZERO
from sustaining.common.permissions import may

from ..models import BankMatch, MoneySetup, Payment, StatementLine, StatementUpload
from ..models.grants import UNMATCHED_DAYS

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_STATEMENTS = 50


def unmatched_payments(user: Any, hubs: Any, day: date) -> list[Payment]:
    """Return payments that should have left the bank and are on no statement, oldest first.

    Only of hubs that have matched a statement, from the first day that one shows. `hubs` are their keys, or a queryset of
    them. Three queries.
    """
    lines = StatementLine.objects.filter(hub__in=hubs, is_undone=False)
    first_days = dict(lines.order_by().values_list("hub").annotate(Min("booked_on")))
    if not first_days:
        return []
    setups = dict(MoneySetup.objects.filter(hub__in=first_days).values_list("hub", "unmatched_days"))
    matched = BankMatch.objects.counted().filter(payment=OuterRef("pk"))
    payments = Payment.objects.visible_to(user).filter(
        ~Exists(matched), claim__grant__participation__hub__in=first_days, paid_on__gte=min(first_days.values())
    )
    rows = payments.counting().select_related("claim__grant__participation__school").order_by("paid_on", "pk")
    return [payment for payment in rows if _is_late(payment, first_days, setups, day)]


def _is_late(payment: Payment, first_days: dict[int, date], setups: dict[int, int], day: date) -> bool:
    hub = payment.claim.grant.participation.hub_id
    allowed = timedelta(days=setups.get(hub, UNMATCHED_DAYS))
    return payment.paid_on >= first_days[hub] and payment.paid_on + allowed < day


def statements_page(hub: Hub, user: User) -> dict[str, Any]:
    """Return the hub's statements, and the payments that are on none. Five queries."""
    statements = StatementUpload.objects.visible_to(user).filter(hub=hub).select_related("added_by", "saved_by")
    waiting = unmatched_payments(user, [hub.pk], today())
    return {
        "statements": list(statements.order_by("-added_at", "-pk")[:MOST_STATEMENTS]),
        "unmatched": waiting,
        "unmatched_total": sum((payment.amount for payment in waiting), ZERO),
        "matches": may(user, "funding.match_statement", hub),
    }


def matched_lines(upload: StatementUpload) -> QuerySet[StatementLine]:
    """Return the lines of a saved statement with their payments. Two queries."""
    matches = "matches__payment__claim__grant__participation__school"
    return upload.lines.prefetch_related(matches).order_by("number")


def saved_page(upload: StatementUpload, user: User) -> dict[str, Any]:
    """Return what a statement matched."""
    lines = list(matched_lines(upload))
    return {
        "lines": lines,
        "total": sum((line.amount for line in lines), ZERO),
        "undoes": upload.can_be_undone and may(user, "funding.undo_statement", upload),
    }
