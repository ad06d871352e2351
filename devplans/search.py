"""Sessions, as search finds them: by what was written about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func

from sustaining.common.search import Hit, every_word, searches

from .models import Session

MOST_CANDIDATES = 200
EXCERPT = 90


class StoryVector(Func):
    """What happened and what is next, as one search vector of English words; `desk/migrations` keeps the index."""

    template = "to_tsvector('english'::regconfig, %(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


@searches(40, "Sessions")
def sessions(user: Any, words: str, most: int) -> Iterator[Hit]:
    """By the words of their story, the newest among the first that are found."""
    query = every_word(words, config="english")
    if query is None:
        return
    told = Session.objects.visible_to(user).annotate(story=StoryVector(F("what_happened"), F("next_steps")))
    some = list(told.filter(story=query).order_by().values_list("pk", flat=True)[:MOST_CANDIDATES])
    for one in Session.objects.filter(pk__in=some).for_list().order_by("-held_on", "-pk")[:most]:
        said = one.what_happened[:EXCERPT] + ("…" if len(one.what_happened) > EXCERPT else "")
        title = f"{one.get_kind_display()}, {one.held_on.day} {one.held_on:%B %Y}"
        yield Hit(title, f"{one.school} · {said}", one.get_absolute_url())
