"""What of Work Groups passes on when an Advocate hands over."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from schools.handover import HandoverRule, register_handover_rule
from schools.models import Advocate

from .choices import MeetingState, Rsvp
from .models import Invitation

AHEAD = (MeetingState.TO_BE_ANNOUNCED, MeetingState.SCHEDULED)


def open_invitations(advocate: Advocate, now: datetime) -> QuerySet:
    """Their invitations, for their school, to meetings to come."""
    mine = Invitation.objects.live().filter(user=advocate.user, participation__school=advocate.school)
    ahead = mine.filter(meeting__state__in=AHEAD).exclude(meeting__starts_at__lt=now)
    return ahead.select_related("meeting__group", "user").order_by("meeting")


def pass_invitations(leaving: Advocate, successor: Advocate, now: datetime) -> None:
    """Each goes to the successor, unanswered; where they are invited already, the one who leaves has sent apologies."""
    invitations = open_invitations(leaving, now)
    theirs = Invitation.objects.filter(user=successor.user).values("meeting")
    doubled = list(invitations.filter(meeting__in=theirs).values_list("pk", flat=True))
    passed = invitations.exclude(pk__in=doubled)
    passed.update(user=successor.user, rsvp=Rsvp.NONE, answered_at=None, reason="", is_late=False, told_at=None)
    Invitation.objects.filter(pk__in=doubled).update(rsvp=Rsvp.APOLOGIES, answered_at=now)


register_handover_rule(
    HandoverRule(
        "meeting invitation",
        "meeting invitations",
        open_invitations,
        pass_invitations,
        name=lambda one: str(one.meeting),
    )
)
