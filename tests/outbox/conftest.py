"""A smtp_server, and a site that sends to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from sustaining.applications.models import Call
from sustaining.outbox.models import Email, EmailState
from tests.applications.applying import open_call
from tests.outbox.smtp_server import SmtpServer


@pytest.fixture
def smtp_server(settings) -> Iterator[SmtpServer]:
    """A real SMTP server; the site's mail goes to it."""
    server = SmtpServer()
    server.controller.start()
    settings.EMAIL_BACKEND = "sustaining.outbox.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    yield server
    server.controller.stop()


@pytest.fixture
def call(cast, now) -> Call:
    """A call of the first hub for next year's project; what its people were written before has gone."""
    project = cast.project.rolled_forward()
    project.save()
    Email.objects.filter(state=EmailState.QUEUED).update(not_before=now + timedelta(days=99))
    return open_call(cast.hub, project, by=cast.hubadmin, now=now)
