"""Links that open or do one thing without signing in.

A link is a row (`Link`) that holds the SHA-256 of a random token, so neither the database nor SECRET_KEY can make one.
Its purpose is declared once (`LinkPurpose`). Templates are given an `Address`, which renders as a placeholder; that is what
an email keeps. Delivery mints the row and puts the real address into the message as it goes (`delivery.py`).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.urls import reverse

from sustaining.common.errors import DomainError
from sustaining.common.registry import Registry

from . import sealing
from .limits import counted_as_outside
from .models import Email, Link

if TYPE_CHECKING:
    from sustaining.accounts.models import User

PLACEHOLDER = re.compile(r"https://link\.invalid/(?P<key>[a-z-]+/[0-9]+)/")
"""Shaped like an address, so that it survives escaping, `urlize` and headers; RFC 2606 keeps `.invalid` from resolving."""
WITHHELD = "[link for the recipient only]"
ENDED = "This link no longer works."


class LinkEnded(DomainError):
    """The link was never ours, has expired, was used, was replaced, or what it was for is over."""

    def __init__(self, link: Link | None = None) -> None:
        super().__init__(PURPOSES[link.purpose].ended if link else ENDED)
        self.link = link


@dataclass(frozen=True)
class LinkPurpose:
    """One kind of link. Its longest age is `settings.LINK_DAYS[name]`; 0 means that it has no end of its own.

    `still_valid(link, now)` asks whether what it is for is still open to its recipient. `single_use`: what it does uses it up.
    `readable_after_use`: afterwards it still shows what was done. `newest_only`: an email with a newer one for the same
    subject and recipient ends the older ones. `title` is what *Send me a new link* calls it, None where that makes no sense;
    `renewed_as(link)` names the purpose of the new one where it is another.
    """

    name: str
    url: str
    ended: str
    still_valid: Callable[[Link, datetime], bool]
    single_use: bool = False
    readable_after_use: bool = False
    newest_only: bool = False
    title: str | None = None
    renewed_as: Callable[[Link], str] | None = None

    def expires_at(self, now: datetime) -> datetime | None:
        """Return when a link made at `now` ends, or None."""
        days = settings.LINK_DAYS[self.name]
        return now + timedelta(days=days) if days else None


PURPOSES: Registry[str, LinkPurpose] = Registry("link purposes", "What a link without an account may do.")


def register_purpose(purpose: LinkPurpose) -> LinkPurpose:
    """Register a purpose, from the app that owns its subject."""
    return PURPOSES.add(purpose.name, purpose)


_COLLECTED: ContextVar[dict[str, Any] | None] = ContextVar("placeholders", default=None)


@contextmanager
def collect_placeholders() -> Iterator[dict[str, Any]]:
    """Collect every address that is rendered inside the block, for delivery to replace."""
    parts: dict[str, Any] = {}
    token = _COLLECTED.set(parts)
    try:
        yield parts
    finally:
        _COLLECTED.reset(token)


@dataclass(frozen=True)
class Address:
    """The address of a link that does not exist yet. It renders as a placeholder and is minted when its email goes."""

    purpose: str
    subject: models.Model
    payload: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        text = f"https://link.invalid/{self.purpose}/{self.subject.pk}/"
        parts = _COLLECTED.get()
        if parts is not None:
            parts[text] = self.as_json()
        return text

    def as_json(self) -> dict[str, Any]:
        """Return what delivery needs in order to mint it."""
        return {"purpose": self.purpose, "subject": self.subject._meta.label, "id": self.subject.pk} | (
            {"payload": dict(self.payload)} if self.payload else {}
        )


def withhold(text: str) -> str:
    """Return a stored text as other people may read it: each placeholder is replaced by a notice."""
    return PLACEHOLDER.sub(WITHHELD, text)


def hash_token(token: str) -> str:
    """Return the hash of a token, which is all that is stored of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _new(purpose: str, *, now: datetime, **fields: Any) -> tuple[Link, str]:
    # 256 bits, so guessing is hopeless, and a plain hash without salt or stretching is enough to store it.
    token = secrets.token_urlsafe(32)
    declared = PURPOSES[purpose]
    link = Link(
        purpose=purpose,
        token_hash=hash_token(token),
        created_at=now,
        expires_at=declared.expires_at(now),
        **fields,
    )
    return link, settings.SITE_URL + reverse(declared.url, args=[token])


def mint(email: Email, *, now: datetime) -> dict[str, str]:
    """Create the links of an email. Return the value of each placeholder. Call in a transaction."""
    filled, links = {}, []
    for placeholder, part in email.placeholders.items():
        if "sealed" in part:
            filled[placeholder] = sealing.unseal(part["sealed"])
            continue
        kind = ContentType.objects.get_for_model(apps.get_model(part["subject"]))
        link, filled[placeholder] = _new(
            part["purpose"],
            now=now,
            subject_type=kind,
            subject_id=part["id"],
            payload=part.get("payload", {}),
            user_id=email.user_id,
            to=email.to,
            email=email,
        )
        links.append(link)
    Link.objects.bulk_create(links)
    return filled


def mint_shown(address: Address, *, to: str, user: User | None = None, now: datetime) -> str:
    """Create a link that is shown once to the person who asks for it instead of emailed. Return its address."""
    link, shown = _new(
        address.purpose,
        now=now,
        subject_type=ContentType.objects.get_for_model(address.subject),
        subject_id=address.subject.pk,
        payload=dict(address.payload),
        user=user,
        to=to,
    )
    link.save()
    return shown


def fill(text: str, filled: Mapping[str, str]) -> str:
    """Return `text` with its placeholders replaced. Unknown placeholders stay as they are."""
    return PLACEHOLDER.sub(lambda match: filled.get(match[0], match[0]), text)


def end_older(email: Email, *, now: datetime) -> None:
    """End the older links that those of a sent email replace. Call in a transaction.

    All links of this email stay, because it may have been sent twice.
    """
    for part in email.placeholders.values():
        if "purpose" in part and PURPOSES[part["purpose"]].newest_only:
            kind = ContentType.objects.get_for_model(apps.get_model(part["subject"]))
            older = Link.objects.filter(purpose=part["purpose"], subject_type=kind, subject_id=part["id"], to=email.to)
            older.filter(revoked_at=None).exclude(email=email).update(revoked_at=now)


def end_links(subject: models.Model, *purposes: str, now: datetime, used: bool = False) -> int:
    """End every link of these purposes to `subject`, as used or as revoked. Return how many. Call in a transaction."""
    unended = Link.objects.about_thing(subject).filter(purpose__in=purposes, revoked_at=None)
    return unended.filter(used_at=None).update(**{"used_at" if used else "revoked_at": now})


def end_links_of_email(email: Email, *, now: datetime) -> int:
    """Revoke an email's links before it is sent again, perhaps to another address. Call in a transaction."""
    return Link.objects.filter(email=email, revoked_at=None).update(revoked_at=now)


def find_link(token: str) -> Link | None:
    """Return the link of a token, ended or not, or None."""
    return Link.objects.filter(token_hash=hash_token(token)).select_related("user").first()


def is_still_open(link: Link, now: datetime) -> bool:
    """Return whether the link's purpose is still open to its recipient, even if the link itself has ended."""
    purpose = PURPOSES.get(link.purpose)
    # A closed account loses its links too; a link of somebody without an account has no such state.
    gone = link.user is not None and not link.user.is_active
    return purpose is not None and not gone and link.subject is not None and purpose.still_valid(link, now)


def has_ended(link: Link, now: datetime) -> bool:
    """Return whether a link has stopped working, for any reason."""
    purpose = PURPOSES.get(link.purpose)
    late = link.expires_at is not None and link.expires_at <= now
    used = link.used_at is not None and not (purpose and purpose.readable_after_use)
    return late or used or link.revoked_at is not None or not is_still_open(link, now)


def open_link(token: str, purposes: Iterable[str], *, now: datetime) -> Link:
    """Return the link of a token and record that it was opened. Raise LinkEnded."""
    link = find_link(token)
    # A link of another purpose answers like an unknown one, so that a page does not reveal what the token is for.
    if link is None or link.purpose not in purposes:
        raise LinkEnded
    if has_ended(link, now):
        raise LinkEnded(link)
    Link.objects.filter(pk=link.pk).update(last_opened_at=now)
    return link


def by_link(link: Link, act: Callable[..., Any], *, uses_up: bool | None = None) -> Callable[..., Any]:
    """Return `act` as an action of this link: the system user acts, and history names the link.

    The link is locked and checked again first, so that two requests at once use a single-use link only once.
    Raise LinkEnded and what `act` raises; then nothing is written.
    """
    is_used_up = PURPOSES[link.purpose].single_use if uses_up is None else uses_up

    def act_by_link(target: Any, *args: Any, by: User | None = None, now: datetime, **kwargs: Any) -> Any:
        with transaction.atomic(), pghistory.context(link=link.pk), counted_as_outside():
            # The page was opened some time ago; only the row under lock says whether the link is still unused.
            locked = Link.objects.select_for_update(of=["self"]).select_related("user").get(pk=link.pk)
            if locked.used_at is not None or has_ended(locked, now):
                raise LinkEnded(locked)
            result = act(target, *args, by=system_user(), now=now, **kwargs)
            if is_used_up:
                # In the transaction of what it did: if that is undone, the link is unused again.
                Link.objects.filter(pk=link.pk).update(used_at=now)
            return result

    return act_by_link


def system_user() -> Any:
    """Return the account that acts for people who come by a link."""
    return get_user_model()._default_manager.system()


def sent_to(link: Link | None) -> str:
    """Return the wording for an actor who came by a link without signing in."""
    return f"by link sent to {link.to or link.user}" if link else ""
