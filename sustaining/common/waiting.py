"""A statement that asks about the rows of many querysets at once, so that a page asks once what it would ask dozens of times.

It depends on the viewer's scope alone (`schools/viewer.py`), not on rows or the time of day, so who composes it may keep it
by scope: composing takes longer than running.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet, Value

from .statements import NO_STATEMENT, Statement, write_statement

Waiting = Callable[[Any], Iterable[QuerySet[Any]]]
"""Returns the rows that wait for a viewer, as querysets."""
_Answer = tuple[str, tuple[Any, ...]]
"""SQL of one column, and its parameters."""


def only(find_rows: Callable[[Any], QuerySet[Any]]) -> Waiting:
    """Return `waiting` of one queryset: `only(claims_to_decide)`."""
    return lambda viewer: (find_rows(viewer),)


def compose_exists(groups: Mapping[str, Iterable[QuerySet[Any]]]) -> tuple[dict[str, int], Statement]:
    """Return a statement that answers, in one row, whether the querysets of each group have rows; and the groups' columns.

    Groups that look at the same rows share a column.
    """
    columns: dict[_Answer, int] = {}
    places = {name: columns.setdefault(_exists(querysets), len(columns)) for name, querysets in groups.items()}
    if not columns:
        return places, NO_STATEMENT
    sql = f"SELECT {', '.join(answer for answer, _ in columns)}"
    return places, write_statement(sql, tuple(value for _, values in columns for value in values))


def _exists(querysets: Iterable[QuerySet[Any]]) -> _Answer:
    answers: list[str] = []
    parameters: list[Any] = []
    for rows in querysets:
        try:
            sql, values = rows.order_by().values_list(Value(1))[:1].query.sql_with_params()
        except EmptyResultSet:  # a queryset of `none()`
            continue
        answers.append(f"EXISTS ({sql})")
        parameters += values
    return (f"({' OR '.join(answers)})" if answers else "FALSE"), tuple(parameters)
