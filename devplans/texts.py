"""Words against words: what two people changed in one text, and what changed between two versions of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

PIECES = re.compile(r"\s+|[^\s]+")


class Change(NamedTuple):
    """Tokens `start` to `end` of the text that both began from became `words`."""

    start: int
    end: int
    words: list[str]


class Piece(NamedTuple):
    """A run of words in a comparison: `kept`, `out` (only in the old text) or `in` (only in the new one)."""

    kind: str
    words: str


def plain(text: str | None) -> str:
    """The text as it is kept: line ends as one sign, nothing blank around it."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def pieces(text: str) -> list[str]:
    """Words and what stands between them."""
    return PIECES.findall(text)


def compared(old: str, new: str) -> list[Piece]:
    """Two texts word by word."""
    before, after = pieces(old), pieces(new)
    found = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("kept", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            found.append(Piece("out", "".join(before[i1:i2])))
        if j2 > j1:
            found.append(Piece("in", "".join(after[j1:j2])))
    return found


def joined(base: str, theirs: str, mine: str) -> str:
    """What both changed in `base`, in one text. Where both changed the same place, theirs stands first, then mine.

    Every word that either of them wrote is in it.
    """
    start = pieces(base)
    changes = sorted([(change, 0) for change in _changes(start, theirs)] + [(c, 1) for c in _changes(start, mine)])
    out: list[str] = []
    at = 0
    for low, high, both in _places(changes):
        out += start[at:low]
        out.append(_together(*(_applied(start, low, high, own) for own in both), both=both))
        at = high
    return "".join(out + start[at:])


def _changes(start: list[str], text: str) -> Iterator[Change]:
    after = pieces(text)
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, start, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Change(i1, i2, after[j1:j2])


def _places(changes: list[tuple[Change, int]]) -> Iterator[tuple[int, int, tuple[list[Change], list[Change]]]]:
    """Changes that touch each other, together: (first token, last, (theirs, mine))."""
    place: list[tuple[Change, int]] = []
    high = -1
    for change, whose in changes:
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


def _applied(start: list[str], low: int, high: int, changes: list[Change]) -> str:
    out: list[str] = []
    at = low
    for change in changes:
        out += start[at : change.start] + change.words
        at = change.end
    return "".join(out + start[at:high])


def _together(theirs: str, mine: str, *, both: tuple[list[Change], list[Change]]) -> str:
    if not both[0]:
        return mine
    if not both[1] or theirs == mine:
        return theirs
    if not (theirs and mine):
        return theirs or mine
    gap = "\n" if "\n" in theirs + mine else " "
    return theirs.rstrip(" ") + gap + mine.lstrip(" ")
