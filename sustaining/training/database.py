"""What a database is, and whether the site may run on it with its setting TRAINING_SITE."""

from __future__ import annotations

import logging
from contextlib import closing
from enum import Enum
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from .models import HOLDS_REAL_DATA, TABLES_OF_REAL_DATA, TrainingSite

logger = logging.getLogger(__name__)

START_SECONDS = 5
REAL_DATABASE = (
    "TRAINING_SITE is true, but the database of DATABASE_URL holds people, schools or emails and is not marked as a "
    "training site’s. Set DATABASE_URL to the training site’s own database, or remove TRAINING_SITE from the environment."
)
TRAINING_DATABASE = (
    "TRAINING_SITE is not true, but the database of DATABASE_URL is a training site’s: what it holds is invented. Set "
    "DATABASE_URL to the real site’s database, or set TRAINING_SITE=true."
)


class Contents(Enum):
    """What a database holds."""

    EMPTY = "nothing yet, or what migrations give it"
    TRAINING = "marked: invented schools and people"
    REAL = "people, schools or emails, unmarked"


def find_contents(cursor: Any) -> Contents:
    """Return what the database of a cursor holds, also before it is migrated, or after that was interrupted."""
    cursor.execute(
        "SELECT to_regclass('training_trainingsite') IS NOT NULL,"
        " (SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(%s::text[]) name)",
        [list(TABLES_OF_REAL_DATA)],
    )
    can_be_marked, is_migrated = cursor.fetchone()
    if can_be_marked and _is_true(cursor, "EXISTS (SELECT FROM training_trainingsite)"):
        return Contents.TRAINING
    return Contents.REAL if is_migrated and _is_true(cursor, HOLDS_REAL_DATA) else Contents.EMPTY


def _is_true(cursor: Any, condition: str) -> bool:
    cursor.execute(f"SELECT {condition}")
    return bool(cursor.fetchone()[0])


def find_mismatch(cursor: Any) -> str:
    """Return why the site may not run on this database, as a sentence; nothing when it may.

    A training site that is being set up runs on an empty database.
    """
    contents = find_contents(cursor)
    if settings.TRAINING_SITE:
        return REAL_DATABASE if contents is Contents.REAL else ""
    return TRAINING_DATABASE if contents is Contents.TRAINING else ""


def is_training_site() -> bool:
    """Return whether this is a training site, by its setting and by its database."""
    return settings.TRAINING_SITE and TrainingSite.objects.exists()


def require_matching_database() -> None:
    """Raise ImproperlyConfigured when the site may not run on its database."""
    with connection.cursor() as cursor:
        problem = find_mismatch(cursor)
    if problem:
        raise ImproperlyConfigured(problem)


def find_mismatch_at_start() -> str:
    """Return `find_mismatch` as a process starts, by a connection of its own: a pool must not open before a fork.

    While PostgreSQL is away the site starts anyway. Delivery checks again before each round.
    """
    parameters = connection.get_connection_params() | {"connect_timeout": START_SECONDS}
    try:
        with closing(psycopg.connect(**parameters)) as direct, direct.cursor() as cursor:
            return find_mismatch(cursor)
    except psycopg.OperationalError as error:
        logger.warning("PostgreSQL does not answer, so it was not checked whether this is a training site: %s", error)
        return ""
