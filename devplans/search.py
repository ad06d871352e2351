"""Search sessions by their text and their next steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models.expressions import RawSQL

from schools.roles import PLAN_TEXT_READERS
from sustaining.common.search import Hit, register_search, search_terms

from .models import Session

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sustaining.accounts.models import User

EXCERPT = 90
# Materialized, so that PostgreSQL uses the full-text index (created in `desk/migrations` for these same expressions). With only a
# LIMIT it expects to reach that soon, and reads row after row.
MATCHING_IDS = """
WITH matching AS MATERIALIZED (
    SELECT id FROM devplans_session
    WHERE to_tsvector('english'::regconfig, fold_text(what_happened)) @@ to_tsquery('english', %s)
    UNION
    SELECT session_id FROM devplans_nextstep
    WHERE to_tsvector('english'::regconfig, fold_text(text)) @@ to_tsquery('english', %s)
) SELECT id FROM matching
"""


def _session_hits(user: User, sessions: list[Session]) -> Iterator[Hit]:
    for session in sessions:
        excerpt = session.what_happened[:EXCERPT] + ("…" if len(session.what_happened) > EXCERPT else "")
        title = f"{session.get_kind_display()}, {session.held_on.day} {session.held_on:%B %Y}"
        yield Hit(title, f"{session.school} · {excerpt}", session.get_absolute_url())


@register_search(40, "Sessions", _session_hits)
def sessions(user: User, query: str, most: int) -> tuple[QuerySet, ...]:
    """Return sessions whose text, or next steps, match, newest first, for users who may read the text."""
    parts = search_terms(query)
    if not parts:
        return ()
    matching = RawSQL(MATCHING_IDS, [" & ".join(f"{part}:*" for part in parts)] * 2)  # noqa: S611  (letters and digits alone)
    # Choose the few rows first: PostgreSQL misestimates how many match, and would join everybody's name.
    readable = Session.objects.visible_to(user).reached_by(user, PLAN_TEXT_READERS)
    matches = readable.filter(pk__in=matching).order_by("-held_on", "-pk")
    chosen = Session.objects.filter(pk__in=matches.values("pk")[:most]).for_list().order_by("-held_on", "-pk")
    return (chosen,)
