"""Site search: each app registers finders, and the search page runs all of them.

A finder reads through `visible_to` and returns at most `most` hits. It names its rows as querysets, so that one statement
reads those of all finders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from .gathering import gather_beside
from .registry import Registry
from .slots import READER
from .statements import NO_STATEMENT, Statement
from .typed_text import fold

if TYPE_CHECKING:
    from sustaining.common.people import Reader

MOST_WORDS = 8
LONGEST = 100


@dataclass(frozen=True)
class Hit:
    """One search result: its name, a detail that distinguishes it, and its address."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class SearchGroup:
    """The hits of one kind. `more` says that there are others."""

    kind: str
    hits: list[Hit]
    more: bool


@dataclass(frozen=True)
class SearchRows:
    """The rows that a finder needs, as querysets, and the function that makes hits of them: it takes a list for each."""

    to_hits: Callable[..., Iterable[Hit]]
    querysets: tuple[QuerySet[Any], ...]


Finder = Callable[[Any, str, int], SearchRows | None]
SEARCHES: Registry[tuple[int, str], Finder] = Registry("searches", "What the search page finds, by order and kind.")


def register_search(order: int, kind: str) -> Callable[[Finder], Finder]:
    """Register a finder `(user, text, most) -> SearchRows | None` for a kind of result; `order` places it."""

    def register(finder: Finder) -> Finder:
        return SEARCHES.add((order, kind), finder)

    return register


def search_terms(text: str) -> list[str]:
    """Return the words to search for, folded and without punctuation; at most eight."""
    return re.findall(r"[^\W_]+", fold(text[:LONGEST]))[:MOST_WORDS]


def prefix_query(text: str, *, config: str = "simple") -> SearchQuery | None:
    """Return a query for rows with every word, each whole or as a prefix; None when there is no word."""
    parts = search_terms(text)
    return SearchQuery(" & ".join(f"{part}:*" for part in parts), search_type="raw", config=config) if parts else None


def find(user: Reader, text: str, most: int) -> list[SearchGroup]:
    """Return what `text` finds among what `user` may see, kind by kind; at most `most` of each. One query.

    Hits of Specialists ask a permission each.
    """
    return find_beside(NO_STATEMENT, user, text, most)[0]


def find_beside(
    statement: Statement, user: Reader, text: str, most: int
) -> tuple[list[SearchGroup], list[list[Any]] | None]:
    """Return the same and the rows of a statement of two columns, by the same query; None for a text too short to search."""
    if len("".join(search_terms(text))) < 2:
        return [], None
    finders = sorted(SEARCHES.items(), key=lambda entry: entry[0])
    searches = {kind: search for (_, kind), finder in finders if (search := finder(user, text, most + 1))}
    querysets = {
        f"{kind} {number}": queryset
        for kind, search in searches.items()
        for number, queryset in enumerate(search.querysets)
    }
    others, rows = gather_beside(statement, {READER: user.pk}, **querysets)
    groups = []
    for kind, search in searches.items():
        hits = list(search.to_hits(*(rows[f"{kind} {number}"] for number in range(len(search.querysets)))))
        if hits:
            groups.append(SearchGroup(kind, hits[:most], len(hits) > most))
    return groups, others
