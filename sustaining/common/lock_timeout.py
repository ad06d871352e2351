"""PostgreSQL's `lock_timeout` for migrations, of other packages too: it is set where every migration begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

LOCK_SECONDS = 5
LOCK_NOT_AVAILABLE = "55P03"


@contextmanager
def limit_waiting(connection: BaseDatabaseWrapper, seconds: int) -> Iterator[None]:
    """Let no migration in the block wait for a lock for longer than that. Each begins by opening a schema editor."""

    before: Any = connection.SchemaEditorClass  # pgtrigger has put its own in place of Django's

    class LimitedSchemaEditor(before):
        def __enter__(self) -> Any:
            editor = super().__enter__()
            with self.connection.cursor() as cursor:
                # For this transaction; a migration without one sets it for the session, and takes it back.
                cursor.execute(f"SET {'LOCAL' if self.atomic_migration else 'SESSION'} lock_timeout = '{seconds}s'")
            return editor

        def __exit__(self, *error: Any) -> None:
            try:
                super().__exit__(*error)
            finally:
                if not self.atomic_migration:
                    with self.connection.cursor() as cursor:
                        cursor.execute("RESET lock_timeout")

    connection.SchemaEditorClass = LimitedSchemaEditor
    try:
        yield
    finally:
        connection.SchemaEditorClass = before


def is_lock_timeout(error: BaseException) -> bool:
    """Return whether PostgreSQL gave up waiting for a lock."""
    return getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE
