"""The rows of many querysets by one statement, so that a page with many panels asks once and composes its SQL once.

A page declares its querysets as a function of a viewer's scope (`schools/viewer.py`), with slots (`slots.py`) where a key or a
moment is put in when the statement runs. It is kept by scope and prepared (`statements.py`); the rows are read anew each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import QuerySet, Value
from django.db.models.expressions import Col, RawSQL
from django.db.models.fields.json import KeyTransform
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

from .slots import READER, Keys
from .statements import Statement, fetch_one, fetch_unkept, write_statement
from .waiting import Waiting


@dataclass(frozen=True)
class Shared:
    """Rows that other parts of a statement read by name, as `shared_keys` and SQL do; PostgreSQL finds them once.

    `queryset` is of `values_list`, with a name for each of its columns.
    """

    queryset: QuerySet[Any]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """SQL that reads shared rows, and its parameters, for what no queryset says; its rows are read as dictionaries.

    Dates come as text in ISO format, and numbers as JSON has them.
    """

    sql: str
    parameters: tuple[Any, ...] = ()


Rows = QuerySet[Any] | Shared | Written
Compose = Callable[..., Mapping[str, Rows]]
"""Returns querysets by name, of models or of `values_list`, for a scope and what else it takes; without `prefetch_related`."""

DECODERS: dict[type[models.Field[Any, Any]], Callable[[Any], Any]] = {
    models.DateTimeField: datetime.fromisoformat,
    models.DateField: lambda text: date.fromisoformat(text[:10]),  # of the month that TruncMonth makes, the day alone
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
            light = lighten(expression)
            self._converters += [(number, _bind(converter, light)) for converter in converters]
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


def lighten(expression: Any) -> Any:
    """Return what converters read of an expression, which is its kind of value, without the query within it.

    A statement is kept with its converters: with whole expressions, that of the board took half a megabyte a scope.
    """
    return expression if isinstance(expression, (Col, KeyTransform)) else Value(None, expression.output_field)


def _bind(converter: Callable[..., Any], expression: Any) -> Callable[[Any], Any]:
    return lambda value: converter(value, expression, connection)


class _WrittenRows:
    """How the rows of SQL of our own become dictionaries."""

    def read(self, text: str) -> Iterator[Any]:
        """Yield the dictionaries that an array of objects in JSON holds."""
        yield from json.loads(text, parse_float=Decimal)


def shared_keys(name: str, column: str) -> RawSQL:
    """Return a subquery of a column of the shared rows `name`, for use with IN in another queryset of the statement."""
    return RawSQL(f"SELECT {column} FROM {name}", ())  # noqa: S611  (names that a module writes)


@dataclass(frozen=True)
class _Answers:
    """How the row that a statement answers becomes the rows of its querysets: it holds a JSON array for each."""

    rows: dict[str, _Rows | _WrittenRows]
    names: tuple[str, ...]
    """All querysets but those of shared rows; one of `none()` has no column."""

    def read(self, answers: tuple[Any, ...]) -> dict[str, list[Any]]:
        """Return the rows of each queryset."""
        read = {name: list(kind.read(text)) for (name, kind), text in zip(self.rows.items(), answers, strict=True)}
        return {name: read.get(name, []) for name in self.names}


@dataclass(frozen=True)
class _Columns:
    """What a statement selects to answer querysets, what it begins with where they share rows, and the parameters of both."""

    begin: str
    sql: str
    parameters: tuple[Any, ...]
    answers: _Answers

    @property
    def whole(self) -> str:
        """Return the whole statement; an empty one where no queryset can have rows."""
        return f"{self.begin}SELECT {self.sql}" if self.sql else ""


@lru_cache(maxsize=512)
def _composed(compose: Compose, *scope: Hashable) -> tuple[Statement, _Answers]:
    """Return the statement of the querysets for a scope. Only the statement is kept, never its rows."""
    columns = _compose(compose(*scope))
    return write_statement(columns.whole, columns.parameters), columns.answers


@lru_cache(maxsize=1024)
def _composed_part(querysets: Waiting, scope: Hashable) -> tuple[Statement, _Answers]:
    """Return the columns of one part of a statement for a scope. Its rows are never kept."""
    columns = _compose({str(number): rows for number, rows in enumerate(querysets(scope))})
    return write_statement(columns.sql, columns.parameters), columns.answers


def _compose(querysets: Mapping[str, Rows]) -> _Columns:
    columns: list[str] = []
    shared: list[str] = []
    parameters: list[Any] = []
    shared_parameters: list[Any] = []
    rows: dict[str, _Rows | _WrittenRows] = {}
    for name, queryset in querysets.items():
        if isinstance(queryset, Shared):
            sql, values = queryset.queryset.query.sql_with_params()
            shared.append(f"{name}({', '.join(queryset.columns)}) AS MATERIALIZED ({sql})")
            shared_parameters += values
            continue
        if isinstance(queryset, Written):
            rows[name] = _WrittenRows()
            columns.append(f"(SELECT coalesce(json_agg(to_json(t)), '[]')::text FROM ({queryset.sql}) AS t)")
            parameters += queryset.parameters
            continue
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
    begin = f"WITH {', '.join(shared)} " if shared else ""
    answers = _Answers(rows, tuple(name for name, kind in querysets.items() if not isinstance(kind, Shared)))
    return _Columns(begin, ", ".join(columns), (*shared_parameters, *parameters), answers)


def gather_once(**querysets: Rows) -> dict[str, list[Any]]:
    """Return the rows of querysets, by name, where their statement is not worth keeping. One query; a list for each."""
    columns = _compose(querysets)
    return columns.answers.read(fetch_unkept(columns.whole, columns.parameters))


def gather(compose: Compose, viewer: Any, keys: Keys, *about: Hashable) -> dict[str, list[Any]]:
    """Return the rows of the querysets that `compose` returns for a viewer's scope, by name, with `keys` in their slots.

    `about` is what else the statement depends on, such as a year: `compose` takes it after the scope.

    One query. Shared rows have no entry.
    """
    statement, answers = _composed(compose, viewer.scope, *about)
    return answers.read(fetch_one(statement, {READER: viewer.pk, **keys}))


def gather_parts(
    parts: Iterable[Waiting], viewer: Any, moments: Mapping[datetime, datetime]
) -> dict[Waiting, list[list[Any]]]:
    """Return the rows of the querysets of each part, in their order, by the part, with `moments` in their slots.

    One query; none without parts. Each part is composed once for a scope, whichever others it is read with.
    """
    scope = viewer.scope
    composed = {querysets: _composed_part(querysets, scope) for querysets in parts}
    columns = [statement for statement, _ in composed.values() if statement]
    joined = Statement(
        f"SELECT {', '.join(statement.sql for statement in columns)}" if columns else "",
        tuple(value for statement in columns for value in statement.slots),
    )
    row = iter(fetch_one(joined, {READER: viewer.pk}, moments))
    return {
        querysets: list(answers.read(tuple(islice(row, len(answers.rows)))).values())
        for querysets, (_, answers) in composed.items()
    }


def set_prefetched(instance: models.Model, name: str, rows: list[Any]) -> None:
    """Set the rows of a related manager, as `prefetch_related` does: `.all()` then returns them without a query."""
    queryset = getattr(instance, name).all()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    vars(instance).setdefault("_prefetched_objects_cache", {})[name] = queryset
