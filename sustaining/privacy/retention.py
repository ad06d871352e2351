"""What the retention command clears of data requests: for whom one was, and how they asked."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from sustaining.common.retention import GONE, RetentionRule, retention_rule

from .choices import RequestState
from .models import DataRequest

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
