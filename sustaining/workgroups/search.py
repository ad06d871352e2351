"""Meetings, as search finds them: by the group's name and their title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q

from sustaining.common.search import Hit, register_search, search_terms
from sustaining.common.templatetags.sustaining import when

from .models import Meeting


@register_search(50, "Meetings")
def meetings(user: Any, words: str, most: int) -> Iterator[Hit]:
    """Every word stands in the name of the group, the meeting's title, its place, or the hub's name."""
    found = Meeting.objects.visible_to(user).select_related("group__hub")
    for part in search_terms(words):
        found = found.filter(
            Q(group__name__icontains=part) | Q(title__icontains=part) | Q(place__icontains=part)
            | Q(group__hub__name__icontains=part)
        )  # fmt: skip
    for one in found.order_by(F("starts_at").desc(nulls_first=True), "pk")[:most]:
        yield Hit(
            str(one),
            " · ".join(filter(None, (one.title, when(one.starts_at), str(one.group.hub)))),
            one.get_absolute_url(),
        )
