"""Retention rules: names of released teachers, messages and attachments are cleared; every figure stays."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from sustaining.common.files import delete_content
from sustaining.common.retention import CLEARED, RetentionRule, retention_rule

from .models import ClaimFile, ClaimLine, Message, OpeningPayment

YEARS = settings.RETENTION_YEARS["money"]
NOBODY = r"^Teacher \d+$"
"""Cleared lines stay numbered, so that two teachers of one day still differ."""
YEAR = "claim__grant__participation__project__academic_year__lt"


def expired_claim_lines(before: date) -> QuerySet[ClaimLine]:
    """Return lines with names, of grants whose year ended before `before`."""
    return ClaimLine.objects.filter(**{YEAR: before.year}).exclude(teacher="").exclude(teacher__regex=NOBODY)


def expired_openings(before: date) -> QuerySet[OpeningPayment]:
    """Return payments brought in with texts, of grants whose year ended before `before`."""
    of_years = OpeningPayment.objects.filter(entry__grant__participation__project__academic_year__lt=before.year)
    return of_years.exclude(purpose="", reverse_reason__in=("", CLEARED))


retention_rule(
    RetentionRule(
        name="releases",
        title="claims: names of the teachers released, and explanations",
        years=YEARS,
        find=expired_claim_lines,
        values={"teacher": Concat(Value("Teacher "), Cast(F("id"), CharField())), "explanation": ""},
        past=("funding.ClaimLine:lines_of_submitted_claims_stand",),
    )
)
retention_rule(
    RetentionRule(
        name="claim_messages",
        title="claims: questions and answers",
        years=YEARS,
        find=lambda before: Message.objects.filter(**{YEAR: before.year}).exclude(words=CLEARED),
        values={"words": CLEARED},
        past=("funding.Message:messages_stand",),
    )
)
retention_rule(
    RetentionRule(
        name="claim_files",
        title="claims: files, name and content",
        years=YEARS,
        find=lambda before: ClaimFile.objects.filter(**{YEAR: before.year}).exclude(file="", name=CLEARED),
        values={"name": CLEARED},
        also=lambda keys: delete_content(ClaimFile, keys),
    )
)
retention_rule(
    RetentionRule(
        name="openings",
        title="payments brought in: what they were for, and why they were reversed",
        years=YEARS,
        find=expired_openings,
        values={"purpose": "", "reverse_reason": Case(When(reverse_reason="", then=Value("")), default=Value(CLEARED))},
    )
)
