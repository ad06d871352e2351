"""The transactions of a round of delivery: one an email, each ended in the round trip that begins the next.

`UPDATE …; COMMIT; BEGIN; SELECT … FOR UPDATE SKIP LOCKED` goes to PostgreSQL as one message. The answer comes once the
commit is on the disk and the next email is locked, so the next is sent no sooner than by four messages, and after a kill at
any moment PostgreSQL holds what it would hold then (docs/decisions/0158-one-message-to-postgresql-an-email.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from typing import Any, Self

from django.db import connection as database
from django.db import transaction

from sustaining.common.errors import WrongState

from .models import EMAIL_MOVES, Email

_FIELDS = Email._meta.concrete_fields
_NAMES = [field.attname for field in _FIELDS]
_READERS = [(place, field.from_db_value) for place, field in enumerate(_FIELDS) if hasattr(field, "from_db_value")]
_SEND = EMAIL_MOVES.moves["send"]
_TAKE = f"""
    SELECT {", ".join(f'"{field.column}"' for field in _FIELDS)}, EXISTS (
        SELECT 1 FROM accounts_user u WHERE u.id = outbox_email.user_id AND u.restricted_on IS NOT NULL
    ) AS is_restricted
    FROM outbox_email WHERE state = 'queued' AND not_before <= %s
"""
_LOCK = "LIMIT 1 FOR UPDATE SKIP LOCKED"
TAKE_NEXT = f"{_TAKE} ORDER BY not_before, id {_LOCK}"
"""Lock the longest waiting email that may be tried and that no other worker holds; the partial index `email_due` serves it.
Written as SQL because it runs once per email: building the query in Django would take longer than running it."""
TAKE_AGAIN = f"{_TAKE} AND id = %s {_LOCK}"
MARK_SENT = f"""
    UPDATE outbox_email SET state = '{_SEND.target}', settled_at = %s, attempts = attempts + 1, last_answer = '',
        provider_id = %s, placeholders = %s
    WHERE id = %s AND state IN ({", ".join(f"'{state}'" for state in _SEND.sources)});
"""
END_AND_BEGIN = "COMMIT; BEGIN;"


class EmailTransactions:
    """The transactions of several emails, one after the other; while it is open, that of the email in hand is open.

    An error undoes what was written for the email in hand alone. Opened inside a transaction of the caller's it ends
    none, and everything is part of that one.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._between = "" if database.in_atomic_block else END_AND_BEGIN
        self._has_begun = False
        self._sent: tuple[Email, list[Any]] | None = None

    def __enter__(self) -> Self:
        self._stack.enter_context(transaction.atomic())
        return self

    def __exit__(self, *error: Any) -> None:
        try:
            if self._sent:  # committed at once where an error would undo it: the email has gone
                self._run(self._between if error[0] else "", [])
        finally:
            self._stack.__exit__(*error)

    def mark_sent(
        self, email: Email, now: datetime, *, provider_id: str = "", placeholders: Mapping[str, Any] | None = None
    ) -> None:
        """Have the email in hand marked as sent: with the next statement of this object, or when it is closed."""
        self._sent = email, [now, provider_id, json.dumps(placeholders or {}), email.pk]

    def renew(self) -> None:
        """End the transaction of the email in hand, and begin another."""
        if self._has_begun:
            self._run(self._between, [])
        self._has_begun = False

    def take(self, now: datetime, only: Email | None = None) -> Email | None:
        """Lock and return the next email to send (or `only`), in a transaction of its own; None when there is none.

        Raise WrongState when the email before could not be marked as sent.
        """
        take, parameters = (TAKE_AGAIN, [now, only.pk]) if only else (TAKE_NEXT, [now])
        row = self._run(f"{self._between if self._has_begun else ''} {take}", parameters)
        self._has_begun = True
        return _read(row) if row else None

    def _run(self, statements: str, parameters: list[Any]) -> tuple[Any, ...] | None:
        """Mark what was sent, then run `statements`, in one message. Return the first row of the last, if it has rows."""
        sent, self._sent = self._sent, None
        if sent:
            statements, parameters = MARK_SENT + statements, sent[1] + parameters
        if not statements:
            return None
        with database.cursor() as cursor:
            cursor.execute(statements, parameters)
            if sent and not cursor.rowcount:
                sent[0].refresh_from_db()
                raise WrongState(EMAIL_MOVES.refusal(sent[0]))
            while cursor.nextset():
                pass
            return cursor.fetchone() if cursor.description else None


def _read(row: tuple[Any, ...]) -> Email:
    values = list(row)
    is_restricted = values.pop()
    for place, read in _READERS:
        values[place] = read(values[place], None, database)
    email = Email.from_db(database.alias, _NAMES, values)
    email.is_restricted = is_restricted
    return email
