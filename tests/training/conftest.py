"""A training site, marked and loaded as an operator does it, and a real site beside it."""

from __future__ import annotations

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from sustaining.sampledata.demo.cast import person
from sustaining.sampledata.demo.data import SIGN_INS
from sustaining.training import loading


def run(command: str) -> str:
    """Run a command of the training site and return what it prints."""
    output = StringIO()
    call_command(command, stdout=output)
    return output.getvalue()


@pytest.fixture
def marked(settings, db) -> None:
    """An empty database that is a training site's."""
    settings.TRAINING_SITE = True
    run("mark_training_site")


def build_people(now: datetime) -> None:
    """Write the people of the demo who can be signed in as, and nothing that they do: the whole takes long."""
    for email, _, name in SIGN_INS:
        is_administrator = email.startswith("admin@")
        person(email, name, now, is_staff=is_administrator, is_superuser=is_administrator)


@pytest.fixture
def training_site(marked, monkeypatch) -> None:
    """A training site with the demo's people in it."""
    monkeypatch.setattr(loading, "build", build_people)
    run("load_training_site")
