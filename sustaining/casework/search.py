"""Search notes by their text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sustaining.common.search import Hit, SearchRows, register_search, search_terms

from .models import Note

if TYPE_CHECKING:
    from sustaining.accounts.models import User

EXCERPT = 90


@register_search(60, "Notes")
def notes(user: User, text: str, most: int) -> SearchRows | None:
    """Return notes that have every word, newest first, for those who read them."""
    if not search_terms(text):
        return None
    return SearchRows(_note_hits, (Note.objects.visible_to(user).kept().matching(text).for_list()[:most],))


def _note_hits(notes: list[Note]) -> Iterator[Hit]:
    for note in notes:
        excerpt = note.text[:EXCERPT] + ("…" if len(note.text) > EXCERPT else "")
        yield Hit(str(note), f"{note.school} · {excerpt}", note.get_absolute_url())
