"""Why a session went back to an earlier state."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from schools.models import School
from schools.roles import PLAN_READERS
from schools.scope import scoped_by_participation
from sustaining.common.moves import protect_from_delete

from ..choices import SessionCorrectionKind
from .sessions import Session


@pghistory.track()
class SessionCorrection(models.Model):
    """What was put right about a session, by whom and why: it was confirmed, or cancelled, by mistake."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="corrections")
    what = models.CharField(max_length=10, choices=SessionCorrectionKind)
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="session_corrections")
    at = models.DateTimeField()

    objects = scoped_by_participation("session__participation", PLAN_READERS)

    class Meta:
        ordering = ["at", "pk"]
        triggers = [protect_from_delete("session_corrections_stay")]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_what_display()}"

    @property
    def school(self) -> School:
        """Return the supported school."""
        return self.session.school
