"""Rows of one table, gathered with their keys and written by COPY: triggers and constraints see each of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Max
from psycopg import sql
from psycopg.types.json import Jsonb

from .history import history_written_at_once


def newest_key(model: type[models.Model]) -> int:
    """Return the highest key of the table; 0 when it is empty."""
    return model._base_manager.aggregate(newest=Max("pk"))["newest"] or 0


class Rows:
    """`add` takes the values of `names` in order and gives the key that the row will have; `write` copies them all."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        self.model, self.names = model, names
        self.first = newest_key(model) + 1
        self.rows: list[Sequence[Any]] = []

    def add(self, *values: Any) -> int:
        """Add a row and return its key."""
        self.rows.append(values)
        return self.last

    @property
    def last(self) -> int:
        """Return the key of the newest row."""
        return self.first + len(self.rows) - 1

    def write(self, now: datetime) -> int:
        """Copy the gathered rows and return how many; other columns get their field's or the database's default."""
        name_by_column = {self._column(name): name for name in self.names}
        others: dict[str, Any] = {
            str(field.column): now if getattr(field, "auto_now_add", False) else _default(field)
            for field in self.model._meta.concrete_fields
            if field.column not in name_by_column
            and not field.primary_key
            and not field.generated
            and (field.has_default() or field.db_default is models.NOT_PROVIDED)
        }
        columns: list[str] = [self._column("pk"), *name_by_column, *others]
        rest = tuple(others.values())
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(self.model._meta.db_table),
            sql.SQL(", ").join([sql.Identifier(column) for column in columns]),
        )
        with connection.cursor() as cursor:
            with (
                history_written_at_once(self.model, "insert", "new.id BETWEEN %s AND %s", [self.first, self.last]),
                cursor.copy(statement) as copy,
            ):
                for key, row in enumerate(self.rows, self.first):
                    copy.write_row((key, *row, *rest))
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, true)",
                [self.model._meta.db_table, columns[0], max(1, self.last)],
            )
        return len(self.rows)

    def _column(self, name: str) -> str:
        field: Any = self.model._meta.pk if name == "pk" else self.model._meta.get_field(name)
        return field.column


def _default(field: Any) -> Any:
    """Return the value as Django would write it: JSON and lists in PostgreSQL's form."""
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return None if value is None else Jsonb(value)
    return value


def set_from(
    model: type[models.Model], columns: dict[str, str], rows: Sequence[Sequence[Any]], key: str = "id"
) -> None:
    """UPDATE by a list of (key, values…), in one statement: `columns` are names with their SQL types."""
    if not rows:
        return
    table, names = model._meta.db_table, ", ".join(columns)
    kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    sets = ", ".join(f"{name} = staged.{name}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE staged (row_key bigint, {kinds}) ON COMMIT DROP")
        with cursor.copy(f"COPY staged (row_key, {names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        with history_written_at_once(model, "update", f"new.{key} IN (SELECT row_key FROM staged)"):
            cursor.execute(f"UPDATE {table} SET {sets} FROM staged WHERE {table}.{key} = staged.row_key")
        cursor.execute("DROP TABLE staged")
