"""What recording an uploaded result file would do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .. import bank_files
from ..models import ResultUpload


def result_check(upload: ResultUpload, now: datetime) -> dict[str, Any]:
    """Return the rows of an uploaded result file with their verdicts, and how many of each. Raise TooOld."""
    uploaded = [bank_files.BankResult(**values) for values in upload.open_rows(now)]
    rows = bank_files.judge_results(upload.run, uploaded)
    return {"upload": upload, "rows": rows, "counts": bank_files.count_verdicts(rows)}
