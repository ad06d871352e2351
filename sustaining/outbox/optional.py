"""Email preferences: which emails a person may decline, and the links that stop them (RFC 8058)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from .kinds import KINDS, Category
from .links import LinkPurpose, register_purpose
from .messages import STOP_SUMMARY
from .models import EmailPreference, MailChoice

PREFERENCES_ALLOWING = {
    Category.NEWS: frozenset({EmailPreference.ALL, EmailPreference.NO_REMINDERS}),
    Category.REMINDER: frozenset({EmailPreference.ALL}),
}
"""The preferences at which emails of a category are sent; those of any other category always are."""
PREFERENCE_STOPPING = {
    Category.NEWS: EmailPreference.CHANGES_ONLY,
    Category.REMINDER: EmailPreference.NO_REMINDERS,
}
"""What someone chooses who stops the emails of a category by the link in one of them."""


def is_optional(kind: str) -> bool:
    """Return whether a person may decline emails of this kind."""
    return kind in KINDS and KINDS[kind].is_optional


def is_required(kind: str) -> bool:
    """Return whether emails of this kind go to everyone, also to a person whose data is not to be used."""
    return kind in KINDS and KINDS[kind].category == Category.REQUIRED


def is_allowed(kind: str, preference: str) -> bool:
    """Return whether a preference allows an email of this kind."""
    return allows(preference, KINDS[kind].category if kind in KINDS else None)


def allows(preference: str, category: Category | None) -> bool:
    """Return whether a preference allows emails of a category."""
    return category not in PREFERENCES_ALLOWING or preference in PREFERENCES_ALLOWING[category]


def get_preferences(users: Iterable[int]) -> dict[int, str]:
    """Return the preferences of these users, without those who never chose. One query."""
    return dict(MailChoice.objects.filter(user__in=list(users)).values_list("user", "wanted"))


def preference_for(user: int | None, address: str) -> str:
    """Return the preference of a recipient: that of their account, else that of their address, else all emails. One query."""
    choices = MailChoice.objects.filter(Q(user=user, user__isnull=False) | Q(address=address.lower(), user=None))
    by_user: dict[int | None, str] = dict(choices.values_list("user", "wanted"))
    return by_user.get(user) or by_user.get(None) or EmailPreference.ALL


def wants_summary(user: int | None) -> bool:
    """Return whether an account asked for the weekly summary. One query."""
    return MailChoice.objects.filter(user=user, user__isnull=False, weekly_summary=True).exists()


def is_wanted(kind: str, user: int | None, address: str) -> bool:
    """Return whether a recipient gets emails of this kind by what they chose. One query for a kind that is optional."""
    if kind in KINDS and KINDS[kind].category == Category.SUMMARY:
        return wants_summary(user)
    return not is_optional(kind) or is_allowed(kind, preference_for(user, address))


register_purpose(
    LinkPurpose(
        name=STOP_SUMMARY,
        url="outbox:stop-summary",
        ended="This link no longer works. Sign in to choose which emails you get.",
        still_valid=lambda link, now: link.user is not None,
    )
)
register_purpose(
    LinkPurpose(
        name="stop",
        url="outbox:stop",
        ended="This link no longer works. Sign in to choose which emails you get.",
        still_valid=lambda link, now: link.user is not None or "@" in link.to,
    )
)
