"""Meetings and attendance from before their hub used the site: which list each came from."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Hub, Participation
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity

from ..choices import Mark
from ..querysets import MeetingRowQuerySet
from .meetings import Meeting

AS_IT_WAS = "Where it came from stays as it was. Undo its list, and upload a corrected one."


class FromList(models.Model):
    """Base of what a list brought in. `source` and `source_row` are the list and its row."""

    source = models.CharField("list", max_length=120)
    source_row = models.PositiveIntegerField("row in the list")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def hub(self) -> Hub:
        """Return the meeting's hub."""
        return self.meeting.hub  # type: ignore[attr-defined]


@pghistory.track()
class ImportedMeeting(FromList):
    """A meeting that the site did not know, and that a list of attendance added as held."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="imported")

    objects = MeetingRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "imported meeting"
        verbose_name_plural = "imported meetings"
        constraints = [
            models.CheckConstraint(condition=~Q(source="") & Q(source_row__gt=0), name="imported_meeting_has_its_row"),
        ]
        triggers = [
            protect_identity(
                "imported_meetings_stay_as_they_were",
                "meeting_id",
                "source",
                "source_row",
                "recorded_at",
                sentence=AS_IT_WAS,
            ),
            protect_from_delete("imported_meetings_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, from {self.source}"


@pghistory.track()
class ImportedMark(FromList):
    """A mark of a register as a list said it. It stays when its list is undone and the mark is taken out again.

    `closes_register` says that the register was closed with this mark: everybody had one then.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="imported_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imported_marks")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="imported_marks")
    mark = models.CharField(max_length=10, choices=Mark)
    closes_register = models.BooleanField(default=False, editable=False)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "imported mark"
        verbose_name_plural = "imported marks"
        constraints = [
            models.CheckConstraint(condition=~Q(source="") & Q(source_row__gt=0), name="imported_mark_has_its_row"),
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(undone_at=None), name="one_imported_mark_a_person"
            ),
            done_by_somebody("undone", name="imported_mark_undone_by_somebody"),
        ]
        triggers = [
            protect_identity(
                "imported_marks_stay_as_they_were",
                "meeting_id",
                "participation_id",
                "mark",
                "source",
                "source_row",
                "recorded_at",
                sentence=AS_IT_WAS,
            ),
            protect_from_delete("imported_marks_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_mark_display()}, from {self.source}"
