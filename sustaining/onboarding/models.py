"""Lists that a hub uploads: schools that it enrols together, and what it did before it used the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models

from schools.choices import HubRole
from schools.models import Hub, HubStaff, Project
from sustaining.common.mapped_sheets import NOT_TRACKED, Column, UndoableUpload
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.people import Reader
from sustaining.common.sheet_uploads import OwnUploads, TableLimits
from sustaining.common.status import Status

from .choices import OpeningKind
from .enrolment_columns import COLUMNS, MOST_ROWS
from .opening_columns import LONGEST_CELL, OPENING_COLUMNS

STAY_AT_HUB = "A list of schools can’t move to another hub. Upload it there."


class HubLists(OwnUploads):
    """Lists of a hub, for its staff: one checks what a colleague uploaded, and undoes it."""

    readers: ClassVar[tuple[str, ...]] = (HubRole.LEAD, HubRole.ADMINISTRATOR)

    def visible_to(self, user: Reader) -> Self:
        """Return the lists of the hubs where this person has a post; all for programme administrators."""
        if user.is_active and user.is_superuser:
            return self.all()
        return self.filter(hub__in=HubStaff.get_hubs(user, *self.readers))


class OpeningLists(HubLists):
    """Lists of what a hub did before it used the site. Its auditors read them as well."""

    readers = (HubRole.LEAD, HubRole.ADMINISTRATOR, HubRole.AUDITOR)


class HubListUpload(UndoableUpload):
    """Base of a list that somebody at the hub checks and saves, all or nothing.

    `left_out` has the numbers of rows to leave out. A long list is saved by a worker: from `saving_at` on it is in
    progress, `seen` is what was shown, and `save_problem` says why a worker saved nothing. Once saved, `made` has the keys
    of what each row made, so that it can be undone.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="+")
    left_out = models.JSONField("rows left out", default=list, blank=True, editable=False)
    made = models.JSONField(default=list, blank=True, editable=False)
    saving_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    saving_at = models.DateTimeField(null=True, blank=True)
    seen = models.CharField(max_length=32, blank=True, default="", editable=False)
    save_problem = models.TextField("why it was not saved", blank=True, default="", editable=False)

    class Meta:
        abstract = True

    @property
    def is_being_saved(self) -> bool:
        """Return whether a worker has to save it."""
        return self.saving_at is not None and self.saved_at is None

    @property
    def status(self) -> Status:
        """Return what has become of the list."""
        return Status("In progress", "wait") if self.is_being_saved else super().status

    def save_made(self, made: list[dict[str, Any]], *, by: Any, now: datetime) -> None:
        """Keep what was made, and forget the rows."""
        self.close(now, made=made, saved_by=by, left_out=[], save_problem="")


@pghistory.track(exclude=NOT_TRACKED)
class EnrolmentUpload(HubListUpload):
    """A list of schools to enrol.

    `project` is for rows that name none, `override_reason` for rows whose Advocates are not eligible.
    """

    LIMITS = TableLimits(rows=MOST_ROWS * 4)
    COLUMNS = COLUMNS
    MOST_ROWS = MOST_ROWS
    SAVED = "Enrolled"
    PAGE = "onboarding:check"

    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    override_reason = models.TextField("reason for exceptions", blank=True, default="")

    objects = HubLists.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = "list of schools to enrol"
        verbose_name_plural = "lists of schools to enrol"
        constraints = [
            done_by_somebody("saved", name="enrolments_saved_by_somebody"),
            done_by_somebody("saving", name="enrolments_being_saved_by_somebody"),
            done_by_somebody(
                "undone", reason="undo_reason", name="enrolments_undone_with_reason", saved_at__isnull=False
            ),
        ]
        triggers = [
            protect_from_delete("enrolment_uploads_stay"),
            protect_identity("enrolment_uploads_stay_at_their_hub", "hub_id", sentence=STAY_AT_HUB),
        ]

    def has_needed(self, columns: Mapping[str, int]) -> bool:
        """Return whether the list says which school each row is about."""
        return "urn" in columns or "school" in columns


@pghistory.track(exclude=NOT_TRACKED)
class OpeningUpload(HubListUpload):
    """A list of what a hub did before it used the site, of one kind: past years, payments, sessions."""

    LIMITS = TableLimits(rows=MOST_ROWS * 4, cell=LONGEST_CELL)
    MOST_ROWS = MOST_ROWS
    SAVED = "Brought in"
    PAGE = "onboarding:opening"

    list_kind = models.CharField("kind of list", max_length=10, choices=OpeningKind)

    objects = OpeningLists.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = "list of earlier years or payments"
        verbose_name_plural = "lists of earlier years or payments"
        constraints = [
            done_by_somebody("saved", name="openings_saved_by_somebody"),
            done_by_somebody("saving", name="openings_being_saved_by_somebody"),
            done_by_somebody(
                "undone", reason="undo_reason", name="openings_undone_with_reason", saved_at__isnull=False
            ),
        ]
        triggers = [
            protect_from_delete("opening_uploads_stay"),
            protect_identity("opening_uploads_stay_at_their_hub", "hub_id", "list_kind", sentence=STAY_AT_HUB),
        ]

    @property
    def known_columns(self) -> Sequence[Column]:
        """Return the columns of lists of this kind."""
        return OPENING_COLUMNS[OpeningKind(self.list_kind)].columns

    def has_needed(self, columns: Mapping[str, int]) -> bool:
        """Return whether the list says which school each row is about, and what was done."""
        needed = (("urn", "school"), *OPENING_COLUMNS[OpeningKind(self.list_kind)].needed)
        return all(any(key in columns for key in alternatives) for alternatives in needed)
