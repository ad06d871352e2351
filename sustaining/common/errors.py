"""Errors that a person can act on: the text of each is a sentence for the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, models


class DomainError(Exception):
    """Something the programme's rules refuse. `str()` is a sentence that says what is wrong and how to mend it."""


class WrongState(DomainError):
    """The thing has moved on since the page was shown: the move asked for is not open to it any more."""


def constraint_of(error: BaseException) -> str | None:
    """Name of the database constraint that `error` (or its cause) tells of, or None."""
    cause = error.__cause__ or error
    diagnosis = getattr(cause, "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def sentence_of(error: BaseException) -> str:
    """The database's own first line: our triggers raise whole sentences."""
    cause = error.__cause__ or error
    diagnosis = getattr(cause, "diag", None)
    return getattr(diagnosis, "message_primary", None) or str(cause)


@contextmanager
def says(error_class: type[DomainError], *, constraint: str, model: type[models.Model] | None = None) -> Iterator[None]:
    """Turn a breach of `constraint` into `error_class`, so that a rule and its sentence stand once.

    The sentence is the constraint's `violation_error_message` when `model` is given, else the one its trigger raised.
    Any other database error passes unchanged. The transaction is spent afterwards: raise out of it.
    """
    try:
        yield
    except DatabaseError as error:
        if constraint_of(error) != constraint:
            raise
        raise error_class(_sentence(constraint, model) or sentence_of(error)) from error


def _sentence(constraint: str, model: type[models.Model] | None) -> str | None:
    if model is None:
        return None
    for declared in model._meta.constraints:
        if declared.name == constraint:
            return str(declared.violation_error_message)
    return None
