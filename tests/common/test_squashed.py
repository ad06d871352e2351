"""A site at the last release with all migrations upgrades by recording; an older one is told to go there first (decision 153)."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from sustaining.common import probes
from sustaining.common.squashed import SQUASHED_RELEASE, find_lacking

pytestmark = pytest.mark.django_db
LAST = ("schools", "0034_hubs_have_a_history_of_their_own")
SQUASHED = {key for key, migration in MigrationLoader(None).disk_migrations.items() if migration.replaces}


def forget(*keys: tuple[str, str]) -> None:
    """Leave no record of these migrations, as in a database that never had them."""
    for app_label, name in keys:
        MigrationRecorder(connection).migration_qs.filter(app=app_label, name=name).delete()


def applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def migrate(**options: object) -> str:
    output = io.StringIO()
    call_command("migrate", stdout=output, verbosity=1, **options)
    return output.getvalue()


def test_database_of_the_release_before_is_only_recorded_anew():
    forget(*SQUASHED)
    assert find_lacking(connection) == []
    assert probes.find_missing_migrations() == [], "the site serves before migrate has run"
    assert "No migrations to apply" in migrate()
    assert applied() >= SQUASHED


def test_new_database_is_one_of_the_release_before_too():
    """So that its code can be put back: it looks for its own migrations."""
    replaced = {key for squashed in SQUASHED for key in MigrationLoader(None).disk_migrations[squashed].replaces}
    assert LAST in replaced
    assert applied() >= replaced


@pytest.mark.parametrize("options", [{}, {"plan": True}, {"check_unapplied": True}, {"app_label": "outbox"}], ids=str)
def test_older_database_is_refused_with_a_sentence_and_left_alone(options):
    forget(*SQUASHED, LAST, ("outbox", "0013_one_beat_holds_a_lease"))
    before = applied()
    with pytest.raises(CommandError) as refused:
        migrate(**options)
    assert f"Upgrade the site to {SQUASHED_RELEASE} first" in str(refused.value)
    assert "lacks 2 of its migrations (outbox.0013_one_beat_holds_a_lease, schools.0034" in str(refused.value)
    assert applied() == before


def test_older_database_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(probes, "MIGRATED", probes.MigratedDatabase())
    forget(*SQUASHED, LAST)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["migrations"]) == (503, False)


def test_migrate_that_was_interrupted_on_a_new_database_goes_on():
    loader = MigrationLoader(None)
    waiting = {key for key in SQUASHED if key[0] in {"funding", "rolling"}}
    forget(*SQUASHED, *(key for squashed in waiting for key in loader.disk_migrations[squashed].replaces))
    assert find_lacking(connection) == []
    assert {missing.partition(".")[0] for missing in probes.find_missing_migrations()} >= {"funding", "rolling"}
