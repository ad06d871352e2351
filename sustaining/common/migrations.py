"""Migrations that render the project state once for a batch of similar operations, not once for each.

Django re-renders every model that is related to a changed one after each operation. Ours are all related to people and
schools, and each has a history table and triggers: creating a database takes minutes that way, almost all of it here. The SQL
is the same, statement for statement (tests/house/test_migrations.py).
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
TABLE_OPERATIONS = (
    migrations.AddConstraint,
    migrations.RemoveConstraint,
    migrations.AlterConstraint,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.AlterModelOptions,
)


class Migration(migrations.Migration):
    """Django's migration, applied in batches. `makemigrations` writes Django's own: give ours as the base."""

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Apply every operation and return the new state. Leave collecting SQL and non-atomic migrations to Django.

        What the operations left for the end, such as foreign keys, is sent here and not as Django leaves the transaction:
        Django records a migration in its transaction only if nothing is left. A kill between the two would have `migrate`
        make the same tables again.
        """
        if collect_sql or not self.atomic:
            return super().apply(project_state, schema_editor, collect_sql)
        for run in runs(self.operations):
            if isinstance(run[0], migrations.RunPython):
                _render_afresh(project_state)
            # One state before the group and one after: operations of a group touch different fields, so none needs to
            # see another's effect.
            before = project_state.clone()
            _step(run, self.app_label, project_state)
            for operation in run:
                operation.database_forwards(self.app_label, schema_editor, before, project_state)
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement, None)
        schema_editor.deferred_sql.clear()
        return project_state

    def mutate_state(self, project_state: ProjectState, preserve: bool = True) -> ProjectState:
        """Return the state after this migration, without rendered models.

        To go back, Django renders the models once and then, for each operation of every later migration, all that are
        related to the changed one. It reads only the states before the migrations that it takes back, and renders those.
        """
        rendered_apps = project_state.__dict__.pop("apps", None)
        state = project_state.clone() if preserve else project_state
        for operation in self.operations:
            operation.state_forwards(self.app_label, state)
        if preserve and rendered_apps is not None:
            project_state.apps = rendered_apps
        return state


def runs(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Yield the operations in order, grouped so that each group can share one rendered state.

    Similar operations go together: new models, new fields, changed fields, constraints and indexes. No field is touched
    twice in a group.
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
        return type(operation) is type(run[0]) and _field_key(operation) not in map(_field_key, run)
    if isinstance(operation, (migrations.CreateModel, *TRIGGERS, *TABLE_OPERATIONS)):
        return type(operation) is type(run[0])
    return False


def _field_key(operation: Any) -> tuple[str, str]:
    return operation.model_name_lower, operation.name_lower


def _step(run: Sequence[Operation], app_label: str, state: ProjectState) -> None:
    """Advance `state` past all of `run`, and keep its rendered models where the run leaves them as they are.

    Without rendered models Django only records; all are rendered when next needed.
    """
    # `apps` is a cached_property; without it state_forwards skips the costly re-rendering of related models.
    rendered_apps = state.__dict__.pop("apps", None)
    for operation in run:
        operation.state_forwards(app_label, state)
    if rendered_apps is None:
        return
    if isinstance(run[0], migrations.CreateModel):
        # Nothing refers to a new model yet, so it is rendered beside the others. Those get their reverse relations by it.
        names = [operation.name_lower for operation in run if isinstance(operation, migrations.CreateModel)]
        rendered_apps.render_multiple([state.models[app_label, name] for name in names])
        state.apps = rendered_apps
        return
    if not isinstance(run[0], FIELDS) and not _changes_no_field(run[0]):
        return
    state.apps = rendered_apps
    if isinstance(run[0], FIELDS):
        # The changed models and their neighbours: Django does so for fields that refer to nothing, and RunPython asks anew.
        state.reload_models([(app_label, _field_key(operation)[0]) for operation in run], delay=True)


def _render_afresh(state: ProjectState) -> None:
    """Render all models where some refer to others as they were, once for what would else do it in each RunPython."""
    if state.is_delayed:
        state.__dict__.pop("apps", None)
        _ = state.apps
        state.is_delayed = False


def _changes_no_field(operation: Operation) -> bool:
    """Return whether an operation, such as a trigger, a constraint or SQL, leaves what is read of a rendered model."""
    if isinstance(operation, migrations.RunSQL):
        return not operation.state_operations
    return isinstance(operation, (*TRIGGERS, *TABLE_OPERATIONS, migrations.RunPython))
