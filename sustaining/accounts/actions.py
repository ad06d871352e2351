"""Actions on accounts."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pgtrigger
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import F

from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.events import emit
from sustaining.common.permissions import action
from sustaining.common.retention import RetentionRule, replace
from sustaining.common.typed_text import may_be_one_person
from sustaining.outbox.actions import queue_email
from sustaining.outbox.parts import get_home_hub

from .addresses import confirm_address, delete_pending_addresses
from .links import invitation_address
from .merging import MERGE_RULES, CannotMerge
from .models import User

BATCH = 500
"""How many rows the retention command clears in one transaction."""


class AccountClosed(DomainError):
    """The address belongs to a closed account."""

    field = "email"


class AccountRestricted(DomainError):
    """The person’s data is kept and not otherwise used."""

    field = "email"


class UnusableAddress(DomainError):
    """The text is no address that mail can be sent to."""

    field = "email"


def find_or_add_person(email: str, full_name: str) -> tuple[User, bool]:
    """Return (person with this address, whether they are new); a new person has no password.

    The address of a merged account leads to the account that remains. Raise AccountClosed, AccountRestricted,
    UnusableAddress. Call it inside an action's transaction.
    """
    try:
        address = User.objects.clean_address(email)
    except ValueError as odd:
        raise UnusableAddress(str(odd)) from None
    known = User.objects.filter(email__iexact=address).select_related("merged_into").first()
    if known:
        return get_open_account(known), False
    try:
        with transaction.atomic():
            delete_pending_addresses(address)
            return User.objects.create_user(address, full_name=" ".join(full_name.split())), True
    except IntegrityError:  # somebody else invited them in the same moment
        return User.objects.get(email__iexact=address), False


def get_other_holder(email: str, full_name: str) -> User | None:
    """Return who has the open account of this address, if they go by another name than `full_name`; None otherwise.

    One account has one address: what is sent to it reaches its holder, also when someone else was meant. A closed account
    is refused by `find_or_add_person`.
    """
    known = User.objects.filter(email__iexact=email).select_related("merged_into").first()
    holder = known and (known.merged_into or known)
    if holder is None or not holder.is_active or may_be_one_person(holder.full_name, full_name):
        return None
    return holder


def get_open_account(user: User) -> User:
    """Return the account itself, or the one that it was merged into.

    Raise AccountClosed, since a post there reaches nobody, and AccountRestricted.
    """
    person = user.merged_into or user
    if not person.is_active:
        raise AccountClosed(
            f"The account of {person} is closed, so nothing can be sent to it. Ask {administrator_to_ask()} to reopen it, "
            "or enter another address."
        )
    if person.is_restricted:
        raise AccountRestricted(
            f"{person} asked us not to use their data, so they can’t be given a role. Ask {administrator_to_ask()}"
        )
    return person


def administrator_to_ask() -> str:
    """Return who can put an account right, and how to reach them: `Priya Nair (priya@…), a programme administrator,`."""
    administrator = User.objects.administrators().order_by(F("last_login").desc(nulls_last=True), "pk").first()
    if administrator is None:
        return "a programme administrator"
    return f"{administrator} ({administrator.email}), a programme administrator,"


def send_invitation(user: User, *, role: str, place: str, by: User, now: datetime, hub: Any = None) -> None:
    """Email `user` an invitation to set a password, as `role` at `place`. Do nothing if they already have one.

    `hub`, else the hub of their post, signs the invitation and receives the replies. Call it inside an action's
    transaction. At most one email a person and day.
    """
    if user.has_usable_password():
        return
    User.objects.filter(pk=user.pk).update(invited_at=now)
    queue_email(
        f"invitation:{user.pk}:{london_day(now)}",
        to=user,
        kind="invitation",
        now=now,
        role=role,
        place=place,
        hub=hub or get_home_hub(user),
        inviter=by.full_name,
        link=invitation_address(user),
    )


@action("accounts.accept_invitation")
def accept_invitation(user: User, *, password: str, by: User, now: datetime) -> User:
    """Set the first password of an invited person by the link that was emailed to them; the caller signs them in."""
    user.set_password(password)
    user.joined_at = now
    user.save(update_fields=["password", "joined_at"])
    confirm_address(user)
    emit("accounts.joined", user, by=by, now=now)
    return user


@action("accounts.edit_details")
def edit_details(user: User, *, full_name: str, trn: str, by: User, now: datetime) -> User:
    """Change the person's own name and TRN (seven digits, or empty)."""
    user.full_name, user.trn = full_name, trn
    user.save(update_fields=["full_name", "trn"])
    return user


@action("accounts.end_session")
def end_session(session: UserSession, *, by: User, now: datetime) -> None:
    """Sign one device out: its next request is a stranger's."""
    session.end()


@action("accounts.merge_people")
def merge_people(remaining: User, *, other: User, by: User, now: datetime) -> User:
    """Move what belongs to `other` to `remaining`, and close `other`.

    Raise CannotMerge, and change nothing, if the accounts cannot be merged; merge rules raise it where a person has to decide.
    """
    rows = User.objects.select_for_update().order_by("pk").in_bulk([remaining.pk, other.pk])
    if len(rows) < 2:
        raise CannotMerge("These are the same account. Choose two.")
    remaining, other = rows[remaining.pk], rows[other.pk]
    if remaining.is_system or other.is_system:
        raise CannotMerge("The system account can’t be merged.")
    if other.merged_into_id or remaining.merged_into_id:
        raise CannotMerge("One of these accounts has already been merged.")
    if other.pk == by.pk:
        raise CannotMerge("You can’t close the account you are signed in with. Keep your own account.")
    if other.is_superuser and not remaining.is_superuser:
        raise CannotMerge(
            f"{other.email} is a programme administrator. Keep that account, or remove their administrator role first."
        )
    if other.joined_at and not remaining.joined_at:
        raise CannotMerge(f"{other.email} is the account in use, so keep it.")
    User.objects.filter(merged_into=other).update(merged_into=remaining)
    other.is_active, other.merged_into = (
        False,
        remaining,
    )  # first: the database lets posts move to a merged account alone
    other.set_unusable_password()
    other.save(update_fields=["is_active", "merged_into", "password"])
    for rule in MERGE_RULES.values():
        rule.move(other, remaining, now)
    if not remaining.trn:
        remaining.trn = other.trn
    remaining.save(update_fields=["trn"])
    return remaining


@action("accounts.apply_retention")
def apply_retention(rule: RetentionRule, *, by: User, now: datetime, keys: list[Any] | None = None) -> int:
    """Clear the rows of one rule, or those with `keys` of them, and their history. Return how many. Idempotent."""
    if keys is None:
        keys = list(rule.find(rule.before(now)).values_list("pk", flat=True))
    if not keys:
        return 0
    model = rule.find(rule.before(now)).model
    with ExitStack() as stack:
        if rule.past:
            stack.enter_context(pgtrigger.ignore(*rule.past))
        replace(model, keys, rule.values)
        rule.also(keys)
    return len(keys)


def clear_in_batches(rule: RetentionRule, *, by: User, now: datetime) -> int:
    """Clear the rows of one rule through its action, `BATCH` rows a transaction unless it is one step; return how many."""
    if rule.is_one_step:
        return apply_retention(rule, by=by, now=now)
    # Read once: a rule that finds a row again after it was cleared would never end.
    keys = list(rule.find(rule.before(now)).order_by("pk").values_list("pk", flat=True))
    return sum(
        apply_retention(rule, by=by, now=now, keys=keys[start : start + BATCH]) for start in range(0, len(keys), BATCH)
    )
