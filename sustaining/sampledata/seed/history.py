"""The history of many rows, written in one statement instead of by a trigger a row.

What the trigger would write of each row stands in the trigger itself: its INSERT is taken as it is, and reads the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import pgtrigger
from django.db import connection, models

NAMES = {"insert": "insert_insert", "update": "update_update"}
CONTEXT = "current_setting('pghistory.context_id')::uuid"
QUIET, SPEAK = ("SELECT set_config('pgtrigger.ignore', %s, true)", "SELECT set_config('pgtrigger.ignore', '{}', true)")


@contextmanager
def history_written_at_once(
    model: type[models.Model], event: Literal["insert", "update"], where: str, values: Sequence[Any] = ()
) -> Iterator[None]:
    """Within, the table's history trigger is silent; at the end one statement writes the history of the rows `where`.

    `where` is SQL about the row `new`. Every other trigger is in force. Does nothing for a table without history, or
    where the trigger writes once a statement already.
    """
    trigger = next(
        (candidate for candidate in getattr(model._meta, "triggers", ()) if candidate.name == NAMES[event]), None
    )
    if trigger is None or trigger.level == pgtrigger.Statement:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(QUIET, [f"{{{trigger.get_pgid(model)}}}"])
        yield
        cursor.execute(SPEAK)
        cursor.execute(f"{_reading(trigger.render_func(model), model._meta.db_table)} WHERE {where}", values)


def _reading(function: str, table: str) -> str:
    """`INSERT … VALUES (NEW.a, …); RETURN NULL;` as `INSERT … SELECT NEW.a, … FROM table AS new`."""
    into, _, rest = function.strip().partition(" VALUES (")
    row = rest.rpartition(");")[0].replace("_pgh_attach_context()", CONTEXT).replace("%", "%%")
    return f'{into} SELECT {row} FROM "{table}" AS new'
