"""Applications that came to nothing, and addresses that were told: what they hold about people goes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from sustaining.common.retention import CLEARED, GONE, RetentionRule, replace, retention_rule

from .choices import ApplicationState
from .models import Answer, ApplicantAdvocate, Application, Interest, Note

YEARS = settings.RETENTION_YEARS["applications"]
WRITTEN = (
    "leader_name",
    "leader_email",
    "head_name",
    "head_email",
    "head_words",
    "worked_before",
    "priorities",
    "hopes",
    "declared_by",
)
OPEN_ENDED = (ApplicationState.DRAFT, ApplicationState.DECLINED, ApplicationState.WITHDRAWN)
WAITING = (*OPEN_ENDED, ApplicationState.SUBMITTED, ApplicationState.WAITLISTED, ApplicationState.OFFERED)
STANDS = "answers_stand_once_submitted"


def came_to_nothing(before: date) -> QuerySet[Application]:
    """Applications without a place whose state has not changed since before `before`."""
    return Application.objects.filter(state__in=WAITING, state_since__date__lt=before).exclude(contact_name=CLEARED)


def _clear_parts(keys: list[Any]) -> None:
    blanks: list[tuple[Any, dict[str, Any]]] = [
        (ApplicantAdvocate, {"full_name": CLEARED, "email": "", "post": ""}),
        (Answer, {"text": ""}),
        (Note, {"text": CLEARED}),
    ]
    for model, values in blanks:
        replace(model, list(model._base_manager.filter(application__in=keys).values_list("pk", flat=True)), values)


retention_rule(
    RetentionRule(
        name="applications",
        title="applications that came to nothing: names, addresses and what was written",
        years=YEARS,
        find=came_to_nothing,
        values={
            "contact_name": CLEARED,
            "contact_email": Value(f"cleared{GONE}"),
            **dict.fromkeys(WRITTEN, ""),
        },
        past=(f"applications.ApplicantAdvocate:{STANDS}", f"applications.Answer:{STANDS}"),
        also=_clear_parts,
    )
)


def told_long_ago(before: date) -> QuerySet[Interest]:
    """Addresses left before `before`."""
    return Interest.objects.filter(left_at__date__lt=before).exclude(email__endswith=GONE)


retention_rule(
    RetentionRule(
        name="interests",
        title="addresses that wanted to be told when applications open",
        years=YEARS,
        find=told_long_ago,
        values={"email": Concat(Value("interest-"), Cast(F("id"), CharField()), Value(GONE))},
    )
)
