"""A state machine said once: it feeds the trigger, the compare-and-set, the buttons and the tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pgtrigger
from django.db import models

from .errors import WrongState


class Move(NamedTuple):
    """From any of `sources` to `target`."""

    sources: frozenset[str]
    target: str


class Moves:
    """The moves of one model's state field: `Moves(share=({DRAFT}, SHARED), agree=({SHARED}, AGREED))`.

    `start` are the states that a new row may be written in (for the tests and the trigger on insert).
    """

    def __init__(self, *, start: Iterable[str], field: str = "state", **moves: tuple[Iterable[str], str]) -> None:
        self.field = field
        self.start = frozenset(map(str, start))
        self.moves = {
            name: Move(frozenset(map(str, sources)), str(target)) for name, (sources, target) in moves.items()
        }

    def pairs(self) -> set[tuple[str, str]]:
        """Every (from, to) that some move allows."""
        return {(source, move.target) for move in self.moves.values() for source in move.sources}

    def open_to(self, thing: models.Model) -> set[str]:
        """Names of the moves that `thing`'s state, as loaded, leaves open."""
        state = str(getattr(thing, self.field))
        return {name for name, move in self.moves.items() if state in move.sources}

    def trigger(self, name: str) -> pgtrigger.Trigger:
        """The database's net under raw SQL and the admin: any pair not declared is refused, whoever writes it."""
        arrows = ", ".join(f"('{source}', '{target}')" for source, target in sorted(self.pairs()))
        return pgtrigger.Trigger(
            name=name,
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(f'OLD."{self.field}" IS DISTINCT FROM NEW."{self.field}"'),
            func=pgtrigger.Func(
                f"""
                IF (OLD."{self.field}", NEW."{self.field}") NOT IN ({arrows}) THEN
                    RAISE EXCEPTION 'A {{meta.verbose_name}} cannot go from "%" to "%".',
                        OLD."{self.field}", NEW."{self.field}"
                        USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
                END IF;
                RETURN NEW;
                """
            ),
        )

    def make(self, thing: models.Model, name: str, **fields: Any) -> None:
        """Make the move by compare-and-set and load the row anew. Raises WrongState as `write` does."""
        self.write(thing, name, **fields)
        thing.refresh_from_db()

    def write(self, thing: models.Model, name: str, **fields: Any) -> None:
        """Make the move by compare-and-set and leave `thing` as it was loaded, for who looks at it no more.

        Raises WrongState with a sentence when the row, as it now stands in the database, is not in one of the move's
        sources; then nothing is written.
        """
        move = self.moves[name]
        rows = type(thing)._default_manager.filter(pk=thing.pk, **{f"{self.field}__in": move.sources})
        if not rows.update(**{self.field: move.target}, **fields):
            thing.refresh_from_db()
            raise WrongState(self._refusal(thing))

    def _refusal(self, thing: models.Model) -> str:
        label = getattr(thing, f"get_{self.field}_display")()
        noun = thing._meta.verbose_name
        return f"This {noun} is {str(label).lower()} by now, so that is no longer open. Nothing was changed."


def keep(name: str) -> pgtrigger.Protect:
    """The trigger that refuses DELETE: nothing that happened is deleted (design, rule 5)."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Delete)


def refuse(name: str, *, when_sql: str, sentence: str, operation: Any, declare: Any = None) -> pgtrigger.Trigger:
    """A trigger that raises `sentence` (a whole one, for people) under constraint name `name` when `when_sql` holds.

    `when_sql` is an SQL condition over NEW (and OLD). Arrives as an IntegrityError whose diag names the constraint.
    """
    escaped = sentence.replace("'", "''").replace("%", "%%")
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        declare=declare,
        func=pgtrigger.Func(
            f"""
            IF {when_sql} THEN
                RAISE EXCEPTION '{escaped}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
            """
        ),
    )
