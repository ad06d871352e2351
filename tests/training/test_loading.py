"""The nightly load: the demo anew on a marked database, and never anywhere else."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import CommandError
from django.db import connection, models
from django.test import Client

from schools.models import Participation, School
from sustaining.accounts.models import User
from sustaining.outbox.models import Email
from sustaining.privacy.models import DataRequest
from sustaining.sampledata.demo.data import SIGN_INS
from sustaining.training import loading
from sustaining.training.actions import clear_site
from sustaining.training.models import TrainingSite
from sustaining.training.tasks import load_training_site
from tests.training.conftest import build_people, run

pytestmark = pytest.mark.django_db


def count_rows(skip: set[str]) -> dict[str, int]:
    """Return how many rows each table has, of every model but those in `skip`."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - skip
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(tables):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.parametrize("setting", [True, False])
def test_unmarked_database_is_never_loaded_or_emptied(settings, cast, setting):
    settings.TRAINING_SITE = setting
    User.objects.system()
    before = count_rows(set())
    with pytest.raises(CommandError, match="not marked as a training site’s, so nothing in it is deleted"):
        run("load_training_site")
    assert count_rows(set()) == before


def test_marked_database_without_the_setting_is_not_emptied(settings, marked):
    settings.TRAINING_SITE = False
    before = count_rows(set())
    with pytest.raises(CommandError, match="not marked"):
        run("load_training_site")
    assert count_rows(set()) == before


def test_people_cannot_clear_a_site(training_site, now):
    for person in User.objects.filter(is_system=False)[:3]:
        with pytest.raises(Exception, match="nothing in it is deleted"):
            clear_site(None, by=person, now=now)


def test_cleared_site_has_what_migrations_give_and_nothing_else(marked, now):
    """A migration that writes rows is named in `programme_rows.py`, or a training site would lack them after its first night."""
    system = User.objects.system()
    own = {"training_trainingsite", "accounts_user", "accounts_userevent", "pghistory_context"}
    migrated = count_rows(own)
    for _ in range(2):
        clear_site(None, by=system, now=now)
        assert count_rows(own) == migrated
        assert not User.objects.filter(is_system=False).exists()
        system = User.objects.system()


def test_load_and_nightly_task_replace_what_colleagues_did(marked, settings, django_capture_on_commit_callbacks):
    """The whole demo, twice: everyone is signed in by one press, and nothing of the first copy is left."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    assert "Loaded" in run("load_training_site")
    lead = User.objects.get(email="lead@demo.example")
    kinds = set(ContentType.objects.values_list("pk", "model"))
    counts = [model.objects.count() for model in (User, School, Participation, Email)]
    for email, _, _ in SIGN_INS:
        client = Client()
        client.post("/training/sign-in/", {"person": email})
        for address in ("/", "/training/emails/"):
            assert client.get(address).status_code == 200, (email, address)
    School.objects.filter(urn=910003).update(name="Changed by a colleague")
    User.objects.create_user("colleague@school.example", full_name="Cal League")
    names, key = stored_names(), client.session.session_key
    assert names, "the demo has the archive of a data request"
    with django_capture_on_commit_callbacks(execute=True):
        assert load_training_site() is True
    assert School.objects.get(urn=910003).name == "Castle Hill School"
    assert [model.objects.count() for model in (User, School, Participation, Email)] == counts
    assert User.objects.get(email="lead@demo.example").pk == lead.pk, "addresses stay the same"
    assert set(ContentType.objects.values_list("pk", "model")) == kinds, "running processes remember these keys"
    assert TrainingSite.objects.get().loaded_at is not None
    assert client.get("/").status_code == 302
    assert not [name for name in cache._cache if key in name]
    assert not [name for storage, name in names if storage.exists(name)]
    assert all(storage.exists(name) for storage, name in stored_names())


def test_files_that_no_row_names_are_left(training_site, django_capture_on_commit_callbacks):
    """They may be those of the real site, in a folder that is shared by mistake."""
    storage = DataRequest._meta.get_field("file").storage
    name = storage.save("of-another-site.txt", ContentFile(b"evidence"))
    with django_capture_on_commit_callbacks(execute=True):
        run("load_training_site")
    assert storage.exists(name)
    storage.delete(name)


def stored_names() -> list[tuple]:
    """Return the storage and name of every file that a row names."""
    return [
        (field.storage, name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField) and not hasattr(model, "pgh_tracked_model")
        for name in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
    ]


def test_load_that_fails_leaves_the_old_copy(training_site, monkeypatch):
    School.objects.create(urn=990001, name="Made by a colleague")

    def fail(now):
        build_people(now)
        raise RuntimeError("half of the demo")

    monkeypatch.setattr(loading, "build", fail)
    with pytest.raises(RuntimeError):
        run("load_training_site")
    assert School.objects.filter(urn=990001).exists()


def test_nightly_task_does_nothing_on_the_real_site(cast):
    before = count_rows(set())
    assert load_training_site() is False
    assert count_rows(set()) == before
