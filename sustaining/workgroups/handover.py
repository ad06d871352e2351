"""Handover rule: an Advocate's invitations to future meetings pass to their successor."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from schools.handover import HandoverRule, register_handover_rule
from schools.models import Advocate

from .choices import MeetingState, Rsvp
from .models import Invitation

AHEAD = (MeetingState.TO_BE_ANNOUNCED, MeetingState.SCHEDULED)


def open_invitations(advocate: Advocate, now: datetime) -> QuerySet:
    """Return the Advocate's invitations, for their school, to future meetings."""
    invitations = Invitation.objects.live().filter(user=advocate.user, participation__school=advocate.school)
    ahead = invitations.filter(meeting__state__in=AHEAD).exclude(meeting__starts_at__lt=now)
    return ahead.select_related("meeting__group", "user").order_by("meeting")


def pass_invitations(leaving: Advocate, successor: Advocate, now: datetime) -> None:
    """Move the invitations to the successor, unanswered.

    Where the successor is invited already, record apologies from the Advocate who leaves.
    """
    invitations = open_invitations(leaving, now)
    meetings = Invitation.objects.filter(user=successor.user).values("meeting")
    doubled = list(invitations.filter(meeting__in=meetings).values_list("pk", flat=True))
    passed = invitations.exclude(pk__in=doubled)
    passed.update(user=successor.user, rsvp=Rsvp.NONE, answered_at=None, reason="", is_late=False, told_at=None)
    Invitation.objects.filter(pk__in=doubled).update(rsvp=Rsvp.APOLOGIES, answered_at=now)


register_handover_rule(
    HandoverRule(
        "meeting invitation",
        "meeting invitations",
        open_invitations,
        pass_invitations,
        name=lambda invitation: str(invitation.meeting),
    )
)
