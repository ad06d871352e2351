"""What a migration would do to the release before it, which runs on the migrated database for a while (decision 149).

django-migration-linter's rules, asked of each operation by itself: of a whole migration they miss a column without a default
beside one that has it. Tables that the same migration makes are left out, because no older code knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db import connection, migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from sustaining.common.migrations import runs

ADVICE = {
    "NOT_NULL": "the release before writes rows without this column: give the field a db_default, or null=True",
    "DROP_COLUMN": "the release before reads this column: take it out of the state now, and drop it in the next release",
    "DROP_TABLE": "the release before reads this table: take it out of the state now, and drop it in the next release",
    "RENAME_COLUMN": "the release before knows the old name: add a column, copy, and drop the old one in the next release",
    "RENAME_TABLE": "the release before knows the old name: keep the table's name by db_table",
    "ALTER_COLUMN": "PostgreSQL may write the whole table anew, and the release before may not fit the type",
    "ADD_UNIQUE": "the release before may write the same twice",
    "CREATE_INDEX": "a table that grows stands still meanwhile: AddIndexConcurrently, atomic = False",
    "ADD_CHECK": "a table that grows stands still while it is read: AddConstraintNotValid, then ValidateConstraint",
}
GROWING = re.compile(r'"(\w+event|outbox_email|outbox_link|devplans_session|workgroups_attendance|django_session)"')
"""Tables with many rows a school and year, and every history."""
CHECK = re.compile(r"ADD CONSTRAINT .* CHECK (?!.*NOT VALID)")


def problems(app_label: str, operations: list[Operation], state: ProjectState) -> Iterator[str]:
    """Yield what the operations would break, one sentence each. `state` is that before them."""
    made = {operation.name_lower for operation in operations if isinstance(operation, migrations.CreateModel)}
    for run in runs(operations):  # as they are applied: models are rendered once a run
        after = state.clone()
        after.__dict__.pop("apps", None)
        for operation in run:
            operation.state_forwards(app_label, after)
        for operation in run:
            is_new = getattr(operation, "model_name_lower", "") in made
            if operation.reduces_to_sql and not is_new and not isinstance(operation, AddTrigger | RemoveTrigger):
                for code in _codes(_sql(operation, app_label, state, after)):
                    yield f"{operation.describe()}: {ADVICE[code]}"
        state = after


def _sql(operation: Operation, app_label: str, before: ProjectState, after: ProjectState) -> list[str]:
    """Return what the operation would send, without sending it."""
    with connection.schema_editor(collect_sql=True) as editor:
        operation.database_forwards(app_label, editor, before, after)
    return editor.collected_sql


def _codes(statements: list[str]) -> list[str]:
    errors, _, warnings = analyse_sql_statements(PostgresqlAnalyser, statements)
    codes = {issue.code for issue in errors}
    if "CREATE_INDEX" in {issue.code for issue in warnings} and any(
        GROWING.search(statement) for statement in statements if "INDEX" in statement
    ):
        codes.add("CREATE_INDEX")
    if any(CHECK.search(statement) and GROWING.search(statement) for statement in statements):
        codes.add("ADD_CHECK")
    return sorted(codes)
