"""Django's settings of the database: PostgreSQL itself, or through PgBouncer in transaction mode.

Behind PgBouncer each transaction may be on another connection of PostgreSQL, so that nothing may hang on a session. The
site keeps none: history and locks are a transaction's. What does is left out here (cursors that outlive a transaction,
a pool of the site's own, prepared statements) or goes to PostgreSQL itself (`connect_directly`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection

from .environment import Environment

CONNECT_SECONDS = 5


def database_settings(environment: Environment, *, is_debug: bool) -> dict[str, Any]:
    """Return the settings of the database as the site reaches it: by PGBOUNCER_URL if that is given, else DATABASE_URL."""
    direct = _read(environment, "DATABASE_URL")
    through_pgbouncer = environment.str("PGBOUNCER_URL", default="")
    database = _read(environment, "PGBOUNCER_URL") if through_pgbouncer else direct
    database["CONN_HEALTH_CHECKS"] = True
    options = database["OPTIONS"]
    pool = {"min_size": 1, "max_size": environment.int("DATABASE_POOL_SIZE", default=8)}
    # While PostgreSQL is away a page says so after five seconds; attempts end soon, for each waits twice as long as the last.
    pool |= {"timeout": CONNECT_SECONDS, "reconnect_timeout": 10}
    if environment.bool("DATABASE_POOL", default=not is_debug and not through_pgbouncer):
        options["pool"] = pool
    else:
        database["CONN_MAX_AGE"] = 0 if is_debug else 60
    prepared = environment.int("DATABASE_PREPARED_STATEMENTS", default=30)
    database["PREPARED_STATEMENTS"] = 0 if through_pgbouncer else prepared
    if through_pgbouncer:
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
        options.setdefault("connect_timeout", CONNECT_SECONDS)
    return database


def _read(environment: Environment, name: str) -> dict[str, Any]:
    database = environment.db_url(name, default="postgresql:///sustaining")
    return {"OPTIONS": {}, **database, "ENGINE": "django.db.backends.postgresql"}


def direct_database_settings(environment: Environment) -> dict[str, Any]:
    """Return what differs where a command reaches PostgreSQL itself; nothing without PgBouncer."""
    if not environment.str("PGBOUNCER_URL", default=""):
        return {}
    return _read(environment, "DATABASE_URL") | {"DISABLE_SERVER_SIDE_CURSORS": False}


def connect_directly() -> None:
    """Connect this process to PostgreSQL itself from here on, for a command that sets something for its session.

    `migrate` sets `lock_timeout` where it has no transaction; pg_dump empties `search_path`. PgBouncer would hand a connection
    on in that state, and the site's next statements would find no table.
    """
    if settings.DIRECT_DATABASE:
        connection.close()
        connection.settings_dict.update(settings.DIRECT_DATABASE)
