"""Slots: values that stand for a key, a moment or a word while a statement is composed, and are filled when it runs.

They look like any other value to Django, and no row has them. A statement that is kept by scope (`statements.py`) has one for the
account that reads, so that people of the same roles share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models.expressions import RawSQL
from psycopg.types.numeric import Int8

_KEYS = -(2**60)
_MOMENTS, _APART = 8000, 100
"""The year after which slots for moments are, and the years from one to the next."""
_REACH = timedelta(days=365 * 40)
"""The most that a queryset adds to a moment."""


Keys = Mapping[Any, Any]
"""What belongs in slots: a key, a list of keys or a word, by its slot."""


def slot(number: int) -> Any:
    """Return what stands for a key while a statement is composed: a number that no row has."""
    return _KEYS - number


READER: int = slot(0)
"""What stands for the key of the account that reads."""


def keys_slot(number: int) -> RawSQL:
    """Return what stands for several keys while a statement is composed, for use with IN: filled with a list."""
    return RawSQL("SELECT unnest(%s::bigint[])", (slot(number),))


def moment_slot(number: int) -> datetime:
    """Return what stands for a moment while a statement is composed: one that no row has. `number` is 1 to 18.

    What a queryset adds to it, or takes from it, is added to the moment when the statement runs.
    """
    return datetime(_MOMENTS + _APART * number, 7, 1, tzinfo=UTC)


_WORDS = 0xA500
"""The first letter of Vai, a script of Liberia. Folding leaves its letters as they are, and no constant of ours has one."""


def word_slot(number: int) -> str:
    """Return what stands for a word that is typed, while a statement is composed. `number` is 0 to 99.

    It may be part of a text, as in a pattern. It is filled with a word of letters from a to z, which no pattern has to quote.
    """
    return chr(_WORDS + number)


def is_slot(value: Any) -> bool:
    """Return whether a parameter of a statement stands for a key, a moment or a word."""
    if isinstance(value, str):
        return any(_WORDS <= ord(letter) < _WORDS + 100 for letter in value)
    if isinstance(value, datetime):
        return value.year >= _MOMENTS
    return isinstance(value, int) and value <= _KEYS


def fill_slots(parameters: Iterable[Any], keys: Keys, moments: Mapping[datetime, datetime] | None = None) -> list[Any]:
    """Return the parameters of a statement with keys, lists of keys, words and moments in the place of their slots.

    Raise KeyError for a key or a moment without an entry; a word without one stays as it is.
    """
    # Lists once, for the keys of a board stand in a dozen places.
    filling = {place: [Int8(each) for each in key] if isinstance(key, list) else key for place, key in keys.items()}
    return [_fill(value, filling, moments or {}) for value in parameters]


def fill_reader(parameters: Iterable[Any], reader: int | None) -> tuple[Any, ...]:
    """Return the parameters of a statement with the key of an account in the place of `READER`."""
    return tuple(fill_slots(parameters, {READER: reader}))


def _fill(value: Any, keys: Keys, moments: Mapping[datetime, datetime]) -> Any:
    if not is_slot(value):
        return value
    if isinstance(value, str):
        return value.translate({ord(place): word for place, word in keys.items() if isinstance(place, str)})
    if isinstance(value, datetime):
        place = next((place for place in moments if abs(value - place) < _REACH), value)
        return moments[place] + (value - place)
    key = keys[int(value)]
    if isinstance(key, list):
        return key
    # The database's own kind of integer is kept: PostgreSQL compares a key with it by index. A prepared statement has
    # the kinds of its parameters, so a key without one gets the widest, however small it is.
    return Int8(key) if type(value) is int else type(value)(key)
