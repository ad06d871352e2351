"""The lease that one Celery beat at a time holds (`beat.py`)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from sustaining.common.people import Reader

# One statement, by the clock of the database: two beats on machines whose clocks differ agree on when a lease ends.
TAKE = """
WITH before AS (SELECT renewed_at FROM outbox_beatlease WHERE id = 1)
INSERT INTO outbox_beatlease AS lease (id, holder, taken_at, renewed_at, ends_at)
VALUES (1, %(holder)s, statement_timestamp(), statement_timestamp(), statement_timestamp() + %(seconds)s * interval '1 second')
ON CONFLICT (id) DO UPDATE SET
    holder = excluded.holder,
    taken_at = CASE WHEN lease.holder = excluded.holder THEN lease.taken_at ELSE excluded.taken_at END,
    renewed_at = excluded.renewed_at,
    ends_at = excluded.ends_at
WHERE lease.holder = excluded.holder OR lease.ends_at <= statement_timestamp()
RETURNING (SELECT renewed_at FROM before)
"""


class Taken(NamedTuple):
    """What a beat learns that holds the lease: until when tasks were sent before; None if no beat ever ran."""

    sent_until: datetime | None


class BeatLeaseQuerySet(models.QuerySet):
    """Taking and giving back the one lease."""

    def visible_to(self, user: Reader) -> Self:
        """Return the lease for programme administrators, nothing for others."""
        return self.all() if user.is_active and user.is_superuser else self.none()

    def take(self, holder: str, seconds: float) -> Taken | None:
        """Take the lease for `seconds`, or renew it. Return None while another beat holds it."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE, {"holder": holder, "seconds": seconds})
            row = cursor.fetchone()
        return Taken(row[0]) if row else None

    def give_back(self, holder: str) -> None:
        """End the lease if `holder` has it."""
        self.filter(holder=holder).update(ends_at=Now())


class BeatLease(models.Model):
    """Which beat sends the scheduled tasks, until when, and when it last renewed the lease. There is one row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    holder = models.CharField("machine and process", max_length=300)
    taken_at = models.DateTimeField()
    renewed_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = BeatLeaseQuerySet.as_manager()

    class Meta:
        verbose_name = "lease of the scheduler"
        verbose_name_plural = "leases of the scheduler"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_beat_lease")]

    def __str__(self) -> str:
        return f"Held by {self.holder} until {self.ends_at}"
