"""What Rivermead did before it used the site, brought in from lists by its lead: last year of two schools, payments, sessions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from funding.models import Grant
from sustaining.common.file_checks import check_file
from sustaining.common.sheet_uploads import check_sheet
from sustaining.onboarding.actions import save_openings, upload_openings
from sustaining.onboarding.choices import OpeningKind
from sustaining.onboarding.models import OpeningUpload
from sustaining.onboarding.opening_columns import OPENING_COLUMNS
from sustaining.onboarding.openings import check_openings

from . import data

if TYPE_CHECKING:
    from .build import Builder

AMOUNTS = ("390.00", "195.00")
PURPOSE = "Cover for Work Group meetings"


def bring_in(builder: Builder) -> None:
    """Bring in last year of two schools that have left since, what one was paid and did in it, and payments of this year."""
    year = builder.project.academic_year - 1
    code = f"NCP{year % 100:02d}-14"
    completed, withdrew = data.NOT_YET[1], data.NOT_YET[2]
    years = [
        {"urn": completed.urn, "project": code, "outcome": "Completed", "ended_on": f"17/07/{year + 1}",
         "advocate1_name": "Orla Finch", "advocate1_email": "orla.finch@demo.example"},
        {"urn": withdrew.urn, "project": code, "outcome": "Withdrew", "ended_on": f"13/03/{year + 1}",
         "reason": "No cover in the department."},
    ]  # fmt: skip
    _bring_in(builder, OpeningKind.YEARS, "Schools last year.csv", years)
    payments = [_payment(completed.urn, code, "600.00", f"20/05/{year + 1}", 1874), *_payments_this_year(builder)]
    _bring_in(builder, OpeningKind.PAYMENTS, "Payments before we moved in.csv", payments)
    _bring_in(builder, OpeningKind.SESSIONS, "Sessions last year.csv", list(_sessions(completed.urn, year)))


def _sessions(urn: int, year: int) -> Iterator[dict[str, Any]]:
    """Yield the sessions that a school had with its Specialist in the academic year that starts in `year`."""
    for held_on, kind, length, notes in (
        (f"12/11/{year}", "Joint planning", "½ day", "Planned a unit on ratio with double number lines."),
        (f"28/01/{year + 1}", "PD led by an Advocate", "1h 30m", "The department tried two tasks on fractions."),
        (f"06/05/{year + 1}", "Plan review", "1h", "Looked at books from Years 7 and 8, and chose what comes next."),
    ):
        yield {
            "urn": urn, "held_on": held_on, "kind": kind, "length": length, "notes": notes,
            "specialist": "specialist@demo.example", "advocates": "Orla Finch",
        }  # fmt: skip


def _payments_this_year(builder: Builder) -> list[dict[str, Any]]:
    """Return a payment to each of two schools that have claimed nothing on the site."""
    starts, today = builder.project.year.starts, timezone.localdate(builder.now)
    paid_on = min(today, starts + timedelta(days=12))
    if paid_on < starts:
        return []
    grants = Grant.objects.filter(participation__hub=builder.hub, participation__project=builder.project)
    unclaimed = grants.filter(closed_at=None, claims=None, amount__gte=500).order_by("-participation__school__urn")
    urns = unclaimed.values_list("participation__school__urn", flat=True)[: len(AMOUNTS)]
    return [
        _payment(urn, builder.project.code, amount, f"{paid_on:%d/%m/%Y}", number)
        for number, (urn, amount) in enumerate(zip(urns, AMOUNTS, strict=False), start=2093)
    ]


def _payment(urn: int, project: str, amount: str, paid_on: str, number: int) -> dict[str, Any]:
    reference = f"RM-{number}"
    return {
        "urn": urn, "project": project, "amount": amount, "paid_on": paid_on, "reference": reference, "purpose": PURPOSE,
    }  # fmt: skip


def _bring_in(builder: Builder, kind: OpeningKind, name: str, rows: list[dict[str, Any]]) -> None:
    """Upload a list, read it as a worker does, and save it."""
    columns = OPENING_COLUMNS[kind].columns
    out = io.StringIO()
    lines = [[row.get(column.key, "") for column in columns] for row in rows]
    csv.writer(out).writerows([[column.title for column in columns], *lines])
    file = check_sheet(name, out.getvalue().encode())
    uploaded = upload_openings(builder.hub, kind=kind, file=file, by=builder.lead, now=builder.now)
    check_file(OpeningUpload, uploaded.pk)
    uploaded.refresh_from_db()
    seen = check_openings(uploaded, builder.lead, builder.now).fingerprint
    save_openings(uploaded, seen=seen, by=builder.lead, now=builder.now)
