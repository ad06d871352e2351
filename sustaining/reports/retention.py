"""What the retention command clears of reports: names of Advocates in frozen returns, and for whom a link was made."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from sustaining.common.retention import CLEARED, RetentionRule, retention_rule

from .models import CompletionReturn, ImpactLink
from .tables import SNAPSHOT

YEARS = settings.RETENTION_YEARS["sessions"]
ADVOCATES = SNAPSHOT.index("Advocates")


def old_returns(before: date) -> QuerySet[CompletionReturn]:
    """Return frozen returns taken before a day that still name Advocates."""
    return CompletionReturn.objects.filter(taken_at__date__lt=before, original_sha256="")


def pseudonymise_returns(keys: list[Any]) -> None:
    """Replace each file by a copy in which Advocates are numbered, one number a name and file; keep the original's digest."""
    for frozen in CompletionReturn.objects.filter(pk__in=keys):
        digest = hashlib.sha256(frozen.content.encode()).hexdigest()
        CompletionReturn.objects.filter(pk=frozen.pk).update(
            content=without_names(frozen.content), original_sha256=digest
        )


def without_names(content: str) -> str:
    """Return a return's file with numbers in place of Advocates' names."""
    mark = "\ufeff" if content.startswith("\ufeff") else ""
    table = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    numbers: dict[str, str] = {}
    for row in table[1:]:
        names = [name.strip() for name in row[ADVOCATES].split(",") if name.strip()] if len(row) > ADVOCATES else []
        if names:
            row[ADVOCATES] = ", ".join(numbers.setdefault(name, f"Advocate {len(numbers) + 1}") for name in names)
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return mark + out.getvalue()


retention_rule(
    RetentionRule(
        name="completion returns",
        title="frozen returns: names of Advocates; the digest of the file as it was sent stays",
        years=YEARS,
        find=old_returns,
        values={},
        past=("reports.CompletionReturn:returns_stand",),
        also=pseudonymise_returns,
    )
)
retention_rule(
    RetentionRule(
        name="impact links",
        title="links to impact reports: who each was for",
        years=settings.RETENTION_YEARS["mail"],
        find=lambda before: ImpactLink.objects.filter(ends_on__lt=before).exclude(sent_to=CLEARED),
        values={"sent_to": CLEARED},
    )
)
