"""Back-ups that were made, for those who ask how old the last one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from sustaining.common.people import Reader


class BackupQuerySet(models.QuerySet):
    """Back-ups that were made."""

    def visible_to(self, user: Reader) -> Self:
        """Return the back-ups for programme administrators, nothing for others."""
        return self.all() if user.is_active and user.is_superuser else self.none()


class Backup(models.Model):
    """A back-up that `manage.py backup` has made and verified. A restored database has those from before its own."""

    made_at = models.DateTimeField()
    size = models.PositiveBigIntegerField("size in bytes")
    is_encrypted = models.BooleanField()

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = "back-up"
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["-made_at"], name="backup_by_time")]

    def __str__(self) -> str:
        return f"Back-up of {self.made_at}"
