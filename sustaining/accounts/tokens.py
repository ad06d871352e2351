"""The link in an invitation: signed, dated, and spent as soon as a password is set."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from .models import User

SALT = "sustaining.accounts.invitation"


def invitation_link(user: User) -> str:
    """Absolute address at which `user` sets a password; good for INVITATION_DAYS days, and once."""
    token = signing.dumps({"user": user.pk, "mark": _mark(user)}, salt=SALT)
    return settings.SITE_URL + reverse("accounts:accept-invitation", args=[token])


def invited_by(token: str) -> User | None:
    """The person a token invites, or None: forged, older than its days, or used."""
    try:
        said = signing.loads(token, salt=SALT, max_age=timedelta(days=settings.INVITATION_DAYS))
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=said["user"], is_active=True).first()
    return user if user and said["mark"] == _mark(user) else None


def _mark(user: User) -> str:
    """Changes when the password or the address does, so that a spent link is a dead one."""
    return salted_hmac(SALT, f"{user.password}{user.email}").hexdigest()[:16]
