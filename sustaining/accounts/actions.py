"""Every write about accounts that means something."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from .links import invitation_address
from .models import User


def find_or_add_person(email: str, full_name: str) -> tuple[User, bool]:
    """The person with this address, made without a password when new. Called inside an action's transaction."""
    address = User.objects.clean_address(email)
    known = User.objects.filter(email__iexact=address).first()
    if known:
        return known, False
    try:
        with transaction.atomic():
            return User.objects.create_user(address, full_name=full_name.strip()), True
    except IntegrityError:  # somebody else invited them in the same moment
        return User.objects.get(email__iexact=address), False


def send_invitation(user: User, *, role: str, place: str, by: User, now: datetime) -> None:
    """Ask `user` by e-mail to set a password and come in as `role` at `place`. Nothing when they have come in already.

    Called inside an action's transaction. One mail a person and day.
    """
    if user.has_usable_password():
        return
    User.objects.filter(pk=user.pk).update(invited_at=now)
    queue_email(
        f"invitation:{user.pk}:{now:%Y-%m-%d}",
        to=user,
        kind="invitation",
        now=now,
        role=role,
        place=place,
        inviter=by.full_name,
        link=invitation_address(user),
    )


@action("accounts.accept_invitation")
def accept_invitation(user: User, *, password: str, by: User, now: datetime) -> User:
    """Set the first password of an invited person by the link that was emailed to them; the caller signs them in."""
    user.set_password(password)
    user.joined_at = now
    user.save(update_fields=["password", "joined_at"])
    return user


@action("accounts.edit_details")
def edit_details(user: User, *, full_name: str, trn: str, by: User, now: datetime) -> User:
    """Change one's own name and TRN (seven digits, or empty)."""
    user.full_name, user.trn = full_name, trn
    user.save(update_fields=["full_name", "trn"])
    return user
