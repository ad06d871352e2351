"""Full-text search for schools by name, town, postcode and URN, as people type them.

Configuration `simple`: names are not prose, so nothing is stemmed and no word is left out.
"""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import CharField, Expression, F, Func, Value
from django.db.models.functions import Cast, Replace

MOST_WORDS = 8
UNSEEN = "'\u2019."
"""Characters that people leave out: `St Marys`, `RC`."""


def plain_name() -> Expression | F:
    """Return the name without apostrophes and full stops, and with spaces for what the parser would take for a path.

    One `replace` for each character: over 50,000 names `translate` takes ten times as long.
    """
    name: Expression | F = F("name")
    for sign, other in (*((unseen, "") for unseen in UNSEEN), ("/", " ")):
        name = Replace(name, Value(sign), Value(other))
    return name


class SchoolSearchVector(Func):
    """Concatenates non-null texts into one search vector."""

    arg_joiner = " || ' ' || "
    template = "to_tsvector('simple'::regconfig, %(expressions)s)"


SEARCH_VECTOR = SchoolSearchVector(
    plain_name(),
    F("town"),
    F("postcode"),
    Replace(F("postcode"), Value(" "), Value("")),
    Cast(F("urn"), CharField()),
    output_field=SearchVectorField(),
)


def search_query(text: str) -> SearchQuery | None:
    """Return a query for schools that match every word of `text` from its beginning; None when there is no word."""
    typed = text.lower().translate(dict.fromkeys(map(ord, UNSEEN)))
    parts = [part for word in typed.split()[:MOST_WORDS] for part in re.findall(r"[^\W_]+", word)]
    return SearchQuery(" & ".join(f"{part}:*" for part in parts), search_type="raw", config="simple") if parts else None
