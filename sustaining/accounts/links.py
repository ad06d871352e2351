"""The link in an invitation: it expires with age, with a newer link, and once a password is set."""

from __future__ import annotations

from datetime import datetime

from sustaining.outbox.links import Address, LinkPurpose, register_purpose
from sustaining.outbox.models import Link

from .models import User

INVITATION = "invitation"


def invitation_address(user: User) -> Address:
    """Return the URL at which `user` sets a password; its token is made when the email is sent."""
    return Address(INVITATION, user)


def _is_invited(link: Link, now: datetime) -> bool:
    user: User = link.subject
    return user.is_active and user.email == link.to and not user.has_usable_password()


register_purpose(
    LinkPurpose(
        name=INVITATION,
        url="accounts:accept-invitation",
        ended="Invitation links work once and expire. If you already have a password, sign in.",
        still_valid=_is_invited,
        single_use=True,
        newest_only=True,
        title="to create your password",
    )
)
