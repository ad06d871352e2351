"""Site search: each app registers finders, and the search page runs all of them.

A finder reads through `visible_to` and returns at most `most` hits in a bounded number of queries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery

from .registry import Registry
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


Finder = Callable[[Any, str, int], Iterable[Hit]]
SEARCHES: Registry[tuple[int, str], Finder] = Registry("searches", "What the search page finds, by order and kind.")


def register_search(order: int, kind: str) -> Callable[[Finder], Finder]:
    """Register a finder `(user, text, most) -> Iterable[Hit]` for a kind of result; `order` places it."""

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
    """Return what `text` finds among what `user` may see, kind by kind; at most `most` of each."""
    if len("".join(search_terms(text))) < 2:
        return []
    groups = []
    for (_, kind), finder in sorted(SEARCHES.items(), key=lambda entry: entry[0]):
        hits = list(finder(user, text, most + 1))
        if hits:
            groups.append(SearchGroup(kind, hits[:most], len(hits) > most))
    return groups
