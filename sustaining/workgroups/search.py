"""Search for meetings by group, title, place and hub."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import F, Q

from sustaining.common.search import Hit, register_search, search_terms
from sustaining.common.templatetags.sustaining import when

from .models import Meeting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sustaining.accounts.models import User


def _meeting_hits(user: User, meetings: list[Meeting]) -> Iterator[Hit]:
    for meeting in meetings:
        yield Hit(
            str(meeting),
            " · ".join(filter(None, (meeting.title, when(meeting.starts_at), str(meeting.group.hub)))),
            meeting.get_absolute_url(),
        )


@register_search(50, "Meetings", _meeting_hits)
def meetings(user: User, query: str, most: int) -> tuple[QuerySet, ...]:
    """Return meetings with every word in the name of the group, the meeting's title, its place, or the hub's name."""
    matches = Meeting.objects.visible_to(user).select_related("group__hub")
    for part in search_terms(query):
        matches = matches.filter(
            Q(group__name__contains_folded=part) | Q(title__contains_folded=part) | Q(place__contains_folded=part)
            | Q(group__hub__name__contains_folded=part)
        )  # fmt: skip
    return (matches.order_by(F("starts_at").desc(nulls_first=True), "pk")[:most],)
