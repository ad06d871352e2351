"""Which mails a person may decline, by their category, and the link that stops reminders in one press (RFC 8058)."""

from __future__ import annotations

from collections.abc import Iterable

from .kinds import KINDS, Category
from .links import LinkPurpose, register_purpose
from .models import MailChoice, Wanted

WANTED_AT = {
    Category.NEWS: frozenset({Wanted.ALL, Wanted.NO_REMINDERS}),
    Category.REMINDER: frozenset({Wanted.ALL}),
}
"""The choices at which mails of a category go; those of any other category always do."""


def is_optional(kind: str) -> bool:
    """Return whether a person may decline mails of this kind."""
    return kind in KINDS and KINDS[kind].category in WANTED_AT


def is_wanted(kind: str, wanted: str) -> bool:
    """Return whether a mail of this kind goes to a person who has chosen `wanted`."""
    category = KINDS[kind].category if kind in KINDS else None
    return category not in WANTED_AT or wanted in WANTED_AT[category]


def choices_of(users: Iterable[int]) -> dict[int, str]:
    """What each of these people wants; those who never said are left out. One query."""
    return dict(MailChoice.objects.filter(user__in=list(users)).values_list("user", "wanted"))


def wanted_by(user: int | None) -> str:
    """What one person wants."""
    return choices_of([user]).get(user, Wanted.ALL) if user else Wanted.ALL


register_purpose(
    LinkPurpose(
        name="stop",
        url="outbox:stop",
        ended="This link no longer works. Sign in to choose which emails you get.",
        still_valid=lambda link, now: link.user is not None,
    )
)
