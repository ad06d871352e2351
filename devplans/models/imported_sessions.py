"""Sessions that were held before their hub used the site: which list each came from, beside the session itself."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Hub, School
from schools.roles import PLAN_READERS
from schools.scope import scoped_by_participation
from sustaining.common.moves import protect_from_delete, protect_identity

from .sessions import Session


@pghistory.track()
class ImportedSession(models.Model):
    """Where a session came from that a hub brought in. `source` and `source_row` are the list and its row.

    The session is a session like any other. When its list is undone the session is cancelled, and this row stays.
    """

    session = models.OneToOneField(Session, models.PROTECT, related_name="imported")
    source = models.CharField("list", max_length=120)
    source_row = models.PositiveIntegerField("row in the list")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imported_sessions")
    recorded_at = models.DateTimeField()

    objects = scoped_by_participation("session__participation", PLAN_READERS)

    class Meta:
        ordering = ["pk"]
        verbose_name = "earlier session"
        verbose_name_plural = "earlier sessions"
        constraints = [
            models.CheckConstraint(condition=~Q(source="") & Q(source_row__gt=0), name="imported_session_has_its_row"),
        ]
        triggers = [
            protect_identity(
                "imported_sessions_stay_as_they_were",
                "session_id",
                "source",
                "source_row",
                "recorded_at",
                sentence="Where a session came from stays as it was. Undo its list, and upload a corrected one.",
            ),
            protect_from_delete("imported_sessions_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.session}, from {self.source}, row {self.source_row}"

    @property
    def school(self) -> School:
        """Return the supported school."""
        return self.session.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.session.hub
