"""What becomes of data requests and of readings of notices when two accounts become one.

Archives end, since they are of one account alone. Readings stay as they were made; the account that stays has read the
same notices, so that it is not asked again.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from sustaining.accounts.merging import MergeRule, register_merge_rule
from sustaining.accounts.models import User

from . import actions
from .choices import RequestState
from .models import DataRequest, NoticeReading


def open_requests(user: User) -> QuerySet[DataRequest]:
    """Return the requests about or by an account whose archive is there, or is being made."""
    return DataRequest.objects.filter(Q(person=user) | Q(asked_by=user)).exclude(state=RequestState.ENDED)


def end_requests(other: User, remaining: User, now: datetime) -> None:
    """End the archives of the account that closes; the person asks again with the one that stays."""
    for request in open_requests(other):
        actions.end_request(request, by=User.objects.system(), now=now)


register_merge_rule(MergeRule("Data requests (their archives are deleted)", open_requests, end_requests))


def read_by(user: User) -> QuerySet[NoticeReading]:
    """Return the readings of privacy notices of an account."""
    return NoticeReading.objects.filter(person=user).select_related("notice__hub")


def copy_readings(other: User, remaining: User, now: datetime) -> None:
    """Keep for the account that stays what the other one has read."""
    NoticeReading.objects.bulk_create(
        [
            NoticeReading(notice=row.notice, person=remaining, read_at=row.read_at, at_joining=row.at_joining)
            for row in read_by(other)
        ],
        ignore_conflicts=True,
    )


register_merge_rule(MergeRule("Privacy notices read", read_by, copy_readings))
