"""State machines: one declaration gives the trigger, the guarded update, the buttons and the tests of forbidden moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pgtrigger
from django.db import models

from .errors import WrongState


class Move(NamedTuple):
    """One move, from any of the states `sources` to `target`."""

    sources: frozenset[str]
    target: str


class Moves:
    """Declares the moves of one model's state field: `Moves(start=…, share=({DRAFT}, SHARED), agree=({SHARED}, AGREED))`.

    `start` lists the states in which a row may be created; `final` says of each state that no move leaves why that is so,
    and `one_way` of each move to another state from which nothing leads back.
    """

    def __init__(
        self,
        *,
        start: Iterable[str],
        field: str = "state",
        final: Mapping[str, str] | None = None,
        one_way: Mapping[str, str] | None = None,
        **moves: tuple[Iterable[str], str],
    ) -> None:
        self.field = field
        self.start = frozenset(map(str, start))
        self.one_way = dict(one_way or {})
        self.final = {str(state): why for state, why in (final or {}).items()}
        self.moves = {
            name: Move(frozenset(map(str, sources)), str(target)) for name, (sources, target) in moves.items()
        }

    def pairs(self) -> set[tuple[str, str]]:
        """Return every (from, to) pair that some move allows."""
        return {(source, move.target) for move in self.moves.values() for source in move.sources}

    def final_states(self) -> set[str]:
        """Return the states that no move leaves."""
        return {target for _, target in self.pairs()} - {source for source, _ in self.pairs()}

    def way_back(self, source: str, target: str) -> list[str]:
        """Return the names of the fewest moves that lead from `target` back to `source`; empty when none do."""
        ways: dict[str, list[str]] = {target: []}
        waiting = [target]
        for state in waiting:  # grows while it is read: breadth first
            for name, move in self.moves.items():
                if state in move.sources and move.target not in ways:
                    ways[move.target] = [*ways[state], name]
                    waiting.append(move.target)
        return ways.get(source, [])

    def one_way_moves(self) -> set[str]:
        """Return the moves from some state to which nothing leads back, though moves lead on from where they lead."""
        final = self.final_states()
        return {
            name
            for name, move in self.moves.items()
            for source in move.sources
            if move.target not in final and not self.way_back(source, move.target) and source != move.target
        }

    def open_to(self, instance: models.Model) -> set[str]:
        """Return the names of the moves that are possible from `instance`'s state, as loaded."""
        # A freshly created instance holds the enum member, a loaded one its plain text; str() of both is the same.
        state = str(getattr(instance, self.field))
        return {name for name, move in self.moves.items() if state in move.sources}

    def trigger(self, name: str) -> pgtrigger.Trigger:
        """Return a trigger that refuses every undeclared change of state, so that raw SQL and the admin cannot make one."""
        arrows = ", ".join(f"('{source}', '{target}')" for source, target in sorted(self.pairs()))
        trigger = pgtrigger.Trigger(
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
        trigger.moves = self  # so that `manage.py states` finds the model
        return trigger

    def make(self, instance: models.Model, name: str, **fields: Any) -> None:
        """Make the move as `write` does, then refresh `instance` from the database."""
        self.write(instance, name, **fields)
        instance.refresh_from_db()

    def write(self, instance: models.Model, name: str, **fields: Any) -> None:
        """Make the move with one guarded UPDATE; unlike `make`, do not refresh `instance`, which saves a query.

        Raise WrongState, with a sentence for people, when the row in the database is in none of the move's sources; then
        nothing is written. `fields` are set in the same UPDATE.
        """
        move = self.moves[name]
        # Compare and set: of two people who press at once, one UPDATE finds the row in a source state, the other finds
        # none.
        rows = type(instance)._default_manager.filter(pk=instance.pk, **{f"{self.field}__in": move.sources})
        if not rows.update(**{self.field: move.target}, **fields):
            instance.refresh_from_db()
            raise WrongState(self.refusal(instance))

    def refusal(self, instance: models.Model) -> str:
        """Return the sentence for somebody who asks for a move that the instance's state does not allow."""
        label = getattr(instance, f"get_{self.field}_display")()
        noun = instance._meta.verbose_name
        return f"This {noun} is now {str(label).lower()}, so you can’t do this any more. Nothing was changed."


def protect_from_delete(name: str) -> pgtrigger.Protect:
    """Return a trigger that refuses DELETE: nothing that happened is deleted."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Delete)


def done_by_somebody(verb: str, *, name: str, reason: str = "", **also: Any) -> models.CheckConstraint:
    """Return a constraint on `<verb>_at` and `<verb>_by`: both are empty, or both are set.

    `reason` names a text field that is empty and set together with them; `also` are further conditions once it is done.
    """
    at, by = f"{verb}_at__isnull", f"{verb}_by__isnull"
    empty = {reason: ""} if reason else {}
    done = models.Q(**{at: False, by: False}, **also)
    return models.CheckConstraint(
        condition=models.Q(**{at: True, by: True}, **empty) | (done & ~models.Q(**empty) if reason else done), name=name
    )


def raise_trigger(name: str, *, when_sql: str, sentence: str, operation: Any, declare: Any = None) -> pgtrigger.Trigger:
    """Return a trigger that raises `sentence` when the SQL condition `when_sql` over NEW (and OLD) is true.

    `sentence` is a whole one, for people. In Python it arrives as an IntegrityError whose `diag` names the constraint
    `name`; `domain_error_from_constraint` turns it into an error for the page.
    """
    # RAISE takes % as a placeholder and the literal ends at a quote.
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


def protect_identity(name: str, *columns: str, sentence: str, unless: str = "", once: str = "") -> pgtrigger.Trigger:
    """Return a trigger that refuses changes of the columns that say whose a row is.

    `sentence` is for people. `unless` is an SQL condition over OLD and NEW under which an action may change them, such as
    a merge of two accounts; `once` is one that must hold for the rule to apply, such as rows that refer to it.
    """
    escaped = sentence.replace("'", "''").replace("%", "%%")
    conditions = [f"NOT ({unless})"] if unless else []
    conditions += [once] if once else []
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(*columns),
        condition=pgtrigger.Condition(
            " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
        ),
        func=pgtrigger.Func(
            f"""
            IF {" AND ".join(conditions) or "TRUE"} THEN
                RAISE EXCEPTION '{escaped}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
            """
        ),
    )
