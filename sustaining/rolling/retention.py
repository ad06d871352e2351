"""What the retention command clears of proposed years: what hubs noted about them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from sustaining.common.retention import RetentionRule, retention_rule

from .models import YearProposal


def proposals_with_notes(before: date) -> QuerySet:
    """Return proposed years that were over before a day, and still say what somebody noted."""
    past = YearProposal.objects.filter(participation__project__academic_year__lt=before.year)
    return past.exclude(note="", shortfall="")


retention_rule(
    RetentionRule(
        name="proposed years",
        title="proposed years: how the school answered, and what could not be set up",
        years=settings.RETENTION_YEARS["sessions"],
        find=proposals_with_notes,
        values={"note": "", "shortfall": ""},
    )
)
