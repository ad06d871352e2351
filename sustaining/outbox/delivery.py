"""Delivery: each email in its own transaction, in which it is locked, checked, sent, marked and committed.

What can be promised: a mail is never lost and never written twice. The one mail that a killed worker
had in flight may arrive again, under the same Message-ID, so that the receiver can fold the two. Nothing else repeats.

What the server refuses for now is tried again after `EMAIL_RETRY_SECONDS`, at most `MAX_ATTEMPTS` times in all; what it
refuses for good (`_is_permanent`) fails at once, and a person looks at it.

A server that cannot be reached, or falls silent or hangs up before it has the whole email, uses up no attempt. One that falls
silent afterwards may have taken the email: that is an attempt, and the repeat has the same Message-ID. A silent server is
left alone for a while by every worker (`_pause`), so that at most one email a worker and round meets it.

A mail with links has two transactions. The first makes the links and commits them before a byte goes to the server: whatever
address has left this process opens something, also when it is killed before the second, which sends and marks. A repeat
brings links of its own beside those of the first copy; older mails' links end only in the transaction that marks it sent.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.nonmultipart import MIMENonMultipart
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import connection as database
from django.utils.html import escape

from sustaining.common.breaker import is_silence
from sustaining.common.logs import mask_tokens
from sustaining.common.stopping import is_stopping

from . import links
from .claiming import EmailTransactions
from .discarding import discards_email
from .kinds import KINDS
from .messages import STOP, STOP_SUMMARY
from .mime import OutboxMessage
from .models import EMAIL_MOVES, MAX_ATTEMPTS, Email
from .optional import is_required, is_wanted
from .skip_reasons import NOT_TRUE, NOT_WANTED, RESTRICTED, TOO_LATE
from .smtp import AnswerLost, ServerLost

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)
RATE_LOCK = 0x5AFE_4A17
"""Held while one mail goes when there is a limit a minute: workers then count one after the other."""
AWAY = "server away"
LOST = "connection lost"
TAKEN = "taken by another worker"
LIMIT = "limit reached"
STILL_OPEN = ("sent", "missed", TAKEN)
"""Outcomes after which the connection is open; after any other it is opened again, or its state is unknown."""
INVITATION_METHODS = ("REQUEST", "CANCEL")
CALENDAR_FILE = "meeting.ics"
CARRIES_ALTERNATIVES = ("", "amazon_ses", "sendgrid")
"""Ways of sending that carry an alternative in `text/calendar`: SMTP and these providers. The others refuse the email."""
PAUSE = "outbox:mail-server-is-silent"
DISCARDS = "django.core.mail.backends.dummy.EmailBackend"
REFUSALS = (smtplib.SMTPException, OSError, ValueError, AnymailError)


@dataclass
class Round:
    """A round of delivery: counts by outcome, and when it ends."""

    clock: Callable[[], datetime]
    most: int | None = None
    seconds: float | None = None
    counts: dict[str, int] = field(default_factory=dict)
    last: str | None = None
    began: float = field(default_factory=time.monotonic)

    def note(self, outcome: str) -> bool:
        """Count an outcome. Return whether the next email may be tried after it."""
        if outcome != TAKEN:
            self.counts[outcome] = self.counts.get(outcome, 0) + 1
        before, self.last = self.last, outcome
        return outcome not in (AWAY, LIMIT) and not outcome == before == LOST

    def goes_on(self) -> bool:
        """Return whether there is time and room for another email, and nobody has asked the worker to stop."""
        if is_stopping() or (self.most is not None and sum(self.counts.values()) >= self.most):
            return False
        return self.seconds is None or time.monotonic() < self.began + self.seconds


def deliver_all(
    clock: Callable[[], datetime], *, most: int | None = None, seconds: float | None = None
) -> dict[str, int]:
    """Send what is due until nothing is left, `most` emails are settled or `seconds` have passed. Return counts by outcome.

    A worker that is told to stop ends the round after the email in hand.

    One SMTP connection serves the round; one that breaks is opened again at the next row. A server that cannot be
    reached at all ends the round before any row is touched: nobody's attempts are used up by our own trouble. So do a
    connection that is lost twice running, and the limit a minute (EMAIL_RATE_PER_MINUTE).
    """
    current = Round(clock, most, seconds)
    connection = get_connection(DISCARDS if any(discards_email.collect()) else None)
    try:
        # Before any row is locked: a server that is away uses up no attempt, and one that hangs keeps nobody waiting.
        while current.goes_on() and Email.objects.due(clock()).exists():
            if not _open(connection):
                current.note(AWAY)
                break
            if not deliver_in_turn(current, connection):
                break
    finally:
        _close(connection)
    return current.counts


def deliver_in_turn(current: Round, connection: Any) -> bool:
    """Settle emails over the open connection, each in a transaction of its own, until it has to be opened again.

    Return whether the round goes on after that; False when nothing is due.
    """
    with EmailTransactions() as transactions:
        while current.goes_on():
            outcome = deliver_one(current.clock(), connection, transactions)
            if outcome is None or not current.note(outcome):
                return False
            if outcome not in STILL_OPEN:
                return True
    return False


def _open(connection: Any) -> bool:
    """Open the connection and return True, or return False when the server is away or was silent a moment ago."""
    if cache.get(PAUSE):
        return False
    try:
        connection.open()
    except (smtplib.SMTPException, OSError, AnymailError) as error:
        logger.warning("The mail server cannot be reached: %s", error)
        _pause(error)
        return False
    return True


def _pause(error: Exception) -> None:
    """Have every worker leave the server alone for a while, if the error was its silence. A refusal costs no time."""
    if is_silence(error):
        cache.set(PAUSE, True, settings.EMAIL_RETRY_SECONDS[0])


def deliver_one(now: datetime, connection: Any, transactions: EmailTransactions) -> str | None:
    """Settle the due email that has waited longest and is not locked. Return its outcome, or None when there is none.

    1. lock the row, passing over those that another worker holds; 2. too late, or no longer true: missed, not sent;
    3. make its links, commit, and lock the row again; 4. send; 5. mark; 6. commit, this row by itself.
    A kill between 4 and 6 is the one repeat that can be. 5 and 6 are done in one message with 1 of the next email.
    """
    email, outcome = _lock_next(transactions, now)
    if email is None or not email.placeholders:
        return outcome if email is None else _send(email, {}, now, connection, transactions)
    # Committed before anything is sent: if the worker is killed while the server already has the message, its links must
    # work. Between the two transactions the row is free: another worker may send it, or what it says may become untrue.
    filled = links.mint(email, now=now)
    again, outcome = _lock_next(transactions, now, only=email)
    if again is None:
        return TAKEN if outcome is None else outcome
    return _send(again, filled, now, connection, transactions)


def _lock_next(
    transactions: EmailTransactions, now: datetime, only: Email | None = None
) -> tuple[Email | None, str | None]:
    """Lock and return the next email to send (or `only`), or None and the outcome. What went before is committed."""
    if settings.EMAIL_RATE_PER_MINUTE:
        transactions.renew()
        if _has_reached_the_limit(now):
            return None, LIMIT
    email = transactions.take(now, only)
    if email is None:
        return None, None
    reason = RESTRICTED if email.is_restricted and not is_required(email.kind) else _skip_reason(email, now)
    if reason:
        EMAIL_MOVES.make(email, "miss", settled_at=now, last_answer=reason, placeholders=_settled_placeholders(email))
        return None, "missed"
    return email, None


def _send(
    email: Email, filled: Mapping[str, str], now: datetime, connection: Any, transactions: EmailTransactions
) -> str:
    """Send a locked email and record the outcome, which is returned."""
    message = build_message(email, connection, filled)
    try:
        connection.send_messages([message])
    except REFUSALS as error:
        # After an error the state of the SMTP session is unknown; the next email gets a new one.
        _close(connection)
        _pause(error)
        if isinstance(error, ServerLost):
            _postpone_uncounted(email, error, now)
            return AWAY if is_silence(error) else LOST
        outcome = _note_failure(email, error, now)
        return AWAY if isinstance(error, AnswerLost) and is_silence(error) else outcome
    links.end_older(email, now=now)
    transactions.mark_sent(email, now, provider_id=_provider_id(message), placeholders=_settled_placeholders(email))
    return "sent"


def _settled_placeholders(email: Email) -> dict[str, Any]:
    """Return the placeholders to keep on a settled email: its links, but no codes."""
    return {
        placeholder: {"sealed": ""} if "sealed" in part else part for placeholder, part in email.placeholders.items()
    }


def _has_reached_the_limit(now: datetime) -> bool:
    with database.cursor() as cursor:
        # Without the lock two workers would each count below the limit and both send. It is released at commit, when
        # the row counts.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RATE_LOCK])
    return Email.objects.sent_since(now - MINUTE).count() >= settings.EMAIL_RATE_PER_MINUTE


def _skip_reason(email: Email, now: datetime) -> str:
    if email.use_until and email.use_until <= now:
        return TOO_LATE
    if not is_wanted(email.kind, email.user_id, email.to):
        return NOT_WANTED
    return "" if is_still_true(email, now) else NOT_TRUE


def is_still_true(email: Email, now: datetime) -> bool:
    """Return whether the email is still true by its kind. Emails of removed kinds count as true."""
    kind = KINDS.get(email.kind)
    return kind is None or kind.is_still_true({**email.facts, "user": email.user_id}, now)


def _provider_id(message: Any) -> str:
    """Return the id by which a provider will report on this email, or an empty string without a provider."""
    return str(getattr(getattr(message, "anymail_status", None), "message_id", None) or "")[:200]


def _note_failure(email: Email, error: Exception, now: datetime) -> str:
    """Record the server's answer, and postpone the email or, after a permanent refusal or the last attempt, fail it."""
    attempts = email.attempts + 1
    answer = mask_tokens(f"{type(error).__name__}: {error}")[:2000]  # some servers repeat what they refuse
    logger.warning("E-mail %s was not accepted (attempt %s): %s", email.pk, attempts, answer)
    if _is_permanent(error) or attempts >= MAX_ATTEMPTS:
        EMAIL_MOVES.make(email, "fail", attempts=attempts, last_answer=answer, settled_at=now)
        return "failed"
    waits = settings.EMAIL_RETRY_SECONDS
    wait = timedelta(seconds=waits[min(attempts, len(waits)) - 1])
    Email.objects.filter(pk=email.pk).update(attempts=attempts, last_answer=answer, not_before=now + wait)
    return "postponed"


def _postpone_uncounted(email: Email, error: Exception, now: datetime) -> None:
    """Let other emails go first, in case the server breaks off at this one alone. It counts as no attempt."""
    logger.warning("The mail server broke off before it had email %s: %s", email.pk, error)
    wait = timedelta(seconds=settings.EMAIL_RETRY_SECONDS[0])
    Email.objects.filter(pk=email.pk).update(
        last_answer=f"{type(error).__name__}: {error}"[:2000], not_before=now + wait
    )


def _is_permanent(error: Exception) -> bool:
    """Return whether the refusal is final: 5xx for the recipient or content is, for the connection or login it is not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        # There is one recipient; smtplib still reports refusals as a dictionary of recipients.
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, AnymailError):  # by HTTP it is 4xx that is about the mail; 429 asks for patience
        status = getattr(error, "status_code", None)
        return status in (400, 406, 413, 422) or type(error).__name__ == "AnymailRecipientsRefused"
    if isinstance(error, ValueError):  # a header or an address that no server could take
        return True
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return error.smtp_code >= 500
    return False


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        logger.debug("The mail server's connection was gone already.")


def build_message(email: Email, connection: Any = None, filled: Mapping[str, str] | None = None) -> OutboxMessage:
    """Return the email as a message in plain text and HTML, with its calendar file.

    `filled` maps its placeholders to their values.
    """
    filled = filled or {}
    message = OutboxMessage(
        links.fill(email.subject, filled),
        links.fill(email.text, filled),
        settings.DEFAULT_FROM_EMAIL,
        [email.to],
        reply_to=[email.reply_to] if email.reply_to else None,
        headers=_headers(email, filled),
        connection=connection,
    )
    if email.html:
        # The template escaped what it rendered, but these values come in after it.
        escaped = {placeholder: escape(value) for placeholder, value in filled.items()}
        message.attach_alternative(links.fill(email.html, escaped), "text/html")
    if email.calendar:
        _add_calendar(message, links.fill(email.calendar, filled))
    return message


def _add_calendar(message: OutboxMessage, calendar: str) -> None:
    """Attach a calendar file; an invitation or its end (iTIP) is an alternative of the text too.

    Calendars act on the alternative (RFC 6047). The attachment is for readers whose mail program shows no calendar, and
    with a provider whose interface has no alternatives of other types it names the method itself.
    """
    method = next((line[7:] for line in calendar.splitlines() if line.startswith("METHOD:")), "PUBLISH")
    if method in INVITATION_METHODS and settings.EMAIL_PROVIDER in CARRIES_ALTERNATIVES:
        message.attach_alternative(calendar, f"text/calendar; method={method}")
        message.attach(CALENDAR_FILE, calendar.encode(), "application/ics")
    else:
        message.attach(_calendar_part(calendar, method))


def _headers(email: Email, filled: Mapping[str, str]) -> dict[str, str]:
    """Return the headers for automatic email (RFC 3834) and, for optional kinds, one-click unsubscribe (RFC 8058)."""
    headers = {"Message-ID": email.message_id, "Auto-Submitted": "auto-generated"}
    stops = (STOP, STOP_SUMMARY)
    stop = next((key for key, part in email.placeholders.items() if part.get("purpose") in stops), None)
    if stop is not None:
        headers["List-Unsubscribe"] = f"<{filled[stop]}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _calendar_part(calendar: str, method: str) -> MIMEBase:
    part = MIMENonMultipart("text", "calendar", method=method, charset="utf-8")
    Message.set_payload(part, calendar, "utf-8")
    part.add_header("Content-Disposition", "attachment", filename=CALENDAR_FILE)
    return part
