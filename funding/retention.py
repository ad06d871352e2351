"""Retention rules: names of released teachers, messages and attachments are cleared; every figure stays."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from sustaining.common.files import delete_content
from sustaining.common.retention import CLEARED, RetentionRule, retention_rule

from .models import (
    ClaimFile,
    ClaimLine,
    Grant,
    Message,
    OpeningPayment,
    PayeeDetails,
    ReleaseMonth,
    ReleaseSession,
    RunFile,
    StatementLine,
)
from .run_copies import replace_by_copies

YEARS = settings.RETENTION_YEARS["money"]
NOBODY = r"^Teacher \d+$"
"""Cleared lines stay numbered, so that two teachers of one day still differ."""
YEAR = "claim__grant__participation__project__academic_year__lt"


def _numbered(word: str) -> Concat:
    """Return a text for what is cleared in which rows still differ: `Teacher 12`."""
    return Concat(Value(f"{word} "), Cast(F("id"), CharField()))


def _cleared(name: str) -> Case:
    """Return the value of a cleared text that may be empty: it stays empty."""
    return Case(When(**{name: ""}, then=Value("")), default=Value(CLEARED))


def expired_claim_lines(before: date) -> QuerySet[ClaimLine]:
    """Return lines with names, of grants whose year ended before `before`."""
    return ClaimLine.objects.filter(**{YEAR: before.year}).exclude(teacher="").exclude(teacher__regex=NOBODY)


def expired_openings(before: date) -> QuerySet[OpeningPayment]:
    """Return payments brought in with texts, of grants whose year ended before `before`."""
    of_years = OpeningPayment.objects.filter(entry__grant__participation__project__academic_year__lt=before.year)
    return of_years.exclude(purpose="", reverse_reason__in=("", CLEARED))


def expired_payees(before: date) -> QuerySet[PayeeDetails]:
    """Return versions requested before `before` that are not used: replaced, or of schools without a later grant."""
    newer = PayeeDetails.objects.confirmed().filter(
        hub=OuterRef("hub"), school=OuterRef("school"), requested_at__gt=OuterRef("requested_at")
    )
    later = Grant.objects.filter(
        participation__hub=OuterRef("hub"),
        participation__school=OuterRef("school"),
        participation__project__academic_year__gte=before.year,
    )
    old = PayeeDetails.objects.filter(requested_at__date__lt=before).exclude(reason=CLEARED)
    return old.filter(Exists(newer) | ~Exists(later))


retention_rule(
    RetentionRule(
        name="payees",
        title="payees that are not used: name, email, bank reference and why they changed",
        years=YEARS,
        find=expired_payees,
        values={
            "name": _numbered("Payee"),
            "remittance_email": "",
            "bank_reference": "",
            "reason": CLEARED,
            "cancel_reason": _cleared("cancel_reason"),
        },
        past=("funding.PayeeDetails:payee_details_stand",),
    )
)
retention_rule(
    RetentionRule(
        name="releases",
        title="claims: names of the teachers released, and explanations",
        years=YEARS,
        find=expired_claim_lines,
        values={"teacher": _numbered("Teacher"), "explanation": ""},
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
        values={"purpose": "", "reverse_reason": _cleared("reverse_reason")},
    )
)
retention_rule(
    RetentionRule(
        name="run_files",
        title="payment runs: names of payees in the files (the digest of the original stays)",
        years=YEARS,
        find=lambda before: RunFile.objects.filter(run__paid_on__lt=before, copy_sha256="").exclude(file=""),
        values={},
        also=replace_by_copies,
    )
)
retention_rule(
    RetentionRule(
        name="statement_lines",
        title="bank statements: texts of the lines that were payments",
        years=YEARS,
        find=lambda before: StatementLine.objects.filter(booked_on__lt=before).exclude(text=CLEARED),
        values={"text": CLEARED},
    )
)
RELEASED = "budget__academic_year__lt"
retention_rule(
    RetentionRule(
        name="release_months",
        title="release pay: why months were rejected or reversed",
        years=YEARS,
        find=lambda before: ReleaseMonth.objects.filter(**{RELEASED: before.year}).exclude(reason__in=("", CLEARED)),
        values={"reason": CLEARED},
    )
)
retention_rule(
    RetentionRule(
        name="release_sessions",
        title="release pay: why sessions were left out",
        years=YEARS,
        find=lambda before: ReleaseSession.objects.filter(**{f"month__{RELEASED}": before.year}).exclude(
            left_out_reason__in=("", CLEARED)
        ),
        values={"left_out_reason": CLEARED},
    )
)
