"""Links as an email would carry them, for tests that follow one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from sustaining.accounts.links import invitation_address
from sustaining.accounts.models import User
from sustaining.applications.links import applicant_address, head_address
from sustaining.applications.models import Application
from sustaining.outbox.links import Address, fill, mint, mint_shown
from sustaining.outbox.models import Email
from sustaining.workgroups.links import rsvp_address
from sustaining.workgroups.models import Invitation


def link_path(address: Address, *, to: str, user: Any = None) -> str:
    """The path of a link just made."""
    return urlsplit(mint_shown(address, to=to, user=user, now=timezone.now())).path


def link_token(path: str) -> str:
    """The token in the path of a link."""
    return path.rstrip("/").removesuffix(".ics").rpartition("/")[2]


def applicant_path(application: Application) -> str:
    """The applicant's page."""
    return link_path(applicant_address(application), to=application.contact_email)


def applicant_token(application: Application) -> str:
    """What stands in the applicant's address."""
    return link_token(applicant_path(application))


def head_path(application: Application) -> str:
    """The head's page."""
    return link_path(head_address(application), to=application.head_email)


def rsvp_path(invitation: Invitation) -> str:
    """The page that asks for one press."""
    return link_path(rsvp_address(invitation), to=invitation.user.email, user=invitation.user)


def stop_path(user: User) -> str:
    """The page that stops reminders."""
    return link_path(Address("stop", user), to=user.email, user=user)


def invitation_path(user: User) -> str:
    """The page on which a first password is set."""
    return link_path(invitation_address(user), to=user.email, user=user)


def as_sent(email: Email) -> str:
    """The text of an email as its reader gets it, its links made."""
    return fill(email.text, mint(email, now=timezone.now()))
