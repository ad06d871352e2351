"""Links that answer an invitation without signing in: signed, for one person and one meeting."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import Invitation

SALT = "sustaining.workgroups.rsvp"


def rsvp_token(invitation: Invitation) -> str:
    """What stands in the address; passing the invitation to somebody else makes it a dead one."""
    return signing.Signer(salt=SALT).sign(f"{invitation.pk}-{invitation.user_id}")


def rsvp_link(invitation: Invitation) -> str:
    """The absolute address of the page that asks for one press."""
    return settings.SITE_URL + reverse("workgroups:rsvp", args=[rsvp_token(invitation)])


def invitation_by(token: str) -> Invitation | None:
    """The invitation that a token opens, or None."""
    try:
        pk, user = (int(word) for word in signing.Signer(salt=SALT).unsign(token).split("-"))
    except (signing.BadSignature, ValueError):
        return None
    found = Invitation.objects.live().filter(pk=pk, user=user)
    return found.select_related(
        "user", "meeting__group__hub", "meeting__group__project", "substitute_for__user"
    ).first()
