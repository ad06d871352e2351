"""The rows of many querysets by one statement, so that a page with many panels asks once and composes its SQL once.

A page declares its querysets as a function of a viewer's scope (`schools/viewer.py`), with `slot` where a key is put in
when the statement runs. The statement is kept by scope, as in `waiting.py`; the rows are read anew each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

from .waiting import Statement, fetch_one

Compose = Callable[[Any], Mapping[str, QuerySet[Any]]]
"""Returns querysets by name, of models or of `values_list`, for a scope; without `prefetch_related`."""
_SLOTS = -(2**60)


def slot(number: int) -> Any:
    """Return what stands for a key while a statement is composed: a number that no row has."""
    return _SLOTS - number


DECODERS: dict[type[models.Field[Any, Any]], Callable[[Any], Any]] = {
    models.DateTimeField: datetime.fromisoformat,
    models.DateField: date.fromisoformat,
    models.TimeField: time.fromisoformat,
    models.DecimalField: Decimal,
    models.FloatField: float,
    models.UUIDField: UUID,
}
"""How values of fields are read from JSON, where it has no such type; a subclass before its base."""
MOST = 90
"""How many values an array takes: a function of PostgreSQL has at most 100 arguments."""
NOT_IN_JSON = (models.BinaryField, models.DurationField)
Converter = tuple[int, Callable[[Any], Any]]


class _Rows:
    """How the rows of one queryset become what the queryset would yield."""

    def __init__(self, queryset: QuerySet[Any], compiler: Any) -> None:
        expressions = [expression for expression, _, _ in compiler.select]
        fields = [expression.output_field for expression in expressions]
        if wrong := [kind for kind in fields if isinstance(kind, NOT_IN_JSON)]:
            raise TypeError(f"{queryset.model.__name__}: {wrong[0]} can't be gathered.")
        self.columns = [
            f"t.c{number}::text" if isinstance(kind, models.JSONField) else f"t.c{number}"
            for number, kind in enumerate(fields)
        ]
        parts = (self.columns[start : start + MOST] for start in range(0, len(self.columns), MOST))
        self.arrays = [f"json_build_array({', '.join(part)})" for part in parts]
        self._converters: list[Converter] = [
            (number, decoder)
            for number, kind in enumerate(fields)
            for decoder in [next((read for of, read in DECODERS.items() if isinstance(kind, of)), None)]
            if decoder
        ]
        for number, (converters, expression) in compiler.get_converters(expressions).items():
            self._converters += [(number, _bind(converter, expression)) for converter in converters]
        self._is_model = issubclass(queryset._iterable_class, ModelIterable)
        if not self._is_model:
            if not issubclass(queryset._iterable_class, ValuesListIterable):
                raise TypeError("Gather querysets of models or of values_list.")
            return
        self._class = compiler.klass_info["model"]
        chosen = compiler.klass_info["select_fields"]
        self._first, self._end = chosen[0], chosen[-1] + 1
        self._names = [expression.target.attname for expression in expressions[self._first : self._end]]
        self._related = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self._annotations = list((compiler.annotation_col_map or {}).items())

    def read(self, text: str) -> Iterator[Any]:
        """Yield the instances, or the tuples of values, that an array of arrays in JSON holds."""
        for arrays in json.loads(text, parse_float=Decimal):
            row = list(chain.from_iterable(arrays))
            for number, convert in self._converters:
                if row[number] is not None:
                    row[number] = convert(row[number])
            yield self._instance(row) if self._is_model else tuple(row)

    def _instance(self, row: list[Any]) -> Any:
        instance = self._class.from_db(DEFAULT_DB_ALIAS, self._names, row[self._first : self._end])
        for populator in self._related:
            populator.populate(row, instance)
        for name, number in self._annotations:
            setattr(instance, name, row[number])
        return instance


def _bind(converter: Callable[..., Any], expression: Any) -> Callable[[Any], Any]:
    return lambda value: converter(value, expression, connection)


@dataclass(frozen=True)
class _Gathered:
    """A statement that answers a JSON array for each queryset, in one row; equal to others of the same text."""

    sql: str
    rows: dict[str, _Rows] = field(compare=False)

    def read(self, answers: tuple[Any, ...]) -> dict[str, list[Any]]:
        """Return the rows of each queryset from what the statement answered."""
        return {name: list(kind.read(text)) for (name, kind), text in zip(self.rows.items(), answers, strict=True)}


@lru_cache(maxsize=256)
def _shared(gathered: _Gathered) -> _Gathered:
    """Return the first of equal statements: those of people in the same roles differ in their parameters alone."""
    return gathered


@lru_cache(maxsize=1024)
def _composed(compose: Compose, scope: Hashable) -> tuple[_Gathered, tuple[Any, ...]]:
    """Return the statement of the querysets for a scope, and its parameters. Only the statement is kept, never its rows."""
    gathered, parameters = _write(compose(scope))
    return _shared(gathered), parameters


def _write(querysets: Mapping[str, QuerySet[Any]]) -> tuple[_Gathered, tuple[Any, ...]]:
    columns: list[str] = []
    parameters: list[Any] = []
    rows: dict[str, _Rows] = {}
    for name, queryset in querysets.items():
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:  # a queryset of `none()`
            continue
        rows[name] = kind = _Rows(queryset, compiler)
        names = ", ".join(f"c{number}" for number in range(len(kind.columns)))
        array = f"json_agg(json_build_array({', '.join(kind.arrays)}))"
        columns.append(f"(SELECT coalesce({array}, '[]')::text FROM ({sql}) AS t({names}))")
        parameters += values
    sql = f"SELECT {', '.join(columns)}" if columns else ""
    return _Gathered(intern(sql), rows), tuple(parameters)


def gather_once(**querysets: QuerySet[Any]) -> dict[str, list[Any]]:
    """Return the rows of querysets, by name, where their statement is not worth keeping. One query; a list for each."""
    gathered, parameters = _write(querysets)
    rows = gathered.read(fetch_one((gathered.sql, parameters)))
    return {name: rows.get(name, []) for name in querysets}


def gather(compose: Compose, scope: Hashable, keys: Mapping[Any, int]) -> dict[str, list[Any]]:
    """Return the rows of the querysets that `compose` returns for a scope, by name, with `keys` in the places of slots.

    One query. A queryset of `none()` has no entry.
    """
    gathered, parameters = _composed(compose, scope)
    statement: Statement = gathered.sql, tuple(fill_slots(value, keys) for value in parameters)
    return gathered.read(fetch_one(statement))


def fill_slots(value: Any, keys: Mapping[Any, int]) -> Any:
    """Return a parameter of a statement, or where it is a slot the key that belongs there."""
    # The database's own kind of integer is kept: PostgreSQL compares a key with it by index.
    return type(value)(keys[int(value)]) if isinstance(value, int) and value < _SLOTS else value


def set_prefetched(instance: models.Model, name: str, rows: list[Any]) -> None:
    """Set the rows of a related manager, as `prefetch_related` does: `.all()` then returns them without a query."""
    queryset = getattr(instance, name).all()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    vars(instance).setdefault("_prefetched_objects_cache", {})[name] = queryset
