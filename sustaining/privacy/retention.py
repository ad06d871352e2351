"""What the retention command clears of data requests and of changes of accounts: for whom, how they asked, and why."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from sustaining.common.retention import CLEARED, GONE, RetentionRule, retention_rule

from .choices import RequestState
from .models import AccountChange, DataRequest

NOBODY = f"cleared{GONE}"


def old_requests(before: date) -> QuerySet[DataRequest]:
    """Return requests that ended before a day and still say whose data was asked for."""
    ended = DataRequest.objects.filter(state=RequestState.ENDED, ended_at__date__lt=before)
    return ended.exclude(address=NOBODY)


retention_rule(
    RetentionRule(
        name="data requests",
        title="requests for people’s data: the address, and how they asked",
        years=settings.RETENTION_YEARS["mail"],
        find=old_requests,
        values={"address": NOBODY, "reason": ""},
    )
)


def old_changes(before: date) -> QuerySet[AccountChange]:
    """Return changes of accounts before a day that still say why."""
    return AccountChange.objects.filter(at__date__lt=before).exclude(reason__in=("", CLEARED))


retention_rule(
    RetentionRule(
        name="account changes",
        title="changes of people’s accounts: why",
        years=settings.RETENTION_YEARS["people"],
        find=old_changes,
        values={"reason": CLEARED},
        past=("privacy.AccountChange:account_changes_are_kept_as_made",),
    )
)
