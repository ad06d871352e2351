"""Migrations applied in runs send PostgreSQL what Django would have sent, one operation at a time."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from sustaining.common.management.commands.migrate import LibrariesFirst
from sustaining.common.migrations import Migration, runs
from tests.database import PACKAGES

QUICK = [
    ("accounts", "0001_squashed_0013_use_of_data_can_be_restricted"),
    ("privacy", "0001_squashed_0003_readings_of_privacy_notices_are_kept"),
]
LOADER = MigrationLoader(None)
IN_RUNS = sorted(key for key, migration in LOADER.disk_migrations.items() if isinstance(migration, Migration))


def statements(how: type[migrations.Migration], key: tuple[str, str]) -> list[str]:
    """What applying a migration that way would send, in order; nothing is sent."""
    before = LOADER.project_state([key], at_end=False)
    with connection.schema_editor(collect_sql=True) as editor:
        how.apply(LOADER.disk_migrations[key], before, editor)
    return editor.collected_sql


def test_every_migration_is_applied_in_batches():
    """A migration that `makemigrations` wrote gets our base by hand: with Django's own a database takes minutes to make."""
    ours = {key for key, migration in LOADER.disk_migrations.items() if type(migration).__module__.startswith(PACKAGES)}
    assert ours - set(IN_RUNS) == set()
    for key in IN_RUNS:
        operations = LOADER.disk_migrations[key].operations
        assert [operation for run in runs(operations) for operation in run] == operations


@pytest.mark.django_db
@pytest.mark.parametrize("key", QUICK, ids=".".join)
def test_batched_migration_sends_the_sql_of_django(key):
    assert statements(Migration, key) == statements(migrations.Migration, key)


@pytest.mark.soak
@pytest.mark.django_db
@pytest.mark.parametrize("key", IN_RUNS, ids=".".join)
def test_every_batched_migration_sends_the_sql_of_django(key):
    assert statements(Migration, key) == statements(migrations.Migration, key)


@pytest.mark.tour
@pytest.mark.django_db
def test_models_kept_from_migration_to_migration_are_those_that_all_of_them_give():
    """What is rendered once and kept must not lack a field, or a relation that a later model brought."""
    state = ProjectState()
    _ = state.apps
    for key in LOADER.graph._generate_plan(LOADER.graph.leaf_nodes(), at_end=True):
        migration = LOADER.graph.nodes[key]
        if isinstance(migration, Migration):
            with connection.schema_editor(collect_sql=True) as editor:
                migration.apply(state, editor)
        else:
            migration.mutate_state(state, preserve=False)
    fresh = LOADER.project_state()
    assert state.models.keys() == fresh.models.keys()
    for app_label, name in fresh.models:
        reached, rendered = (each.apps.get_model(app_label, name)._meta for each in (state, fresh))
        assert field_names(reached) == field_names(rendered), name


def field_names(options) -> set[str]:
    return {field.name for field in options.get_fields(include_hidden=True)}


@pytest.mark.django_db
def test_migrations_of_libraries_come_before_ours_that_do_not_need_them_later():
    """In the order of names some would come late, and Django renders every model of ours anew for each of their fields."""
    executor = LibrariesFirst(connection)
    executor.loader = LOADER
    targets = LOADER.graph.leaf_nodes()
    plan = [migration for migration, _ in executor.migration_plan(targets, clean_start=True)]
    first_of_schools = next(number for number, migration in enumerate(plan) if migration.app_label == "schools")
    assert all(isinstance(migration, Migration) for migration in plan[first_of_schools:])
    assert set(plan) == {migration for migration, _ in MigrationExecutor.migration_plan(executor, targets, True)}


@pytest.mark.django_db
def test_foreign_keys_are_there_before_the_migration_is_recorded():
    """What is left for later has Django record a migration after its transaction, and a kill between loses the record."""
    key = ("id", models.BigAutoField(primary_key=True))
    reader = ("reader", models.ForeignKey("paper.Reader", models.PROTECT))
    migration = Migration("0001_readers_write", "paper")
    migration.operations = [migrations.CreateModel("Reader", [key]), migrations.CreateModel("Letter", [key, reader])]
    with connection.schema_editor() as editor:
        migration.apply(ProjectState(), editor)
        assert editor.deferred_sql == []
        with connection.cursor() as cursor:
            constraints = connection.introspection.get_constraints(cursor, "paper_letter")
    assert ("paper_reader", "id") in [constraint["foreign_key"] for constraint in constraints.values()]
