"""Migrations that draw the state of all models once for a run of like operations, not once for each operation.

Django draws every model that is related to a changed one anew after each operation. Ours are all related to people and
schools, and each has a history beside it and triggers on both: a new database took two minutes, all but a few seconds
of it in this. The SQL is the same, statement for statement (tests/house/test_migrations.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

TRIGGERS = (AddTrigger, RemoveTrigger)
FIELDS = (migrations.AddField, migrations.AlterField)
OF_THE_TABLE = (migrations.AddConstraint, migrations.RemoveConstraint, migrations.AddIndex, migrations.RemoveIndex)


class Migration(migrations.Migration):
    """Django's migration, applied in runs. `makemigrations` writes Django's own; a large one takes this as its base."""

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Apply every operation; the state after them. To show SQL, or outside a transaction, it is left to Django."""
        if collect_sql or not self.atomic:
            return super().apply(project_state, schema_editor, collect_sql)
        for run in runs(self.operations):
            before = project_state.clone()
            _step(run, self.app_label, project_state)
            for operation in run:
                operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state


def runs(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Operations in order, those that may share one picture of the models together.

    Like goes with like: new models, new fields, changed fields, what hangs on a table. No field is touched twice in a run.
    """
    run: list[Operation] = []
    for operation in operations:
        if run and _may_join(operation, run):
            run.append(operation)
            continue
        if run:
            yield run
        run = [operation]
    if run:
        yield run


def _may_join(operation: Operation, run: Sequence[Operation]) -> bool:
    if isinstance(operation, FIELDS):
        return type(operation) is type(run[0]) and _field_of(operation) not in map(_field_of, run)
    if isinstance(operation, (migrations.CreateModel, *TRIGGERS, *OF_THE_TABLE)):
        return type(operation) is type(run[0])
    return False


def _field_of(operation: Any) -> tuple[str, str]:
    return operation.model_name_lower, operation.name_lower


def _step(run: Sequence[Operation], app_label: str, state: ProjectState) -> None:
    """Take `state` past all of `run`. While no models are drawn Django only notes; they are drawn when next asked for.

    A trigger, a constraint or an index changes no field, and nothing else of a drawn model is read: those drawn are kept.
    """
    rendered_apps = state.__dict__.pop("apps", None)
    for operation in run:
        operation.state_forwards(app_label, state)
    if rendered_apps is not None and isinstance(run[0], (*TRIGGERS, *OF_THE_TABLE)):
        state.apps = rendered_apps
