"""The system check that the database is the one that TRAINING_SITE says; `migrate` and `check --database` run it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from .database import find_mismatch


@register(Tags.database)
def check_database_fits_setting(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Return an error for a real database on a training site, and for a training site's on the real one."""
    if not databases:
        return []
    with connection.cursor() as cursor:
        problem = find_mismatch(cursor)
    hint = "docs/deploying.md describes a training site beside the real one."
    return [Error(problem, hint=hint, id="sustaining.E012")] if problem else []
