"""What becomes of data requests when two accounts become one: their archives end, since they are of one account alone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from sustaining.accounts.merging import MergeRule, register_merge_rule
from sustaining.accounts.models import User

from . import actions
from .choices import RequestState
from .models import DataRequest


def open_requests(user: User) -> QuerySet[DataRequest]:
    """Return the requests about or by an account whose archive is there, or is being made."""
    return DataRequest.objects.filter(Q(person=user) | Q(asked_by=user)).exclude(state=RequestState.ENDED)


def end_requests(other: User, remaining: User, now: datetime) -> None:
    """End the archives of the account that closes; the person asks again with the one that stays."""
    for request in open_requests(other):
        actions.end_request(request, by=User.objects.system(), now=now)


register_merge_rule(MergeRule("Data requests (their archives are deleted)", open_requests, end_requests))
