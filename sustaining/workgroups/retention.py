"""Retention rules for meetings: reasons for apologies, and names of people without an account or only a substitute's."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Now

from specialists.retention import (
    POSTS,
    anonymised_fields,
    delete_sign_in_methods,
    people_with_names,
    people_without_posts_since,
)
from sustaining.accounts.models import User
from sustaining.common.retention import CLEARED, RetentionRule, event_models, retention_rule
from sustaining.outbox.models import Link

from .models import Attendance, CalendarFeed, Certificate, Invitation, MeetingCorrection, SubstituteProposal

FORMER = "Former colleague"
FORMER_SUBSTITUTE = "Former substitute"


def reasons_long_ago(before: date) -> QuerySet[Invitation]:
    """Return invitations to meetings before `before` that have a reason for apologies, or had one in their history."""
    held = Q(pk__in=[])
    for events in event_models(Invitation):
        held |= Q(Exists(events._base_manager.filter(pgh_obj=OuterRef("pk")).exclude(reason="")))
    return Invitation.objects.filter(~Q(reason="") | held, meeting__ends_at__date__lt=before)


def corrections_long_ago(before: date) -> QuerySet[MeetingCorrection]:
    """Return corrections of meetings before `before` that still give a reason."""
    return MeetingCorrection.objects.exclude(reason="").filter(meeting__ends_at__date__lt=before)


def colleagues_long_ago(before: date) -> QuerySet[Attendance]:
    """Return register rows without an account, of meetings before `before`."""
    colleagues = Attendance.objects.filter(user__isnull=True, meeting__ends_at__date__lt=before)
    return colleagues.exclude(name__regex=rf"^{FORMER} \d+$")


def proposals_long_ago(before: date) -> QuerySet[SubstituteProposal]:
    """Return proposed substitutes of meetings before `before` who still have a name."""
    proposals = SubstituteProposal.objects.filter(invitation__meeting__ends_at__date__lt=before)
    return proposals.exclude(name=FORMER_SUBSTITUTE)


def substitutes_long_ago(before: date) -> QuerySet[User]:
    """Return people who never had a post and were only substitutes, all their meetings being before `before`."""
    invitations = Invitation.objects.filter(user=OuterRef("pk"))
    later = invitations.filter(Q(meeting__ends_at__isnull=True) | Q(meeting__ends_at__date__gte=before))
    people = people_with_names()
    for post in POSTS:
        people = people.exclude(Exists(post._base_manager.filter(user=OuterRef("pk"))))
    return people.filter(Exists(invitations.filter(substitute_for__isnull=False))).exclude(Exists(later))


def feeds_of_the_gone(before: date) -> QuerySet[CalendarFeed]:
    """Return private calendars of people whose posts all ended before `before` or whose account is closed."""
    return CalendarFeed.objects.filter(Q(user__in=people_without_posts_since(before)) | Q(user__is_active=False))


def _drop_feeds(keys: list[Any]) -> None:
    kind = ContentType.objects.get_for_model(CalendarFeed)
    Link.objects.filter(subject_type=kind, subject_id__in=keys, revoked_at=None).update(revoked_at=Now())
    CalendarFeed.objects.filter(pk__in=keys).delete()


def _clear_reasons(keys: list[Any]) -> None:
    """Clear why certificates were withdrawn, in rows and history; where there is no reason, none comes."""
    models: list[Any] = [Certificate, *event_models(Certificate)]
    for model in models:
        rows = model._base_manager.filter(**{"pk__in" if model is Certificate else "pgh_obj__in": keys})
        rows.exclude(close_reason="").update(close_reason=CLEARED)


retention_rule(
    RetentionRule(
        name="apologies",
        title="apologies: the reason given",
        years=settings.RETENTION_YEARS["apologies"],
        find=reasons_long_ago,
        values={"reason": ""},
    )
)
retention_rule(
    RetentionRule(
        name="meeting corrections",
        title="corrections of held meetings: the reason given",
        years=settings.RETENTION_YEARS["registers"],
        find=corrections_long_ago,
        values={"reason": ""},
    )
)
retention_rule(
    RetentionRule(
        name="registers",
        title="registers: names of colleagues without an account",
        years=settings.RETENTION_YEARS["registers"],
        find=colleagues_long_ago,
        values={"name": Concat(Value(f"{FORMER} "), Cast(F("id"), CharField()))},
    )
)
retention_rule(
    RetentionRule(
        name="certificates",
        title="certificates: the name; the number still confirms what it says",
        years=settings.RETENTION_YEARS["registers"],
        find=lambda before: Certificate.objects.filter(issued_at__date__lt=before).exclude(name=CLEARED),
        values={"name": CLEARED},
        also=_clear_reasons,
    )
)
retention_rule(
    RetentionRule(
        name="proposed substitutes",
        title="substitutes that the hub was asked to confirm: name and address",
        years=settings.RETENTION_YEARS["apologies"],
        find=proposals_long_ago,
        values={"name": FORMER_SUBSTITUTE, "email": ""},
    )
)
retention_rule(
    RetentionRule(
        name="substitutes",
        title="people who were only substitutes at a meeting: name, address and ways to sign in",
        years=settings.RETENTION_YEARS["registers"],
        find=substitutes_long_ago,
        values=anonymised_fields(FORMER_SUBSTITUTE),
        also=delete_sign_in_methods,
    )
)
retention_rule(
    RetentionRule(
        name="calendars",
        title="private calendars of people who left: the address",
        years=0,
        find=feeds_of_the_gone,
        values={},
        also=_drop_feeds,
    )
)
