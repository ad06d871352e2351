"""Retention rules: packs lose their facts and files when the money they tell of has been kept for its time."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from sustaining.common.files import delete_content
from sustaining.common.retention import CLEARED, RetentionRule, retention_rule

from .models import AssurancePack, GrantReceipt, PackFile

YEARS = settings.RETENTION_YEARS["money"]


def expired_packs(before: date) -> QuerySet[AssurancePack]:
    """Return packs of years that ended before `before` and still hold their facts."""
    return AssurancePack.objects.filter(academic_year__lt=before.year, facts__isnull=False).exclude(facts={})


retention_rule(
    RetentionRule(
        name="assurance_packs",
        title="assurance packs: names and reasons in what they were drawn from (the digest stays)",
        years=YEARS,
        find=expired_packs,
        values={"facts": {}},
        past=("assurance.AssurancePack:made_packs_stand",),
    )
)
retention_rule(
    RetentionRule(
        name="assurance_pack_files",
        title="assurance packs: content of their files (the digest stays)",
        years=YEARS,
        find=lambda before: PackFile.objects.filter(pack__academic_year__lt=before.year).exclude(file=""),
        values={},
        also=lambda keys: delete_content(PackFile, keys),
    )
)
retention_rule(
    RetentionRule(
        name="grant_receipts",
        title="grant received: why a record was cancelled",
        years=YEARS,
        find=lambda before: GrantReceipt.objects.filter(academic_year__lt=before.year).exclude(
            cancel_reason__in=("", CLEARED)
        ),
        values={"cancel_reason": CLEARED},
    )
)
