"""The marker of a training site's database: what it holds is invented, and may be deleted each night."""

from __future__ import annotations

import pgtrigger
from django.db import models

from sustaining.common.moves import raise_trigger
from sustaining.common.people import Reader

TABLES_OF_REAL_DATA = ("accounts_user", "schools_hub", "schools_school", "schools_project", "outbox_email")
HOLDS_REAL_DATA = " OR ".join(
    [
        "EXISTS (SELECT FROM accounts_user WHERE NOT is_system)",
        *(f"EXISTS (SELECT FROM {table})" for table in TABLES_OF_REAL_DATA[1:]),
    ]
)
"""SQL that is true when the database holds more than migrations give it: all else that people enter hangs on one of these."""

ONLY_AN_EMPTY_DATABASE_IS_MARKED = raise_trigger(
    "only_an_empty_database_is_marked",
    operation=pgtrigger.Insert,
    when_sql=HOLDS_REAL_DATA,
    sentence="This database holds people, schools or emails, so it can’t become a training site. "
    "Create a new database for the training site.",
)
# What is invented stays marked as invented: the real site never opens on it. The nightly load empties the table by TRUNCATE.
MARKER_STAYS = raise_trigger(
    "training_marker_stays",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when_sql="TRUE",
    sentence="A training site’s database stays one. Create a new database for the real site.",
)


class TrainingSiteQuerySet(models.QuerySet["TrainingSite"]):
    """Reading the marker."""

    def visible_to(self, user: Reader) -> TrainingSiteQuerySet:
        """Return the marker for programme administrators, nothing for others."""
        return self.all() if user.is_active and user.is_superuser else self.none()


class TrainingSite(models.Model):
    """The one row of a training site's database; other databases have none."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    loaded_at = models.DateTimeField(
        null=True, editable=False, help_text="When the invented schools and people were last loaded."
    )

    objects = TrainingSiteQuerySet.as_manager()

    class Meta:
        verbose_name = "training site"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_training_marker")]
        triggers = [ONLY_AN_EMPTY_DATABASE_IS_MARKED, MARKER_STAYS]

    def __str__(self) -> str:
        return "Training site"
