"""The next meeting that a person is invited to, as their first page shows it: to be answered there by one press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from schools.choices import ParticipationState
from sustaining.common.clock import london_day

from .choices import MeetingState, Rsvp
from .models import Invitation, Meeting

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@dataclass(frozen=True)
class NextMeeting:
    """A meeting ahead, this person's reply to it, and how many of those invited are going."""

    meeting: Meeting
    rsvp: str
    coming: int
    invited: int

    @property
    def is_answered(self) -> bool:
        """Return whether the person has replied."""
        return self.rsvp != Rsvp.NONE


def next_meeting(user: User, now: datetime, until: datetime) -> NextMeeting | None:
    """Return the first meeting before `until` that the person is invited to and that has not begun. One query."""
    live = Q(meeting__invitations__withdrawn_at__isnull=True)
    invitation = (
        Invitation.objects.live()
        .held_by(user, london_day(now))
        .filter(meeting__state=MeetingState.SCHEDULED, meeting__starts_at__gt=now, meeting__starts_at__lt=until)
        .exclude(participation__state=ParticipationState.PAUSED)
        .select_related("meeting__group")
        .annotate(
            invited=Count("meeting__invitations", filter=live, distinct=True),
            coming=Count(
                "meeting__invitations", filter=live & Q(meeting__invitations__rsvp=Rsvp.COMING), distinct=True
            ),
        )
        .order_by("meeting__starts_at", "pk")
        .first()
    )
    if invitation is None:
        return None
    return NextMeeting(invitation.meeting, invitation.rsvp, invitation.coming, invitation.invited)
