"""The settings of the database: PostgreSQL itself, or through PgBouncer in transaction mode."""

from __future__ import annotations

from sustaining.common.database_settings import database_settings, direct_database_settings
from sustaining.common.environment import Environment, EnvironmentWithFiles


def environment(**variables: str) -> Environment:
    """Return variables as the settings read them."""
    given = Environment()
    given.ENVIRON = EnvironmentWithFiles(variables)
    return given


def test_pgbouncer_is_used_without_a_pool_and_cursors_of_ones_own():
    urls = {"DATABASE_URL": "postgresql://db/one", "PGBOUNCER_URL": "postgresql://bouncer:6432/one"}
    through = database_settings(environment(**urls), is_debug=False)
    assert (through["HOST"], through["PORT"], through["DISABLE_SERVER_SIDE_CURSORS"]) == ("bouncer", 6432, True)
    assert "pool" not in through["OPTIONS"]
    assert direct_database_settings(environment(**urls))["HOST"] == "db"


def test_without_pgbouncer_each_process_has_a_pool_and_commands_nothing_of_their_own():
    plain = database_settings(environment(DATABASE_URL="postgresql://db/one"), is_debug=False)
    assert (plain["HOST"], plain["OPTIONS"]["pool"]["max_size"]) == ("db", 8)
    assert "DISABLE_SERVER_SIDE_CURSORS" not in plain
    assert direct_database_settings(environment(DATABASE_URL="postgresql://db/one")) == {}


def test_statements_are_prepared_unless_pgbouncer_hands_connections_on():
    plain = {"DATABASE_URL": "postgresql://db/one"}
    through = plain | {"PGBOUNCER_URL": "postgresql://bouncer:6432/one"}
    assert count_prepared(plain) > 0
    assert count_prepared(plain | {"DATABASE_PREPARED_STATEMENTS": "7"}) == 7
    assert count_prepared(through) == 0
    assert count_prepared(through | {"DATABASE_PREPARED_STATEMENTS": "20"}) == 0


def count_prepared(variables: dict[str, str]) -> int:
    """Return how many statements a connection keeps prepared."""
    return database_settings(environment(**variables), is_debug=False)["PREPARED_STATEMENTS"]
