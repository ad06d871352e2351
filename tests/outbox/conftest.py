"""A sink, and a site that sends to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outbox.sink import Sink


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    """A real SMTP server; the site's mail goes to it."""
    found = Sink()
    found.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 5
    yield found
    found.controller.stop()
