"""A migration that waits for a table's lock gives up after some seconds, so that no page waits behind it."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.utils import OperationalError

from sustaining.common.lock_timeout import is_lock_timeout, limit_waiting
from sustaining.common.migrations import Migration
from tests.outbox.disruption import url_of_the_tests

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def reader(table: str) -> Iterator[None]:
    """Somebody reads the table in a long transaction."""
    with psycopg.connect(url_of_the_tests()) as line:
        line.execute(f"SELECT count(*) FROM {table}")
        yield


def applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def test_migration_of_another_package_gives_up_with_a_sentence():
    before = applied()
    with reader("django_session"), pytest.raises(CommandError, match="Run migrate again when less is going on"):
        call_command("migrate", "sessions", "zero", lock_timeout=1, stdout=io.StringIO())
    assert applied() == before


class Renaming(Migration):
    """A migration of ours without a transaction."""

    atomic = False
    operations = [
        migrations.RunSQL('ALTER TABLE "django_session" RENAME COLUMN "session_data" TO "data"'),
    ]


@pytest.mark.parametrize("is_atomic", [True, False])
def test_pages_are_not_stopped_behind_a_migration_that_waits(is_atomic):
    migration = Renaming("renaming", "sessions")
    with (
        reader("django_session"),
        pytest.raises(OperationalError) as gave_up,
        limit_waiting(connection, 1),
        connection.schema_editor(atomic=is_atomic) as editor,
    ):
        apply_while_a_page_reads(migration, editor)
    assert is_lock_timeout(gave_up.value)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)  # the site's own statements wait as before


def apply_while_a_page_reads(migration: Migration, editor: BaseDatabaseSchemaEditor) -> None:
    """Apply the migration; a page that asks for the table meanwhile gets its answer once the migration has given up."""
    answers, url = [], url_of_the_tests()

    def page() -> None:
        with psycopg.connect(url) as line:
            line.execute("SET lock_timeout = '20s'")
            answers.append(line.execute("SELECT count(*) FROM django_session").fetchone())

    thread = threading.Timer(0.3, page)
    thread.start()
    try:
        migration.apply(ProjectState(), editor)
    finally:
        thread.join()
        assert len(answers) == 1
