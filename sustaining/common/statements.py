"""Statements that are kept, and prepared by PostgreSQL: planning one of a page takes longer than running it.

What is the same for everyone of a scope is written into the SQL, so that a plan knows it. What differs from one request to
the next is a slot (`slots.py`), which stays a parameter. Each connection prepares a statement when it runs it for the second
time, and after five more PostgreSQL usually keeps its plan. Behind PgBouncer nothing is prepared; the same statements run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import psycopg
from django.db import connection
from django.db.models.sql import Query
from psycopg.pq import TransactionStatus

from .slots import Keys, fill_slots, is_slot

RUNS_BEFORE = 1
"""How often a connection runs a statement before it prepares it: many a desk has its own, which never comes again."""
_PLACES = re.compile(r"(%s|%%)")


@dataclass(frozen=True)
class Statement:
    """SQL with its constants written in, and a slot for each of its `%s`. False where there is nothing to ask."""

    sql: str
    slots: tuple[Any, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sql)


NO_STATEMENT = Statement("")


def write_statement(sql: str, parameters: tuple[Any, ...]) -> Statement:
    """Return SQL with the parameters that are constants written in, as Django's cursor writes them, and the slots left."""
    connection.ensure_connection()
    writer = psycopg.ClientCursor(connection.connection)  # the class of Django's own cursor
    rest = iter(parameters)
    parts: list[str] = []
    slots: list[Any] = []
    for part in _PLACES.split(sql):
        if part != "%s":
            parts.append(part)
        elif is_slot(value := next(rest)):
            parts.append(part)
            slots.append(value)
        else:
            parts.append(writer.mogrify("%s", [value]).replace("%", "%%"))
    return Statement("".join(parts), tuple(slots))


def compile_statement(query: Query) -> Statement:
    """Return the statement of a queryset's query. Raise EmptyResultSet where it can have no rows."""
    return write_statement(*query.sql_with_params())


def fetch_all(
    statement: Statement, keys: Keys, moments: Mapping[datetime, datetime] | None = None
) -> list[tuple[Any, ...]]:
    """Return the rows that a statement answers with keys and moments in its slots; none, without a query, for none."""
    if not statement:
        return []
    with _prepare() as cursor:
        cursor.execute(statement.sql, fill_slots(statement.slots, keys, moments))
        return cursor.fetchall()


def fetch_one(statement: Statement, keys: Keys, moments: Mapping[datetime, datetime] | None = None) -> tuple[Any, ...]:
    """Return the one row that a statement answers; an empty one, without a query, for no statement."""
    rows = fetch_all(statement, keys, moments)
    return tuple(rows[0]) if rows else ()


def fetch_unkept(sql: str, parameters: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the one row that SQL answers which is composed anew each time; an empty one, without a query, for none."""
    if not sql:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return tuple(cursor.fetchone() or ())


@contextmanager
def _prepare() -> Iterator[Any]:
    """Yield Django's cursor around one of psycopg that prepares what it executes."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        prepared = _PreparingCursor(connection.connection, connection.settings_dict.get("PREPARED_STATEMENTS", 0))
    # The wrapper that `connection.cursor()` makes: it counts queries, names their pages, and translates errors.
    with connection._prepare_cursor(prepared) as cursor:  # type: ignore[attr-defined]
        yield cursor


class _PreparingCursor(psycopg.Cursor[Any]):
    """Prepares a statement when its connection executes it for the second time. Django's own cursor binds values in the client.

    Not in a transaction: there PostgreSQL's refusal of a statement that it prepared before a migration would end all of it.
    """

    name: ClassVar[str] = "kept statement"
    """Has pghistory leave the SQL as it is: with a context before it there would be two statements, which can't be prepared."""

    def __init__(self, line: psycopg.Connection[Any], most: int) -> None:
        super().__init__(line)
        self._most = most

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        if not self._most or self.connection.info.transaction_status is not TransactionStatus.IDLE:
            return super().execute(query, params, **options)
        self.connection.prepared_max = self._most
        # For this statement alone: psycopg would keep the text of every one of the ORM's, with what people have typed.
        self.connection.prepare_threshold = RUNS_BEFORE
        try:
            return super().execute(query, params, **options)
        except psycopg.errors.FeatureNotSupported:
            # A migration has given a column another type since this connection prepared the statement.
            super().execute("DEALLOCATE ALL", prepare=False)  # psycopg then forgets what it has prepared
            return super().execute(query, params, **options)
        finally:
            self.connection.prepare_threshold = None

    def _send_query_prepared(self, name: bytes, pgq: Any, **options: Any) -> None:
        super()._send_query_prepared(name, pgq, **options)
        self._query = pgq  # what `connection.queries` shows; psycopg sets it for what isn't prepared
