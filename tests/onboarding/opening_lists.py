"""Lists of what a hub did before it used the site, uploaded, read by a worker and brought in as its lead does."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from sustaining.common.file_checks import check_waiting_files
from sustaining.common.sheet_uploads import check_sheet
from sustaining.onboarding import actions
from sustaining.onboarding.choices import OpeningKind
from sustaining.onboarding.models import OpeningUpload
from sustaining.onboarding.openings import check_openings

Rows = Sequence[dict[str, Any]]


def upload_list(house: Any, kind: OpeningKind, rows: Rows, now: Any) -> OpeningUpload:
    """Upload rows, by heading, as a CSV file that a worker has read."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    file = check_sheet(f"{kind.label}.csv", out.getvalue().encode())
    listed = actions.upload_openings(house.hub, kind=kind, file=file, by=house.lead, now=now)
    check_waiting_files()
    listed.refresh_from_db()
    assert listed.is_mapped, (listed.refusal, listed.headings)
    return listed


def bring_in_list(house: Any, kind: OpeningKind, rows: Rows, now: Any) -> OpeningUpload:
    """Upload rows and bring in those that can be."""
    listed = upload_list(house, kind, rows, now)
    seen = check_openings(listed, house.lead, now).fingerprint
    actions.save_openings(listed, seen=seen, by=house.lead, now=now)
    listed.refresh_from_db()
    return listed


def explain_list(house: Any, kind: OpeningKind, rows: Rows, now: Any) -> list[str]:
    """Return what the page says of each row: `problem: Enter the date…`."""
    checked = check_openings(upload_list(house, kind, rows, now), house.lead, now)
    return [f"{row.verdict}: {' '.join(row.why)}" for row in checked.rows]
