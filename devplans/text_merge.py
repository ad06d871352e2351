"""Compare and merge texts word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

PIECES = re.compile(r"\s+|[^\s]+")


class Change(NamedTuple):
    """A replacement: tokens `start` to `end` of the base text became `tokens`."""

    start: int
    end: int
    tokens: list[str]


class Piece(NamedTuple):
    """A run of text in a comparison: `kept`, `out` (only in the old text) or `in` (only in the new one)."""

    kind: str
    text: str


def plain(text: str | None) -> str:
    """Return the text as it is stored: line breaks as `\\n`, stripped."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def tokenize(text: str) -> list[str]:
    """Split a text into words and the white space between them."""
    return PIECES.findall(text)


def diff_words(old: str, new: str) -> list[Piece]:
    """Return the differences between two texts, word by word."""
    before, after = tokenize(old), tokenize(new)
    runs = []
    # autojunk would treat words that are common in a text of 200 tokens or more as noise, and show whole paragraphs as
    # changed.
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(Piece("kept", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            runs.append(Piece("out", "".join(before[i1:i2])))
        if j2 > j1:
            runs.append(Piece("in", "".join(after[j1:j2])))
    return runs


def merge_texts(base: str, first: str, second: str) -> str:
    """Return `base` with the changes of both texts; where they overlap, those of `first` come first.

    The result holds every word that either of them added.
    """
    start = tokenize(base)
    changes = sorted([(change, 0) for change in _changes(start, first)] + [(c, 1) for c in _changes(start, second)])
    out: list[str] = []
    at = 0
    for low, high, sides in _group_overlapping(changes):
        out += start[at:low]
        out.append(_merge_place(*(_apply_changes(start, low, high, own) for own in sides), sides=sides))
        at = high
    return "".join(out + start[at:])


def _changes(start: list[str], text: str) -> Iterator[Change]:
    after = tokenize(text)
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, start, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Change(i1, i2, after[j1:j2])


def _group_overlapping(
    changes: list[tuple[Change, int]],
) -> Iterator[tuple[int, int, tuple[list[Change], list[Change]]]]:
    """Yield groups of overlapping changes: (first token, last token, (changes of first, changes of second))."""
    place: list[tuple[Change, int]] = []
    high = -1
    for change, whose in changes:
        # Changes that only touch count as overlapping too: two insertions at one spot must be joined, not written over
        # each other.
        if place and change.start > high:
            yield _place(place)
            place = []
        high = max(high, change.end) if place else change.end
        place.append((change, whose))
    if place:
        yield _place(place)


def _place(place: list[tuple[Change, int]]) -> tuple[int, int, tuple[list[Change], list[Change]]]:
    low, high = min(change.start for change, _ in place), max(change.end for change, _ in place)
    return low, high, ([c for c, whose in place if whose == 0], [c for c, whose in place if whose == 1])


def _apply_changes(start: list[str], low: int, high: int, changes: list[Change]) -> str:
    out: list[str] = []
    at = low
    for change in changes:
        out += start[at : change.start] + change.tokens
        at = change.end
    return "".join(out + start[at:high])


def _merge_place(first: str, second: str, *, sides: tuple[list[Change], list[Change]]) -> str:
    if not sides[0]:
        return second
    if not sides[1] or first == second:
        return first
    if not (first and second):
        return first or second
    gap = "\n" if "\n" in first + second else " "
    return first.rstrip(" ") + gap + second.lstrip(" ")
