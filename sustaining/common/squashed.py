"""Databases that are older than the release whose migrations were squashed (decision 153).

Django applies a squashed migration when none of those that it replaces is applied, and only records it when all are. In
between it would need the files of the others, which are gone.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

SQUASHED_RELEASE = "0.9.0"
"""The last release that has the migrations one by one; every older site upgrades to it first."""


def find_lacking(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the migrations that must be applied by the squashed release, such as `schools.0034_hubs_have_a_telephone`.

    None for a database that is empty, that the squashed release left, or that this release is migrating.
    """
    applied = set(MigrationRecorder(connection).applied_migrations())
    on_disk = MigrationLoader(None).disk_migrations
    lacking = [
        key
        for migration in on_disk.values()
        if (gone := [key for key in migration.replaces if key not in on_disk]) and applied.intersection(gone)
        for key in gone
        if key not in applied
    ]
    return sorted(".".join(key) for key in lacking)
