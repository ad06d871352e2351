"""The marker: only an empty database gets it, it stays, and there is one."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from sustaining.accounts.models import User
from sustaining.training.actions import mark_site
from sustaining.training.models import TrainingSite
from tests.cast import this_years_project
from tests.factories import HubFactory, SchoolFactory, UserFactory
from tests.training.conftest import run

pytestmark = pytest.mark.django_db

INSERT = "INSERT INTO training_trainingsite (id) VALUES (1)"


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def create_project() -> None:
    this_years_project(timezone.now())


def write_email() -> None:
    execute(
        'INSERT INTO outbox_email (occasion, kind, facts, "to", subject, text, html, calendar, reply_to, message_id, state,'
        " attempts, queued_at, not_before, last_answer, provider_id, placeholders)"
        " VALUES ('x', 'invitation', '{}', 'a@b.example', 's', 't', '', '', '', '<m>', 'queued', 0, now(), now(), '', '', '{}')"
    )


def test_empty_database_is_marked_and_a_second_run_changes_nothing(settings):
    settings.TRAINING_SITE = True
    assert "load_training_site" in run("mark_training_site")
    marker = TrainingSite.objects.get()
    assert marker.loaded_at is None
    run("mark_training_site")
    assert TrainingSite.objects.get() == marker


@pytest.mark.parametrize(
    "make", [UserFactory, HubFactory, SchoolFactory, create_project, write_email], ids=lambda make: make.__name__
)
def test_database_with_one_real_row_is_refused_by_command_and_raw_sql(settings, make):
    settings.TRAINING_SITE = True
    make()
    with pytest.raises(CommandError, match=r"can’t become a training site\. Create a new database"):
        run("mark_training_site")
    with pytest.raises(IntegrityError, match="can’t become a training site"):
        execute(INSERT)
    assert not TrainingSite.objects.exists()


def test_marking_without_the_setting_is_refused(settings, now):
    with pytest.raises(CommandError, match="Set TRAINING_SITE=true first"):
        run("mark_training_site")
    settings.TRAINING_SITE = True
    with pytest.raises(PermissionDenied):
        mark_site(None, by=UserFactory(), now=now)
    assert not TrainingSite.objects.exists()


@pytest.mark.parametrize(
    "statement", ["DELETE FROM training_trainingsite", "UPDATE training_trainingsite SET loaded_at = now()"]
)
def test_marker_cannot_be_removed_or_changed(marked, statement):
    with pytest.raises(IntegrityError, match="stays one"):
        execute(statement)
    assert TrainingSite.objects.exists()


def test_second_marker_is_refused(marked):
    with pytest.raises(IntegrityError):
        execute("INSERT INTO training_trainingsite (id) VALUES (2)")


def test_marker_is_shown_to_programme_administrators_alone(marked):
    administrator = User.objects.create_superuser("ada@example.org", full_name="Ada Admin")
    assert TrainingSite.objects.visible_to(administrator).exists()
    assert not TrainingSite.objects.visible_to(UserFactory()).exists()
