"""Errors that people can act on: the text of each is a sentence for the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, models


class DomainError(Exception):
    """Something that the programme's rules refuse. `str()` is a sentence that says what is wrong and what to do."""


class WrongState(DomainError):
    """The object changed state after the page was shown, so the requested move is no longer possible."""


class TooEarly(DomainError):
    """The day from which this is possible has not come yet."""


def constraint_name(error: BaseException) -> str | None:
    """Return the name of the database constraint that `error`, or its cause, breaks; None for any other error."""
    # Django wraps psycopg's error; `diag`, with the constraint's name, is on the wrapped one.
    cause = error.__cause__ or error
    diagnosis = getattr(cause, "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def database_message(error: BaseException) -> str:
    """Return the first line of the database's message: our triggers raise whole sentences."""
    cause = error.__cause__ or error
    diagnosis = getattr(cause, "diag", None)
    return getattr(diagnosis, "message_primary", None) or str(cause)


@contextmanager
def domain_error_from_constraint(
    error_class: type[DomainError], *, constraint: str, model: type[models.Model] | None = None
) -> Iterator[None]:
    """Raise `error_class` in place of the database error that a breach of `constraint` causes inside the block.

    The sentence is the constraint's `violation_error_message` when `model` is given, else the one that its trigger
    raised, so a rule and its sentence are written once. Any other database error passes unchanged. The transaction is
    aborted by then: let the error leave the `atomic` block.
    """
    try:
        yield
    except DatabaseError as error:
        if constraint_name(error) != constraint:
            raise
        raise error_class(_sentence(constraint, model) or database_message(error)) from error


def _sentence(constraint: str, model: type[models.Model] | None) -> str | None:
    if model is None:
        return None
    for declared in model._meta.constraints:
        if declared.name == constraint:
            return str(declared.violation_error_message)
    return None
