"""Merge rules: invitations and attendance move to the account that stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sustaining.accounts.merging import MergeRule, register_merge_rule
from sustaining.accounts.models import User
from sustaining.common.people import Reader

from .models import Attendance, Certificate, ImportedMark, Invitation


def meeting_merge_rule(model: Any, label: str) -> MergeRule:
    """Return the rule for `model`, which has one row per meeting and user.

    Where both accounts have a row for a meeting, neither row moves.
    """

    def find(user: Reader) -> QuerySet:
        return model.objects.filter(user=user).select_related("user", "meeting__group").order_by("pk")

    def move(other: User, stays: User, now: datetime) -> None:
        meetings = model.objects.filter(user=stays).values("meeting")
        find(other).exclude(meeting__in=meetings).update(user=stays)

    return MergeRule(label, find, move)


register_merge_rule(meeting_merge_rule(Invitation, "Invitations to meetings"))
register_merge_rule(meeting_merge_rule(Attendance, "Attendance at meetings"))
register_merge_rule(meeting_merge_rule(ImportedMark, "Attendance that was brought in"))


def own_certificates(user: Reader) -> QuerySet:
    """Return the certificates of an account."""
    return Certificate.objects.filter(user=user.pk).order_by("pk")


def move_certificates(other: User, stays: User, now: datetime) -> None:
    """Give certificates to the account that stays, except where both have a valid one of the same kind."""
    for certificate in own_certificates(other):
        same = Certificate.objects.valid().filter(
            user=stays, group=certificate.group_id, participation=certificate.participation_id, kind=certificate.kind
        )
        if not certificate.is_valid or not same.exists():
            Certificate.objects.filter(pk=certificate.pk).update(user=stays)


register_merge_rule(MergeRule("Certificates", own_certificates, move_certificates))
