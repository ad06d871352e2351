"""Writes about people’s accounts at their request: correct a name or an address, close, reopen, restrict the use of data.

Django admin has the same columns for an emergency. These actions also record why, email the person, and end what follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from schools.roles import fetch_roles
from sustaining.accounts.actions import send_invitation
from sustaining.accounts.addresses import TAKEN, is_taken
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.counts import join_words
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.common.retention import GONE
from sustaining.outbox.actions import queue_email
from sustaining.outbox.parts import get_home_hub

from ..choices import Change
from ..models import AccountChange


class CannotClose(DomainError):
    """The account is still needed: for a post, or as the last administrator’s."""


class AddressTaken(DomainError):
    """Another account has the address."""

    field = "address"


@action("privacy.correct_name")
def correct_name(person: User, *, full_name: str, reason: str, by: User, now: datetime) -> User:
    """Change a person’s name everywhere that it is read from the account, and email them.

    The history keeps the earlier name: search finds the person by it, and no page shows it.
    """
    person = _lock(person)
    if full_name == person.full_name:
        raise WrongState("This is the name that the account has already.")
    person = _set(person, full_name=full_name)
    _record(person, Change.NAME, reason, by, now)
    return person


@action("privacy.change_address")
def change_address(person: User, *, address: str, reason: str, by: User, now: datetime) -> EmailAddress | None:
    """Begin the change of a person’s email address. Return the address to be confirmed; None where it is changed already.

    A person who signs in confirms the new address by the link that the caller sends there; until then they keep the old
    one. An account that nobody has signed in to gets the address, and an invitation there, at once. Raise AddressTaken.
    """
    person = _lock(person)
    if is_taken(address, exclude=person):
        raise AddressTaken(TAKEN)
    if address == person.email:
        raise AddressTaken("This is the email address that the account has already.")
    _record(person, Change.ADDRESS, reason, by, now)
    if person.has_usable_password():
        EmailAddress.objects.filter(user=person, verified=False).delete()
        return EmailAddress.objects.create(user=person, email=address, verified=False, primary=False)
    EmailAddress.objects.filter(user=person).delete()
    person = _set(person, email=address)
    role = next(fetch_roles(person, london_day(now)), None)
    if role is not None:
        send_invitation(person, role=role.label, place=role.place or "Sustaining", by=by, now=now)
    return None


@action("privacy.close_account")
def close_account(person: User, *, reason: str = "", by: User, now: datetime) -> User:
    """Close an account: nobody signs in to it, and it gets no more email. What the person did stays in the records.

    Raise CannotClose while the person has a role, which is ended first where it belongs.
    """
    person = _lock(person)
    if not person.is_active:
        raise WrongState("This account is closed already.")
    if refusal := why_not_closed(person, by, london_day(now)):
        raise CannotClose(refusal)
    person = _set(person, is_active=False)
    for session in UserSession.objects.filter(user=person):
        session.end()
    _record(person, Change.CLOSED, reason, by, now)
    return person


@action("privacy.close_leavers")
def close_leavers(_: None, *, people: Iterable[User], by: User, now: datetime) -> list[User]:
    """Close the accounts of people who have left, all or none. Raise DomainError with the first who can’t be closed."""
    return [close_account(person, reason="They have left the programme.", by=by, now=now) for person in people]


@action("privacy.reopen_account")
def reopen_account(person: User, *, reason: str, by: User, now: datetime) -> User:
    """Open a closed account again: the person signs in as before."""
    person = _lock(person)
    if person.is_active:
        raise WrongState("This account is open already.")
    if person.merged_into_id:
        raise WrongState("This account was merged into another one, so it stays closed.")
    if person.email.endswith(GONE):
        raise WrongState(
            "The data of this account has been deleted, because its retention period ended. Invite the person as someone new."
        )
    person = _set(person, is_active=True)
    _record(person, Change.REOPENED, reason, by, now)
    return person


@action("privacy.restrict_use")
def restrict_use(person: User, *, reason: str, by: User, now: datetime) -> User:
    """Keep a person’s data and stop using it otherwise (UK GDPR, articles 18 and 21).

    Nothing is emailed to them but what their account needs, lists of people to write to leave them out, no new role is
    given to them, and nothing of theirs is deleted after its time.
    """
    person = _lock(person)
    if person.is_restricted:
        raise WrongState("The use of this person’s data is restricted already.")
    person = _set(person, restricted_on=london_day(now), restriction_reason=reason)
    _record(person, Change.RESTRICTED, reason, by, now)
    return person


@action("privacy.lift_restriction")
def lift_restriction(person: User, *, reason: str, by: User, now: datetime) -> User:
    """Use a person’s data again. They are emailed before anything else is (UK GDPR, article 18(3))."""
    person = _lock(person)
    if not person.is_restricted:
        raise WrongState("The use of this person’s data isn’t restricted.")
    person = _set(person, restricted_on=None, restriction_reason="")
    _record(person, Change.LIFTED, reason, by, now)
    return person


def why_not_closed(person: User, reader: User, day: date) -> str:
    """Return why an account can’t be closed on a day, with what to do first; an empty string where it can. Two queries."""
    if person.is_system:
        return "The system account can’t be closed."
    if person.is_superuser and not User.objects.administrators().exclude(pk=person.pk).exists():
        return "This is the last programme administrator. Make someone else a programme administrator first."
    roles = [str(role).replace(" · ", " at ") for role in fetch_roles(person, day) if role.place]
    if not roles:
        return ""
    noun, pronoun = ("a role", "it") if len(roles) == 1 else ("roles", "them")
    if person.pk == reader.pk:
        return f"You still have {noun}: {join_words(roles)}. Ask your hub to end {pronoun} first."
    return f"{person} still has {noun}: {join_words(roles)}. End {pronoun} first."


def _lock(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _set(person: User, **values: Any) -> User:
    """Write columns of an account, and return it as it is now."""
    User.objects.filter(pk=person.pk).update(**values)
    person.refresh_from_db()
    return person


def _record(person: User, kind: Change, reason: str, by: User, now: datetime) -> None:
    """Keep what was changed and why, and email the person."""
    change = AccountChange.objects.create(person=person, kind=kind, reason=reason, at=now, by=by)
    queue_email(
        f"account_change:{change.pk}",
        to=person,
        kind="account_change",
        now=now,
        change=change,
        hub=get_home_hub(person),
    )
