"""Answering an invitation."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.errors import WrongState
from sustaining.common.permissions import action

from ..choices import Rsvp
from ..models import Invitation
from .invitations import is_short_notice, withdraw_invitations
from .substitutes import close_proposals, name_substitute

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("workgroups.answer_invitation")
def answer_invitation(
    invitation: Invitation,
    *,
    rsvp: str,
    reason: str = "",
    substitute_name: str = "",
    substitute_email: str = "",
    by: User,
    now: datetime,
) -> Invitation:
    """Answer *coming* or *apologies*, with a reason and a substitute. May be changed until the meeting starts.

    Apologies within the hub's notice period are marked as late. Raise WrongState, AnswerNotPossible.
    """
    meeting = invitation.meeting
    if not meeting.is_ahead(now):
        raise WrongState("You can no longer reply: this meeting has started or been cancelled.")
    if invitation.withdrawn_at is not None:
        raise WrongState("You can no longer reply: you are not invited to this meeting any more.")
    is_absent = rsvp == Rsvp.APOLOGIES
    was_absent = is_absent and invitation.rsvp == Rsvp.APOLOGIES
    invitation.rsvp, invitation.reason = rsvp, reason if is_absent else ""
    if not was_absent:  # a substitute named later does not make the apologies late
        invitation.answered_at, invitation.is_late = now, is_absent and is_short_notice(meeting, now)
    invitation.save(update_fields=["rsvp", "answered_at", "reason", "is_late"])
    if is_absent and substitute_email:
        name_substitute(invitation, substitute_name, substitute_email, by=by, now=now)
    elif not is_absent:
        close_proposals(invitation, by=by, now=now)
        withdraw_invitations(invitation.substitutes.live(), reason=f"{invitation.user} is going after all.", now=now)
    return invitation
