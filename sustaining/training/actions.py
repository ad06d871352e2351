"""Actions of a training site."""

from __future__ import annotations

from datetime import datetime

from django.core.management.color import no_style
from django.db import connection, transaction

from sustaining.accounts.models import User
from sustaining.common.errors import DomainError, domain_error_from_constraint
from sustaining.common.permissions import action
from sustaining.sampledata.programme_rows import write_programme_rows

from . import stored
from .models import TrainingSite

KEPT_TABLES = {"django_content_type", "auth_permission"}
"""Names of models, which running processes remember by their keys. Django's own list of migrations is no model's table."""


class HoldsRealData(DomainError):
    """The database holds people, schools or emails."""


@action("training.mark_site")
def mark_site(_: None, *, by: User, now: datetime) -> TrainingSite:
    """Mark an empty database as a training site's, once. Raise HoldsRealData."""
    marker = TrainingSite.objects.first()
    if marker is None:
        with domain_error_from_constraint(HoldsRealData, constraint="only_an_empty_database_is_marked"):
            marker = TrainingSite.objects.create()
    return marker


@action("training.clear_site")
def clear_site(_: None, *, by: User, now: datetime) -> None:
    """Empty a training site's database down to what migrations give, and mark it again.

    Its files go, and everyone is signed out, once the caller's transaction commits.
    """
    files, sessions = stored.list_files(), stored.list_sessions()
    tables = [name for name in connection.introspection.django_table_names(True) if name not in KEPT_TABLES]
    connection.check_constraints()  # TRUNCATE is refused while deferred ones wait
    connection.ops.execute_sql_flush(
        connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False)
    )
    write_programme_rows()
    TrainingSite.objects.create(loaded_at=now)
    transaction.on_commit(lambda: stored.remove_files(files))
    transaction.on_commit(lambda: stored.end_sessions(sessions))


@action("training.sign_in_as")
def sign_in_as(person: User, *, by: User, now: datetime) -> User:
    """Let a visitor of a training site act as one of the demo's people: return the account, for the caller to sign in."""
    return person
