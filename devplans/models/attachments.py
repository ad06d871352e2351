"""Files attached to sessions: resources, photographs of the board, planning sheets."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import Hub, School
from schools.roles import PLAN_TEXT_READERS
from schools.scope import scoped_by_participation
from sustaining.common.files import StoredFile
from sustaining.common.moves import done_by_somebody, protect_from_delete

from .sessions import Session

MOST_FILES = 10
TOO_MANY = (
    f"You can attach up to {MOST_FILES} files to a session. Remove one first, or combine several into one document."
)


@pghistory.track(exclude=["sha256"])
class SessionFile(StoredFile):
    """A file attached to a session. A file that was taken away stays in the history but is not served."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="files")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = scoped_by_participation("session__participation", PLAN_TEXT_READERS)

    class Meta:
        ordering = ["pk"]
        constraints = [
            done_by_somebody("removed", name="session_file_removed_by_somebody"),
            models.UniqueConstraint(
                fields=["session", "sha256"], condition=Q(removed_at__isnull=True), name="a_file_once_a_session"
            ),
        ]
        triggers = [
            protect_from_delete("session_files_stay"),
            pgtrigger.Trigger(
                name="ten_files_a_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("session_id", "removed_at"),
                condition=pgtrigger.Condition("NEW.removed_at IS NULL"),
                func=pgtrigger.Func(
                    f"""
                    PERFORM 1 FROM devplans_session WHERE id = NEW.session_id FOR UPDATE;
                    IF (
                        SELECT COUNT(*) FROM devplans_sessionfile
                        WHERE session_id = NEW.session_id AND removed_at IS NULL AND id IS DISTINCT FROM NEW.id
                    ) >= {MOST_FILES} THEN
                        RAISE EXCEPTION '{TOO_MANY}'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'ten_files_a_session';
                    END IF;
                    RETURN NEW;
                    """
                ),
            ),
        ]

    @property
    def school(self) -> School:
        """Return the supported school."""
        return self.session.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.session.hub

    def get_absolute_url(self) -> str:
        return reverse("devplans:session-file", args=[self.pk])
