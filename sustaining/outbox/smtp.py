"""Django's SMTP backend, which tells a server that fell silent before it had the email from one that may have taken it.

smtplib raises the same `SMTPServerDisconnected` for both. Only the first may be tried again without counting.
"""

from __future__ import annotations

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp


class ServerLost(smtplib.SMTPServerDisconnected):
    """The server fell silent, or ended the connection, before it had the whole email: it cannot have taken it."""


class AnswerLost(smtplib.SMTPServerDisconnected):
    """The server got the whole email and gave no answer: it may have taken it."""


class _Watching(smtplib.SMTP):
    """SMTP that knows whether the content of the email in hand has been sent."""

    has_content = False

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        self.has_content = False
        try:
            return super().sendmail(*args, **kwargs)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected):
                raise  # an answer of the server: smtplib's errors are OSErrors too
            raise (AnswerLost if self.has_content else ServerLost)(str(error)) from error

    def send(self, s: Any) -> None:
        # Commands are text, and the content is bytes with the final dot: what is cut off within it is no email.
        super().send(s)
        if isinstance(s, bytes) and s.endswith(b"\r\n.\r\n") and self.sock:
            self.has_content = True
            self.sock.settimeout(settings.EMAIL_ANSWER_TIMEOUT)

    def getreply(self) -> tuple[int, bytes]:
        try:
            return super().getreply()
        finally:
            if self.sock:
                self.sock.settimeout(self.timeout)


class _WatchingSsl(_Watching, smtplib.SMTP_SSL):
    """The same inside TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Opens a connection as far as the server's answer to EHLO, so that one that hangs does so before an email is locked."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _WatchingSsl if self.use_ssl else _Watching

    def open(self) -> bool | None:
        """Open the connection unless it is open. Raise an OSError when the server is not there or does not answer."""
        is_new = super().open()
        if is_new and self.connection is not None:
            try:
                self.connection.ehlo_or_helo_if_needed()
            except OSError:
                self.close()
                raise
        return is_new
