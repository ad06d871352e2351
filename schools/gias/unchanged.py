"""A file of the register that changed nothing is known again: it is neither read nor compared while all is as it was.

What is kept, in the cache, is the file's digest and a sum over all that a load compares and writes, so that a school that
somebody edits, or a hub that gets a local authority, makes the next load a whole one. So does another version of this
package, and a cache that has forgotten.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection

from sustaining.common import telephone

from .load import Report
from .reader import FIELDS

LASTS = 90 * 24 * 3600
"""Seconds for which a file is known."""
RULES = (*sorted(Path(__file__).parent.glob("*.py")), Path(telephone.__file__))
"""The sources that decide what a file makes of the schools."""
COMPARED = ", ".join(f"s.{name}" for name in ("urn", *FIELDS, "hub_id", "hub_is_by_hand"))
SUM = f"""
SELECT coalesce((SELECT sum(hash_record_extended(({COMPARED}), 0)) FROM schools_school s), 0)::text,
    coalesce((SELECT sum(hash_record_extended((a.local_authority, a.hub_id), 0)) FROM schools_hubauthority a), 0)::text
"""


def find_known_report(path: str | Path) -> Report | None:
    """Return the report of a file that would change nothing; None where it has to be read. One query for a known file."""
    known = cache.get(_key(path)) if Path(path).is_file() else None
    if known is None or known["sum"] != _sum():
        return None
    return Report(unchanged=known["rows"], skipped=Counter(known["skipped"]), mended=Counter(known["mended"]))


def keep_unchanged(path: str | Path, report: Report) -> None:
    """Keep what a load of a file said that changed nothing. Call in its transaction; does nothing for any other load."""
    if report.created or report.updated or report.shortfall:
        return
    known: dict[str, Any] = {"sum": _sum(), "rows": report.unchanged}
    known |= {"skipped": dict(report.skipped), "mended": dict(report.mended)}
    cache.set(_key(path), known, LASTS)


def _key(path: str | Path) -> str:
    digest = hashlib.sha256()
    for source in RULES:
        digest.update(source.read_bytes())
    with Path(path).open("rb") as file:
        return f"register-unchanged:{digest.hexdigest()}:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _sum() -> tuple[str, str]:
    """Return sums over the rows that a load compares with a file, as text: of schools, and of hubs' local authorities."""
    with connection.cursor() as cursor:
        cursor.execute(SUM)
        schools, authorities = cursor.fetchone()
        return schools, authorities
