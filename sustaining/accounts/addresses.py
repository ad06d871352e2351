"""Verified addresses: an account that can be signed in to has exactly one, and it is `User.email`.

allauth keeps the new address unverified until the person follows the link that was emailed to it. The database refuses
any other change of `User.email` (the trigger `email_is_verified_first`).
"""

from __future__ import annotations

from allauth.account.models import EmailAddress

from .models import User

TAKEN = "This email address is already in use. Enter a different one."


def confirm_address(user: User) -> EmailAddress:
    """Mark the user's address as verified. Call it when a link or code that was emailed to it was used."""
    address, _ = EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return address


def ensure_address(user: User) -> None:
    """Make the verified address of an account that has none. People who sign in have verified theirs."""
    if not EmailAddress.objects.filter(user=user, email=user.email).exists():
        EmailAddress.objects.filter(user=user, primary=True).update(primary=False)
        confirm_address(user)


def is_taken(email: str, exclude: User) -> bool:
    """Return whether an account other than `exclude` has this address."""
    return User.objects.filter(email__iexact=email).exclude(pk=exclude.pk).exists()


def delete_pending_addresses(email: str) -> None:
    """Delete unverified claims to an address, since an account is about to be made for it."""
    EmailAddress.objects.filter(email=email, verified=False).delete()
