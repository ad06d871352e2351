"""What the pages of bank statements show, and the payments that no statement shows yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Min, OuterRef, Prefetch, Q

from schools.models import Hub
from sustaining.common.clock import today
from sustaining.common.money import ZERO
from sustaining.common.permissions import may

from ..models import BankMatch, MoneySetup, Payment, ReleasePayment, StatementLine, StatementUpload
from ..models.grants import UNMATCHED_DAYS

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_STATEMENTS = 50


def matched_lines(hubs: Any) -> Any:
    """Return the lines of statements that hubs matched. `hubs` are their keys, or a queryset of them."""
    return StatementLine.objects.filter(hub__in=hubs, is_undone=False)


def unmatched_payments(user: Any, hubs: Any, day: date) -> list[Payment | ReleasePayment]:
    """Return payments that should have left the bank and are on no statement, oldest first.

    Only of hubs that have matched a statement, from the first day that one shows. `hubs` are their keys, or a queryset of
    them. Four queries.
    """
    first_days = dict(matched_lines(hubs).order_by().values_list("hub").annotate(Min("booked_on")))
    if not first_days:
        return []
    days = dict(MoneySetup.objects.filter(hub__in=first_days).values_list("hub", "unmatched_days"))
    ends = {hub: day - timedelta(days=days.get(hub, UNMATCHED_DAYS)) for hub in first_days}
    payments: list[Payment | ReleasePayment] = []
    kinds: tuple[tuple[Any, str, str, tuple[str, ...]], ...] = (
        (Payment, "claim__grant__participation__hub", "payment", ("claim__grant__participation__school",)),
        (ReleasePayment, "month__hub", "release_payment", ("month__home_school",)),
    )
    for model, hub_path, match, related in kinds:
        late = [
            Q(**{hub_path: hub}, paid_on__gte=first_day, paid_on__lt=ends[hub]) for hub, first_day in first_days.items()
        ]
        matched = BankMatch.objects.counted().filter(**{match: OuterRef("pk")})
        rows = model.objects.visible_to(user).counting().filter(Q(*late, _connector=Q.OR), ~Exists(matched))
        payments += rows.select_related(*related)
    return sorted(payments, key=lambda payment: (payment.paid_on, payment.recorded_at))


def statements_page(hub: Hub, user: User) -> dict[str, Any]:
    """Return the hub's statements, and the payments that are on none. Six queries."""
    statements = StatementUpload.objects.visible_to(user).filter(hub=hub).select_related("added_by", "saved_by")
    waiting = unmatched_payments(user, [hub.pk], today())
    return {
        "statements": list(statements.order_by("-added_at", "-pk")[:MOST_STATEMENTS]),
        "unmatched": waiting,
        "unmatched_total": sum((payment.amount for payment in waiting), ZERO),
        "matches": may(user, "funding.match_statement", hub),
    }


def saved_page(upload: StatementUpload, user: User) -> dict[str, Any]:
    """Return what a statement matched. Two queries."""
    matches = BankMatch.objects.select_related(
        "payment__claim__grant__participation__school", "release_payment__month__home_school"
    )
    lines = list(upload.lines.prefetch_related(Prefetch("matches", matches)).order_by("number"))
    return {
        "lines": lines,
        "total": sum((line.amount for line in lines), ZERO),
        "undoes": upload.can_be_undone and may(user, "funding.undo_statement", upload),
    }
