"""Site search: each app registers finders, and the search page runs all of them.

A finder reads through `visible_to`. It names its rows as querysets, so that one statement reads those of all finders; the
statement is kept for texts of as many words, which take the place of slots.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from .gathering import Rows, Written, gather, gather_once
from .registry import Registry
from .slots import READER, fill_slots, word_slot
from .statements import NO_STATEMENT, Statement
from .typed_text import fold

if TYPE_CHECKING:
    from sustaining.common.people import Reader

MOST_WORDS = 8
LONGEST = 100
BESIDE = "beside"
"""The rows of the statement beside those of finders."""


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


ToHits = Callable[..., Iterable[Hit]]
"""Makes hits of what a finder found: takes who reads, and a list of rows for each queryset."""
Find = Callable[[Any, str, int], Sequence[QuerySet[Any]]]
"""Takes who reads or their scope, a text and the most rows to return; names the rows as querysets, without any query."""


@dataclass(frozen=True)
class Finder:
    """What finds one kind of result. `takes` says of a text that it may be a number or a reference, not only words."""

    find: Find
    to_hits: ToHits
    takes: Callable[[str], bool]


SEARCHES: Registry[tuple[int, str], Finder] = Registry("searches", "What the search page finds, by order and kind.")


def _only_words(text: str) -> bool:
    return False


def register_search(
    order: int, kind: str, to_hits: ToHits, *, takes: Callable[[str], bool] = _only_words
) -> Callable[[Find], Find]:
    """Register a finder for a kind of result; `order` places it.

    It may look at the words of the text alone (`search_terms`), unless they have digits or `takes` is true of the text: the
    statement is kept by scope and number of words.
    """

    def register(find: Find) -> Find:
        SEARCHES.add((order, kind), Finder(find, to_hits, takes))
        return find

    return register


def search_terms(text: str) -> list[str]:
    """Return the words to search for, folded and without punctuation; at most eight."""
    return re.findall(r"[^\W_]+", fold(text[:LONGEST]))[:MOST_WORDS]


def prefix_query(text: str, *, config: str = "simple") -> SearchQuery | None:
    """Return a query for rows with every word, each whole or as a prefix; None when there is no word."""
    parts = search_terms(text)
    return SearchQuery(" & ".join(f"{part}:*" for part in parts), search_type="raw", config=config) if parts else None


def find(user: Reader, text: str, most: int) -> list[SearchGroup]:
    """Return what `text` finds among what `user` may see, kind by kind; at most `most` of each.

    One query, and another for a word that may be part of a reference.
    Hits of Specialists ask a permission each.
    """
    return find_beside(NO_STATEMENT, user, text, most)[0]


def find_beside(
    statement: Statement, user: Reader, text: str, most: int
) -> tuple[list[SearchGroup], list[tuple[Any, ...]] | None]:
    """Return the same and the rows of a statement of a scope, by the same query; None for a text too short to search.

    The columns of the statement have different names.
    """
    terms = search_terms(text)
    if len("".join(terms)) < 2:
        return [], None
    finders = sorted(SEARCHES.items(), key=lambda entry: entry[0])
    letters = "".join(terms)
    if hasattr(user, "scope") and letters.isascii() and letters.isalpha():
        slots = {word_slot(number): word for number, word in enumerate(terms)}
        rows = gather(_compose, user, slots, len(terms), most, statement)
        if any(finder.takes(text) for _, finder in finders):
            rows |= gather_once(**_querysets(user, text, most, takes=True))
    else:
        filled = Written(statement.sql, tuple(fill_slots(statement.slots, {READER: user.pk})))
        rows = gather_once(**_querysets(user, text, most), **({BESIDE: filled} if statement else {}))
    lists = {kind: [rows[name] for name in rows if name.startswith(f"{kind}/")] for (_, kind), _ in finders}
    hits = {kind: list(finder.to_hits(user, *lists[kind])) for (_, kind), finder in finders if lists[kind]}
    groups = [SearchGroup(kind, those[:most], len(those) > most) for kind, those in hits.items() if those]
    return groups, [tuple(row.values()) for row in rows.get(BESIDE, [])]


def _compose(scope: Any, term_count: int, most: int, statement: Statement) -> dict[str, Rows]:
    """Return what finds any text of so many words."""
    querysets = _querysets(scope, " ".join(word_slot(number) for number in range(term_count)), most)
    return querysets | ({BESIDE: Written(statement.sql, statement.slots)} if statement else {})


def _querysets(reader: Any, text: str, most: int, *, takes: bool = False) -> dict[str, Rows]:
    """Return the querysets of all finders, by kind and place, or those of finders that take the text for a reference."""
    return {
        f"{kind}/{number}": queryset
        for (_, kind), finder in SEARCHES.items()
        if not takes or finder.takes(text)
        for number, queryset in enumerate(finder.find(reader, text, most + 1))
    }
