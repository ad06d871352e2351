"""A list of schools that the hub's administrator has uploaded, and not enrolled yet: one to enrol, one known, one wrong."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sustaining.common.file_checks import check_file
from sustaining.common.sheet_uploads import check_sheet
from sustaining.onboarding.actions import upload_enrolments
from sustaining.onboarding.enrolment_columns import TITLES
from sustaining.onboarding.models import EnrolmentUpload

from . import data

if TYPE_CHECKING:
    from .build import Builder

COLUMNS = (
    "urn", "school", "specialist", "days", "advocate1_name", "advocate1_email", "advocate2_name", "advocate2_email",
    "development_group", "development_year",
)  # fmt: skip


def upload_list(builder: Builder) -> None:
    """Upload the list, read as a worker reads it. It is for somebody who tries the demo to enrol, and to undo."""
    new, taking_part = data.NOT_YET[0], data.RIVERMEAD[0]
    year = builder.project.academic_year - 3
    group = (f"NCP{year % 100}-12, Rivermead", f"{year}/{(year + 1) % 100:02d}")
    rows = [
        (new.urn, new.name, "Sana Whitlock", "3", "Iris Calder", "iris.calder@demo.example", "Otis Wren",
         "otis.wren@demo.example", *group),
        (taking_part.urn, taking_part.name, "", "", "", "", "", "", "", ""),
        (999_999, "Mislaid Hill School", "Sana Whitlock", "3", "Edie Marr", "edie.marr@demo.example", "", "", *group),
    ]  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerows([[TITLES[column] for column in COLUMNS], *rows])
    file = check_sheet("September schools.csv", out.getvalue().encode())
    uploaded = upload_enrolments(builder.hub, file=file, by=builder.hubadmin, now=builder.now)
    check_file(EnrolmentUpload, uploaded.pk)
