"""Verified addresses: an account that can be signed in to has exactly one, and it is `User.email`.

allauth keeps the address that somebody is changing to, unverified, until the link in it was followed. The database refuses
any other change of `User.email` (the trigger `email_is_verified_first`).
"""

from __future__ import annotations

from allauth.account.models import EmailAddress

from .models import User

TAKEN = "This email address is already in use. Enter a different one."


def confirm_address(user: User) -> EmailAddress:
    """Record that `user` reads their mail: their address is verified. Called when a link or code in it was used."""
    address, _ = EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return address


def keep_address(user: User) -> None:
    """Give an account that has none the row of its verified address: nobody signs in before theirs is verified."""
    if not EmailAddress.objects.filter(user=user, email=user.email).exists():
        EmailAddress.objects.filter(user=user, primary=True).update(primary=False)
        confirm_address(user)


def is_taken(email: str, besides: User) -> bool:
    """Return whether another account has this address."""
    return User.objects.filter(email__iexact=email).exclude(pk=besides.pk).exists()


def forget_pending(email: str) -> None:
    """Let nobody wait to make an address their own that an account is now made for."""
    EmailAddress.objects.filter(email=email, verified=False).delete()
