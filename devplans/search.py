"""Sessions, as search finds them: by what was written about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models.expressions import RawSQL

from schools.roles import PLAN_TEXT_READERS
from sustaining.common.search import Hit, register_search, search_terms

from .models import Session

EXCERPT = 90
# Materialized, so that the index is asked first (`desk/migrations` keeps it, in the same words): PostgreSQL expects a limit to be
# reached soon and would read story after story.
TOLD = """
WITH told AS MATERIALIZED (
    SELECT id FROM devplans_session
    WHERE to_tsvector('english'::regconfig, what_happened || ' ' || next_steps) @@ to_tsquery('english', %s)
) SELECT id FROM told
"""


@register_search(40, "Sessions")
def sessions(user: Any, words: str, most: int) -> Iterator[Hit]:
    """By the words of their story, the newest first, for those who may read them."""
    parts = search_terms(words)
    if not parts:
        return
    told = RawSQL(TOLD, [" & ".join(f"{part}:*" for part in parts)])  # noqa: S611  (letters and digits alone)
    # The few that are shown are chosen first: with how many match only guessed, PostgreSQL would read everybody's name.
    told_to = Session.objects.visible_to(user).reached_by(user, PLAN_TEXT_READERS)
    found = told_to.filter(pk__in=told).order_by("-held_on", "-pk")
    for one in Session.objects.filter(pk__in=found.values("pk")[:most]).for_list().order_by("-held_on", "-pk"):
        said = one.what_happened[:EXCERPT] + ("…" if len(one.what_happened) > EXCERPT else "")
        title = f"{one.get_kind_display()}, {one.held_on.day} {one.held_on:%B %Y}"
        yield Hit(title, f"{one.school} · {said}", one.get_absolute_url())
