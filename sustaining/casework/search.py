"""Search notes by their text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sustaining.common.search import Hit, register_search, search_terms

from .models import Note

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sustaining.accounts.models import User

EXCERPT = 90


def _note_hits(user: User, notes: list[Note]) -> Iterator[Hit]:
    for note in notes:
        excerpt = note.text[:EXCERPT] + ("…" if len(note.text) > EXCERPT else "")
        yield Hit(str(note), f"{note.school} · {excerpt}", note.get_absolute_url())


@register_search(60, "Notes", _note_hits)
def notes(user: User, text: str, most: int) -> tuple[QuerySet, ...]:
    """Return notes that have every word, newest first, for those who read them."""
    if not search_terms(text):
        return ()
    return (Note.objects.visible_to(user).kept().matching(text).for_list()[:most],)
