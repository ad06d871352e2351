"""Uploaded lists of Mastery Advocates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pghistory

from sustaining.common.moves import protect_from_delete
from sustaining.common.sheet_uploads import OwnUploads, SheetUpload, TableLimits

from ..roster_rows import MOST_ROWS, parse_lines


def parse_rows(lines: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Return the rows of a file as values for JSON. Raise NotARoster."""
    return [row.values() for row in parse_lines(lines)]


@pghistory.track(exclude=["file", "thumbnail", "rows"])
class RosterUpload(SheetUpload):
    """A list of Advocates that somebody uploaded, for them to check and save."""

    LIMITS = TableLimits(rows=MOST_ROWS * 4)
    PARSE = parse_rows

    objects = OwnUploads.as_manager()

    class Meta:
        ordering = ["-added_at"]
        verbose_name = "upload of Advocates"
        verbose_name_plural = "uploads of Advocates"
        triggers = [protect_from_delete("roster_uploads_stay")]
