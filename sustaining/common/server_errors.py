"""What a request gets when an exception is nobody's to handle."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views import defaults

RETRY_AFTER = 60
"""Seconds, for a browser or a proxy that asks again by itself."""
LOST_CONNECTION = ("08", "57P")
"""How the codes of PostgreSQL begin that tell of a connection that failed, or of a server that stops or starts."""


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page that says sorry: 503 while the database is away, 500 for anything else. Needs no database."""
    response = defaults.server_error(request)
    if is_database_away(sys.exc_info()[1]):
        response.status_code = 503
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def is_database_away(error: BaseException | None) -> bool:
    """Return whether an error says that there is no connection to PostgreSQL, and nothing about the statement."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(LOST_CONNECTION)
