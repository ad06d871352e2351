"""What the retention command clears of reports: TRNs and names in frozen returns, and for whom a link was made."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from sustaining.common.retention import CLEARED, RetentionRule, retention_rule
from sustaining.common.sheets import csv_bytes

from .models import CompletionReturn, ImpactLink, ProgrammeReturn, ReturnKind, SetAsideProblem
from .programme_returns import TRN, read_table
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
RETURNS_STAND = ("reports.ProgrammeReturn:programme_returns_stand",)


def participant_returns(before: date, **still: bool) -> QuerySet[ProgrammeReturn]:
    """Return participant returns taken before a day that are `still` as given; a school return names no person."""
    return ProgrammeReturn.objects.filter(kind=ReturnKind.PARTICIPANTS, taken_at__date__lt=before, **still)


def clear_trns(keys: list[Any]) -> None:
    """Empty the column of TRNs in each file, if it has one."""
    for frozen in ProgrammeReturn.objects.filter(pk__in=keys):
        content = _rewrite(frozen, {TRN: lambda place, cell: ""})
        ProgrammeReturn.objects.filter(pk=frozen.pk).update(content=content, trns_cleared=True)


def number_participants(keys: list[Any]) -> None:
    """Put numbers in place of names, and of the keys by which rows are compared. TRNs went before."""
    for frozen in ProgrammeReturn.objects.filter(pk__in=keys):
        content = _rewrite(frozen, {"person": lambda place, cell: f"Participant {place}", TRN: lambda place, cell: ""})
        ProgrammeReturn.objects.filter(pk=frozen.pk).update(
            content=content,
            row_keys=[str(place) for place in range(1, frozen.number + 1)],
            trns_cleared=True,
            names_cleared=True,
        )


def _rewrite(frozen: ProgrammeReturn, replaced: dict[str, Callable[[int, str], str]]) -> str:
    """Return a return's file with other cells in some columns; `replaced` are functions of the row's place and the cell."""
    table = read_table(frozen)
    rows = [
        [replaced[column.key](place, cell) if column.key in replaced else cell
         for column, cell in zip(table.columns, cells, strict=True)]
        for place, cells in enumerate(table.rows.values(), start=1)
    ]  # fmt: skip
    return csv_bytes(table.headings, rows).decode()


retention_rule(
    RetentionRule(
        name="trns in returns",
        title="participant returns: TRNs; the digest of the file as it was taken stays",
        years=settings.RETENTION_YEARS["trns"],
        find=lambda before: participant_returns(before, trns_cleared=False),
        values={},
        past=RETURNS_STAND,
        also=clear_trns,
    )
)
retention_rule(
    RetentionRule(
        name="programme returns",
        title="participant returns: names; the digest of the file as it was taken stays",
        years=YEARS,
        find=lambda before: participant_returns(before, names_cleared=False),
        values={},
        past=RETURNS_STAND,
        also=number_participants,
    )
)
retention_rule(
    RetentionRule(
        name="problems set aside",
        title="data quality: why a problem was set aside",
        years=YEARS,
        find=lambda before: SetAsideProblem.objects.filter(set_aside_at__date__lt=before).exclude(reason=CLEARED),
        values={"reason": CLEARED},
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
