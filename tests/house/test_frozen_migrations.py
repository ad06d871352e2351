"""A migration that belongs to a release is never edited: sites have applied it as it was (decision 153)."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader

from .frozen import FROZEN, find_changed, read_digests


def test_frozen_migrations_are_as_they_were_released():
    assert find_changed(read_digests()) == [], (
        "These migrations belong to a release: sites that have applied them never see an edit. Take it back, and write a new "
        "migration (docs/deploying.md, Writing a migration)."
    )


def test_edited_renamed_and_deleted_migrations_are_noticed(tmp_path):
    path = "outbox/migrations/0001_emails.py"
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert find_changed({path: empty}, tmp_path) == []
    (tmp_path / path).write_text("# edited")
    assert find_changed({path: empty, "outbox/migrations/0002_gone.py": empty}, tmp_path) == [
        path,
        "outbox/migrations/0002_gone.py",
    ]


def test_squashed_migrations_are_frozen():
    migrations = MigrationLoader(None).disk_migrations
    assert {key for key, migration in migrations.items() if migration.replaces} - FROZEN == set()
