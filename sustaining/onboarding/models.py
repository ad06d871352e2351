"""Lists of schools that a hub enrols together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse

from schools.choices import HubRole
from schools.models import Hub, HubStaff, Project
from sustaining.common.mapped_sheets import MappedUpload
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.people import Reader
from sustaining.common.sheet_uploads import OwnUploads, TableLimits
from sustaining.common.status import Status

from .enrolment_columns import COLUMNS, MOST_ROWS


class EnrolmentUploads(OwnUploads):
    """Lists of schools, for the staff of their hub: one checks what a colleague uploaded, and undoes it."""

    def visible_to(self, user: Reader) -> Self:
        """Return the lists of the hubs that this person leads or administers; all for programme administrators."""
        if user.is_active and user.is_superuser:
            return self.all()
        return self.filter(hub__in=HubStaff.get_hubs(user, HubRole.LEAD, HubRole.ADMINISTRATOR))


@pghistory.track(exclude=["file", "thumbnail", "rows", "headings", "columns", "read_as"])
class EnrolmentUpload(MappedUpload):
    """A list of schools to enrol, which somebody at the hub checks and saves.

    `project` is for rows that name none, `override_reason` for rows whose Advocates are not eligible, `left_out` has the
    numbers of rows to leave out. Once saved, `enrolled` has the keys of what each row made, so that it can be undone.
    """

    LIMITS = TableLimits(rows=MOST_ROWS * 4)
    COLUMNS = COLUMNS
    MOST_ROWS = MOST_ROWS

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="enrolment_uploads")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    override_reason = models.TextField("reason for exceptions", blank=True, default="")
    left_out = models.JSONField("rows left out", default=list, blank=True, editable=False)
    enrolled = models.JSONField(default=list, blank=True, editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.TextField("why it was undone", blank=True, default="")

    objects = EnrolmentUploads.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = "list of schools to enrol"
        verbose_name_plural = "lists of schools to enrol"
        constraints = [
            done_by_somebody("saved", name="enrolments_saved_by_somebody"),
            done_by_somebody(
                "undone", reason="undo_reason", name="enrolments_undone_with_reason", saved_at__isnull=False
            ),
        ]
        triggers = [
            protect_from_delete("enrolment_uploads_stay"),
            protect_identity(
                "enrolment_uploads_stay_at_their_hub",
                "hub_id",
                sentence="A list of schools can’t move to another hub. Upload it there.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("onboarding:check", args=[self.pk])

    @classmethod
    def has_needed(cls, columns: Mapping[str, int]) -> bool:
        """Return whether the list says which school each row is about."""
        return "urn" in columns or "school" in columns

    @property
    def status(self) -> Status:
        """Return what has become of the list."""
        if self.undone_at:
            return Status("Undone", "wait")
        return Status("Enrolled", "go") if self.saved_at else Status("To check", "wait")

    def save_made(self, made: list[dict[str, Any]], *, by: Any, now: datetime) -> None:
        """Keep what was enrolled, and forget the rows."""
        self.enrolled, self.saved_by = made, by
        self.headings, self.columns, self.left_out = [], {}, []
        self.rows, self.saved_at = None, now
        fields = ["enrolled", "saved_by", "headings", "columns", "left_out", "rows", "saved_at"]
        self.save(update_fields=fields)
        self.close(now)
