"""Uploaded lists of Mastery Advocates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import pghistory
from django.db.models import Exists

from sustaining.common.moves import protect_from_delete
from sustaining.common.people import Reader
from sustaining.common.sheet_uploads import OwnUploads, SheetUpload, TableLimits

from ..choices import HubRole
from ..roster_rows import MOST_ROWS, parse_sheets
from .hubs import HubStaff


def parse_rows(sheets: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """Return the rows of a file as values for JSON, and how it was read. Raise NotTheTable."""
    rows, read_as = parse_sheets(sheets)
    return [row.values() for row in rows], read_as


class RosterUploads(OwnUploads):
    """Uploads of Advocates, for the hub staff who uploaded them."""

    def visible_to(self, user: Reader) -> Self:
        """Return the uploads of this person, while they have a post at a hub or are an administrator."""
        uploads = super().visible_to(user)
        if user.is_active and user.is_superuser:
            return uploads
        return uploads.filter(Exists(HubStaff.of(user, HubRole.LEAD, HubRole.ADMINISTRATOR)))


@pghistory.track(exclude=["file", "thumbnail", "rows", "read_as"])
class RosterUpload(SheetUpload):
    """A list of Advocates that somebody uploaded, for them to check and save."""

    LIMITS = TableLimits(rows=MOST_ROWS * 4)
    PARSE = parse_rows

    objects = RosterUploads.as_manager()

    class Meta:
        ordering = ["-added_at"]
        verbose_name = "Advocate upload"
        verbose_name_plural = "Advocate uploads"
        triggers = [protect_from_delete("roster_uploads_stay")]
