"""What a training site shows: the people one can act as, and the emails that the real site would send."""

from __future__ import annotations

from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q

from sustaining.accounts.models import User
from sustaining.common.people import Reader
from sustaining.outbox.models import Email, EmailState
from sustaining.sampledata.demo.data import SIGN_INS

EMAILS_A_PAGE = 50


class Person(NamedTuple):
    """A person of the demo: the address of the account, and the text of the button."""

    email: str
    label: str


def list_people() -> list[Person]:
    """Return the demo's people whose accounts are open: `Sign in as Lena Marsh, hub lead, Rivermead`."""
    people = User.objects.filter(email__in=[email for email, _, _ in SIGN_INS], is_active=True)
    is_open = set(people.values_list("email", flat=True))
    return [
        Person(email, f"Sign in as {name}, {_in_sentence(role)}") for email, role, name in SIGN_INS if email in is_open
    ]


def get_person(email: str) -> User | None:
    """Return the account with this address; the action refuses all but the demo's people."""
    return User.objects.filter(email=email).first()


def _in_sentence(role: str) -> str:
    """Return a role as it is written after a comma: programme terms keep their capital."""
    return role if role.startswith("Mastery ") else role[:1].lower() + role[1:]


def list_emails(user: User, viewer: Reader, number: str | None) -> Page:
    """Return a page of the emails to this person and of those that their roles let them see, newest first."""
    seen = Email.objects.visible_to(viewer).values("pk")
    rows = Email.objects.filter(Q(pk__in=seen) | Q(user=user) | Q(to__iexact=user.email))
    rows = rows.exclude(state=EmailState.MISSED)
    return Paginator(rows.order_by("-queued_at", "-pk"), EMAILS_A_PAGE).get_page(number)
