"""`manage.py migrate`: Django's, which does not wait for a table's lock for long, and leaves databases alone that are too old.

PostgreSQL lets nobody past a statement that waits for a lock. A migration that waits for one long report would stop every
page that reads the table, for as long as the report takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate as django_migrate
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from sustaining.common.database_settings import connect_directly
from sustaining.common.lock_timeout import LOCK_SECONDS, is_lock_timeout, limit_waiting
from sustaining.common.squashed import SQUASHED_RELEASE, find_lacking

GAVE_UP = (
    "A migration waited {seconds} seconds for a lock that something else holds, and gave up, so that pages do not wait "
    "behind it. Migrations before it are applied, this one is not. Run migrate again when less is going on, or with a "
    "larger --lock-timeout."
)
TOO_OLD = (
    "This database is older than release {release}: it lacks {count} of its migrations ({names}), which this release no longer "
    "has. Nothing was changed. Upgrade the site to {release} first and run its migrate, then upgrade to this release."
)


class LibrariesFirst(MigrationExecutor):
    """Django's executor, which applies the migrations of libraries before ours where no dependency says otherwise.

    Their accounts are neighbours of every model of ours. Django renders all neighbours anew for each changed field, and in the
    order of the apps' names some of theirs come late, when there are hundreds.
    """

    def migration_plan(self, targets: Iterable[tuple[str, str | None]], clean_start: bool = False) -> Any:
        """Return Django's plan for the targets, those of libraries first."""
        return super().migration_plan(sorted(targets, key=_is_ours), clean_start)


def _is_ours(target: tuple[str, str | None]) -> bool:
    return apps.get_app_config(target[0]).name in settings.LOCAL_APPS


# Django's command has no other place for it.
django_migrate.MigrationExecutor = LibrariesFirst  # type: ignore[attr-defined]


class Command(django_migrate.Command):
    """Apply migrations, each giving up when it would wait for a lock for more than some seconds."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        help_text = f"Seconds that a statement of a migration waits for a lock; {LOCK_SECONDS} unless given."
        parser.add_argument("--lock-timeout", type=int, default=LOCK_SECONDS, help=help_text)

    def handle(self, *args: Any, **options: Any) -> None:
        connect_directly()
        seconds, connection = options["lock_timeout"], connections[options["database"]]
        if lacking := find_lacking(connection):
            names = ", ".join(lacking[:3]) + (", …" if len(lacking) > 3 else "")
            raise CommandError(TOO_OLD.format(release=SQUASHED_RELEASE, count=len(lacking), names=names))
        try:
            with limit_waiting(connection, seconds):
                super().handle(*args, **options)
        except DatabaseError as error:
            if not is_lock_timeout(error):
                raise
            raise CommandError(GAVE_UP.format(seconds=seconds)) from error
