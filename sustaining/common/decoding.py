"""Run the decoder of uploaded files in a child process, and turn what it refuses into a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .errors import DomainError

DECODER = Path(__file__).with_name("decoder.py")
MOST_SECONDS = 60
"""Elapsed time, for a machine under load. The decoder's own limit of processor time is shorter."""
ENVIRONMENT = {"OPENPYXL_LXML": "False", "OMP_NUM_THREADS": "1", "LANG": "C.UTF-8"}
SENTENCES = {
    "limits": "This file takes too long to open. Make it smaller, then upload it again.",
    "picture": "This picture can’t be read. Save it again as JPEG or PNG, then upload it again.",
    "document": "This document can’t be read. Open it in its own program, save it again, then upload it again.",
    "entities": "This file declares XML entities, which Office documents never need. Open it in its own program, save it "
    "again, then upload it again.",
    "table": "This is neither a CSV file nor a workbook (XLSX). Save the list as CSV or XLSX, then upload it again.",
    "workbook": "This workbook can’t be read. Save it again as XLSX, or as CSV, then upload it again.",
    "cell": "This CSV file can’t be read: a quotation mark is not closed. Save it again as CSV or XLSX, then upload it again.",
    "words": "This document is much longer than a development plan. Copy the part with the plan and paste it instead.",
    "statement": "This OFX file can’t be read, or has no transactions. Download it again, or download the statement as CSV.",
    "rows": "The file has too many rows. Split it, or delete the empty rows at its end, then upload it again.",
}


class CannotDecode(DomainError):
    """An uploaded file is refused; `str()` says what is wrong and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(SENTENCES[reason])


def decode(command: str, content: bytes, **options: Any) -> tuple[dict[str, Any], bytes]:
    """Return the decoder's result and the bytes after it. Raise CannotDecode."""
    call = [sys.executable, "-I", str(DECODER), command, json.dumps(options)]
    try:
        done = subprocess.run(  # noqa: S603  (our own program; the file goes in by standard input)
            call, input=content, capture_output=True, env=ENVIRONMENT, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise CannotDecode("limits") from None
    if done.returncode:  # it was ended by a limit, or failed in a way that it does not know
        raise CannotDecode("limits")
    line, _, output = done.stdout.partition(b"\n")
    result = json.loads(line)
    if "refused" in result:
        raise CannotDecode(result["refused"])
    return result, output
