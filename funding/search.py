"""Search claims by reference, complete or its beginning, with or without `SUS-`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q

from sustaining.common.money import format_pounds
from sustaining.common.search import Hit, register_search

from .models import Claim

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sustaining.accounts.models import User


def _claim_hits(user: User, claims: list[Claim]) -> Iterator[Hit]:
    for claim in claims:
        detail = f"{claim.school} · {format_pounds(claim.total)} · {claim.get_state_display()}"
        yield Hit(claim.reference, detail, claim.get_absolute_url())


def _clean(query: str) -> str:
    return "-".join(query.upper().replace("-", " ").split())[:20]


def _may_be_a_reference(query: str) -> bool:
    typed = _clean(query)
    return any(sign.isdigit() for sign in typed) or len(typed) == 4


@register_search(30, "Claims", _claim_hits, takes=_may_be_a_reference)
def claims(user: User, query: str, most: int) -> tuple[QuerySet, ...]:
    """Return claims for `SUS-26-7F3K`, `sus 26 7f3k`, `26-7F3K`, or the last four characters."""
    if not _may_be_a_reference(query):
        return ()
    typed = _clean(query)
    reference = typed if typed.startswith("SUS") else f"SUS-{typed}"
    matches = Q(reference__startswith=reference)
    if len(typed) == 4 and typed.isalnum():
        matches |= Q(reference__in=[f"SUS-{year:02d}-{typed}" for year in range(100)])
    claims_found = Claim.objects.visible_to(user).filter(matches).select_related("grant__participation__school")
    return (claims_found.order_by("-made_at", "pk")[:most],)
