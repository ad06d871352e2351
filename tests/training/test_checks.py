"""A site runs only on the database that TRAINING_SITE says: the check, and how each process starts."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from scripts.places import ROOT
from sustaining.accounts.actions import send_invitation
from sustaining.accounts.models import User
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.models import Email
from sustaining.training.checks import check_database_fits_setting
from sustaining.training.database import Contents, find_contents, find_mismatch_at_start
from tests.factories import UserFactory
from tests.training.conftest import run

pytestmark = pytest.mark.django_db


def contents() -> Contents:
    with connection.cursor() as cursor:
        return find_contents(cursor)


def test_training_site_on_an_empty_database_is_allowed_until_it_is_set_up(settings):
    settings.TRAINING_SITE = True
    assert contents() is Contents.EMPTY
    call_command("check", databases=["default"])


def test_training_site_on_its_marked_database_is_allowed(marked):
    UserFactory()
    assert contents() is Contents.TRAINING
    call_command("check", databases=["default"])


def test_training_site_on_a_real_database_is_refused_with_what_to_do(settings):
    settings.TRAINING_SITE = True
    UserFactory()
    assert contents() is Contents.REAL
    with pytest.raises(SystemCheckError, match="Set DATABASE_URL to the training site’s own database"):
        call_command("check", databases=["default"])


def test_real_site_on_a_training_database_is_refused_with_what_to_do(settings, marked):
    settings.TRAINING_SITE = False
    with pytest.raises(
        SystemCheckError, match="Set DATABASE_URL to the real site’s database, or set TRAINING_SITE=true"
    ):
        call_command("check", databases=["default"])


def test_real_site_on_a_real_or_new_database_is_allowed():
    call_command("check", databases=["default"])
    UserFactory()
    call_command("check", databases=["default"])


def test_check_that_is_given_no_database_asks_none(settings, django_assert_num_queries):
    settings.TRAINING_SITE = True
    UserFactory()
    with django_assert_num_queries(0):
        assert check_database_fits_setting(None) == []


def test_database_before_its_first_migration_counts_as_empty():
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA nothing_yet")
        cursor.execute("SET LOCAL search_path TO nothing_yet")
        assert find_contents(cursor) is Contents.EMPTY


def test_database_whose_first_migration_was_interrupted_counts_as_empty(cast):
    """Else `migrate` could not go on: it asks first whether the site may run on its database."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE schools_hub RENAME TO not_made_yet")
        assert find_contents(cursor) is Contents.EMPTY


def test_start_while_postgresql_is_away_is_not_held_up(settings, monkeypatch, caplog):
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    assert find_mismatch_at_start() == ""
    assert "PostgreSQL does not answer" in caplog.text


INVITED = "new@school.example"


def invite(by: User, now: datetime) -> None:
    send_invitation(
        User.objects.create_user(INVITED, full_name="Nell New"), role="Advocate", place="a school", by=by, now=now
    )


def test_emails_of_a_real_database_wait_while_the_setting_says_training(settings, mailoutbox, cast, now):
    """Delivered to nobody, they would be lost."""
    invite(cast.lead, now)
    settings.TRAINING_SITE = True
    with pytest.raises(ImproperlyConfigured, match="TRAINING_SITE is true"):
        deliver_all(lambda: now)
    assert Email.objects.get(to=INVITED).state == "queued"
    assert mailoutbox == []


def test_emails_of_a_training_database_wait_while_the_setting_says_real(settings, mailoutbox, marked, now):
    invite(UserFactory(), now)
    settings.TRAINING_SITE = False
    with pytest.raises(ImproperlyConfigured, match="TRAINING_SITE is not true"):
        deliver_all(lambda: now)
    assert Email.objects.get(to=INVITED).state == "queued"
    assert mailoutbox == []


def database_url() -> str:
    """Return the address of this worker's test database."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


CELERY = ("-m", "celery", "-A", "sustaining")
SCHEDULE = "from django.conf import settings; print(sorted(settings.CELERY_BEAT_SCHEDULE))"
WEB, WORKER = ("-c", "import sustaining.wsgi"), (*CELERY, "worker", "--pool=solo")
CLOCK = (*CELERY, "beat", "--pidfile=")


def start(folder: Path, command: tuple[str, ...], **environment: str) -> subprocess.CompletedProcess[str]:
    """Start a process of the site that ends by itself."""
    own = {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url(),
        "DEBUG": "true",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=folder,  # beat writes its schedule there
        env={**os.environ, **own, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("command", [WEB, WORKER, CLOCK], ids=["web", "worker", "clock"])
def test_process_with_the_wrong_setting_does_not_start(settings, tmp_path, command):
    settings.TRAINING_SITE = True
    run("mark_training_site")
    refused = start(tmp_path, command, TRAINING_SITE="false")
    assert refused.returncode != 0
    assert "Set DATABASE_URL to the real site’s database" in refused.stderr + refused.stdout


@pytest.mark.django_db(transaction=True)
def test_web_process_with_the_right_setting_starts(settings, tmp_path):
    settings.TRAINING_SITE = True
    run("mark_training_site")
    started = start(tmp_path, WEB, TRAINING_SITE="true")
    assert started.returncode == 0, started.stderr


def test_clock_loads_training_sites_alone_each_night(tmp_path):
    script = ("-c", f"import sustaining.celery; {SCHEDULE}")
    assert "load the training site again" in start(tmp_path, script, TRAINING_SITE="true").stdout
    assert "load the training site again" not in start(tmp_path, script, TRAINING_SITE="false").stdout
