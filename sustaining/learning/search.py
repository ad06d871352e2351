"""Search the library by title and what a resource is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sustaining.common.search import Hit, SearchRows, register_search, search_terms

from .models import LibraryItem

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@register_search(55, "Library")
def resources(user: User, text: str, most: int) -> SearchRows | None:
    """Return the resources in the library that have every word, newest first."""
    if not search_terms(text):
        return None
    return SearchRows(_library_hits, (LibraryItem.objects.visible_to(user).kept().matching(text)[:most],))


def _library_hits(items: list[LibraryItem]) -> Iterator[Hit]:
    for item in items:
        yield Hit(item.title, item.get_topic_display(), item.get_absolute_url())
