"""A database that is as `migrate` leaves it, again for each part: with the rows that migrations write, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.sql import SQL, Identifier

SUFFIX = "_migrated"


def keep_migrated() -> None:
    """Copy the database that has just been migrated, for `start_again`."""
    name = connection.settings_dict["NAME"]
    with maintenance_cursor() as cursor:
        cursor.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name + SUFFIX), Identifier(name)))


def start_again() -> None:
    """Put the copy in the place of the database. `flush` would not do: it empties what migrations wrote too."""
    name = connection.settings_dict["NAME"]
    with maintenance_cursor() as cursor:
        cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        cursor.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(name + SUFFIX)))


@contextmanager
def maintenance_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """Give a cursor of the server's own database, with none of ours connected to the one that is measured."""
    connection.close()
    connection.close_pool()  # connections that wait in it are sessions too
    settings = connection.get_connection_params()
    keys = ("host", "port", "user", "password")
    parameters = {key: settings[key] for key in keys if settings.get(key)}
    with psycopg.connect(**parameters, dbname="postgres", autocommit=True) as plain, plain.cursor() as cursor:
        yield cursor
