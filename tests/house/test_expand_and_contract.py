"""A migration first widens; what the release before still uses goes in the next one (decision 149).

Frozen migrations are those of releases: no site runs an older one beside them any more.
"""

from __future__ import annotations

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.database import PACKAGES
from tests.house.frozen import FROZEN
from tests.house.migration_lint import ADVICE, problems

pytestmark = pytest.mark.django_db
LOADER = MigrationLoader(None)
EXCUSED: dict[tuple[str, str], str] = {}
"""Migrations that the rule would refuse, each with the release that no longer uses what goes, or why it does no harm."""
NEW = sorted(
    key
    for key, migration in LOADER.disk_migrations.items()
    if type(migration).__module__.startswith(PACKAGES) and key not in FROZEN and key not in EXCUSED
)


def test_release_before_runs_on_the_migrated_database():
    breaches = [
        f"{'.'.join(key)}: {problem}"
        for key in NEW
        for problem in problems(
            key[0], LOADER.disk_migrations[key].operations, LOADER.project_state([key], at_end=False)
        )
    ]
    assert breaches == [], "write it in two releases (docs/deploying.md), or say in EXCUSED why it does no harm"


def test_excuses_name_migrations_that_exist():
    assert [key for key in EXCUSED if key not in LOADER.disk_migrations] == []
    assert all(EXCUSED.values())


TEXT = models.TextField(default="")
SENT = models.CheckConstraint(condition=models.Q(attempts__lt=9), name="few_attempts")
UNIQUE = models.UniqueConstraint(fields=["subject"], name="one_subject")
REMOVE = migrations.RemoveField("email", "subject")


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (migrations.AddField("email", "note", TEXT), "NOT_NULL"),
        (migrations.AlterField("email", "user", models.BigIntegerField()), "NOT_NULL"),
        (REMOVE, "DROP_COLUMN"),
        (migrations.DeleteModel("BeatLease"), "DROP_TABLE"),
        (migrations.RenameField("email", "subject", "title"), "RENAME_COLUMN"),
        (migrations.RenameModel("BeatLease", "Lease"), "RENAME_TABLE"),
        (migrations.AlterField("email", "attempts", models.TextField()), "ALTER_COLUMN"),
        (migrations.AddConstraint("email", UNIQUE), "ADD_UNIQUE"),
        (migrations.AddIndex("email", models.Index(fields=["subject"], name="by_subject")), "CREATE_INDEX"),
        (migrations.AddConstraint("email", SENT), "ADD_CHECK"),
        (migrations.SeparateDatabaseAndState(database_operations=[REMOVE]), "DROP_COLUMN"),
    ],
)
def test_operation_that_breaks_the_release_before_is_refused(operation, code):
    breaches = list(problems("paper", [operation], paper_state()))
    assert any(ADVICE[code] in breach for breach in breaches), breaches


def test_column_with_a_default_does_not_hide_one_without():
    added = [
        migrations.AddField("email", "note", TEXT),
        migrations.AddField("email", "other", models.TextField(db_default="")),
    ]
    assert len(list(problems("paper", added, paper_state()))) == 1


@pytest.mark.parametrize(
    "operations",
    [
        [migrations.AddField("email", "note", models.TextField(default="", db_default=""))],
        [migrations.AddField("email", "note", models.TextField(null=True))],
        [migrations.SeparateDatabaseAndState(state_operations=[REMOVE])],
        [migrations.RunPython(migrations.RunPython.noop)],
        [
            migrations.CreateModel("Note", [("id", models.BigAutoField(primary_key=True)), ("text", TEXT)]),
            migrations.AddConstraint("note", models.UniqueConstraint(fields=["text"], name="one_text")),
            migrations.AddField("note", "more", TEXT),
        ],
    ],
)
def test_operations_that_only_widen_pass(operations):
    assert list(problems("paper", operations, paper_state())) == []


def paper_state() -> ProjectState:
    """Return a state with a table that grows and one that does not."""
    key = ("id", models.BigAutoField(primary_key=True))
    email = [
        key,
        ("subject", models.TextField()),
        ("attempts", models.PositiveSmallIntegerField(default=0)),
        ("user", models.BigIntegerField(null=True)),
    ]
    state = ProjectState()
    migrations.CreateModel("Email", email, options={"db_table": "outbox_email"}).state_forwards("paper", state)
    migrations.CreateModel("BeatLease", [key]).state_forwards("paper", state)
    return state
