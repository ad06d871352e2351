"""Retention of personal data in unsuccessful applications, and in addresses left for news."""

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
YEARS_ACCEPTED = settings.RETENTION_YEARS["money"]
"""An accepted application is why a school received its grant."""
TEXT_FIELDS = (
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
NOT_WITH_HUB = (ApplicationState.DRAFT, ApplicationState.DECLINED, ApplicationState.WITHDRAWN)
WITHOUT_PLACE = (*NOT_WITH_HUB, ApplicationState.SUBMITTED, ApplicationState.WAITLISTED, ApplicationState.OFFERED)
SUBMITTED_TRIGGER = "answers_stand_once_submitted"


def unsuccessful_applications(before: date) -> QuerySet[Application]:
    """Return applications without a place whose state last changed before `before`."""
    return Application.objects.filter(state__in=WITHOUT_PLACE, state_since__date__lt=before).exclude(
        contact_name=CLEARED
    )


def accepted_applications(before: date) -> QuerySet[Application]:
    """Return applications that were accepted before `before` and still name people."""
    accepted = Application.objects.filter(state=ApplicationState.ACCEPTED, state_since__date__lt=before)
    return accepted.exclude(contact_name=CLEARED)


def _clear_parts(keys: list[Any]) -> None:
    blanks: list[tuple[Any, dict[str, Any]]] = [
        (ApplicantAdvocate, {"full_name": CLEARED, "email": "", "post": ""}),
        (Answer, {"text": ""}),
        (Note, {"text": CLEARED}),
    ]
    for model, values in blanks:
        replace(model, list(model._base_manager.filter(application__in=keys).values_list("pk", flat=True)), values)


def _clearing(name: str, title: str, years: int, find: Any) -> RetentionRule:
    """Return a rule that clears everything that applications say about people, in rows and history."""
    return RetentionRule(
        name=name,
        title=title,
        years=years,
        find=find,
        values={
            "contact_name": CLEARED,
            "contact_email": Value(f"cleared{GONE}"),
            **dict.fromkeys(TEXT_FIELDS, ""),
        },
        past=(f"applications.ApplicantAdvocate:{SUBMITTED_TRIGGER}", f"applications.Answer:{SUBMITTED_TRIGGER}"),
        also=_clear_parts,
    )


retention_rule(
    _clearing(
        "applications",
        "applications that were not accepted: names, addresses and answers",
        YEARS,
        unsuccessful_applications,
    )
)
retention_rule(
    _clearing(
        "accepted applications",
        "applications that were accepted: names, addresses and answers",
        YEARS_ACCEPTED,
        accepted_applications,
    )
)


def old_interests(before: date) -> QuerySet[Interest]:
    """Return addresses left before `before`."""
    return Interest.objects.filter(left_at__date__lt=before).exclude(email__endswith=GONE)


retention_rule(
    RetentionRule(
        name="interests",
        title="addresses left to hear when applications open",
        years=YEARS,
        find=old_interests,
        values={"email": Concat(Value("interest-"), Cast(F("id"), CharField()), Value(GONE))},
    )
)
