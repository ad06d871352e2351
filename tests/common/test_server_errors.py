"""The page that says sorry, and its status."""

from __future__ import annotations

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection, transaction
from psycopg_pool import PoolTimeout

from sustaining.common.server_errors import is_database_away, server_error


def raised_from(error: Exception, cause: Exception) -> Exception:
    """Return an error as Django raises it for one of psycopg."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (raised_from(OperationalError(), psycopg.OperationalError("connection refused")), True),
        (raised_from(OperationalError(), PoolTimeout()), True),
        (raised_from(OperationalError(), psycopg.errors.AdminShutdown()), True),
        (raised_from(OperationalError(), psycopg.errors.CannotConnectNow()), True),
        (raised_from(InterfaceError(), psycopg.InterfaceError("the connection is closed")), True),
        (raised_from(OperationalError(), psycopg.errors.QueryCanceled()), False),
        (raised_from(OperationalError(), psycopg.errors.DeadlockDetected()), False),
        (raised_from(ProgrammingError(), psycopg.errors.UndefinedTable()), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_lost_connection_is_told_from_what_a_statement_does(error, is_away):
    assert is_database_away(error) is is_away


def test_page_is_503_and_asks_to_come_back_while_the_database_is_away(rf):
    try:
        raise raised_from(OperationalError(), psycopg.OperationalError("connection refused"))
    except OperationalError:
        page = server_error(rf.get("/"))
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "Sorry, something went wrong" in page.content.decode()


@pytest.mark.django_db
def test_page_is_500_for_a_statement_that_takes_too_long(rf):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(1)")
    except OperationalError:
        page = server_error(rf.get("/"))
    assert page.status_code == 500
