"""Search the library by title and what a resource is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sustaining.common.search import Hit, register_search, search_terms

from .models import LibraryItem

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sustaining.accounts.models import User


def _library_hits(user: User, items: list[LibraryItem]) -> Iterator[Hit]:
    for item in items:
        yield Hit(item.title, item.get_topic_display(), item.get_absolute_url())


@register_search(55, "Library", _library_hits)
def resources(user: User, text: str, most: int) -> tuple[QuerySet, ...]:
    """Return the resources in the library that have every word, newest first."""
    if not search_terms(text):
        return ()
    return (LibraryItem.objects.visible_to(user).kept().matching(text)[:most],)
