"""Uploaded result files of the finance system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pghistory
from django.db import models

from sustaining.common.moves import protect_from_delete
from sustaining.common.sheet_uploads import OwnUploads, SheetUpload, TableLimits

from ..bank_files import MOST_ROWS, parse_sheets
from .runs import PaymentRun


def parse_rows(sheets: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """Return the rows of a file as values for JSON, and how it was read. Raise NotTheTable."""
    rows, read_as = parse_sheets(sheets)
    return [asdict(row) for row in rows], read_as


@pghistory.track(exclude=["file", "thumbnail", "rows", "read_as"])
class ResultUpload(SheetUpload):
    """A result file that somebody uploaded for a released run, for them to check and save."""

    LIMITS = TableLimits(rows=MOST_ROWS * 4)
    PARSE = parse_rows

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="result_uploads")

    objects = OwnUploads.as_manager()

    class Meta:
        ordering = ["-added_at"]
        verbose_name = "payment results upload"
        verbose_name_plural = "payment results uploads"
        triggers = [protect_from_delete("result_uploads_stay")]
