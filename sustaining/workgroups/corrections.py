"""What was put right about a held meeting, in sentences, from its corrections and the history of its register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from sustaining.common.templatetags.sustaining import when

from .choices import Correction, Mark
from .models import Attendance, Meeting

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@dataclass(frozen=True)
class CorrectionEntry:
    """One correction: when, by whom, and a sentence."""

    at: datetime
    by: User
    sentence: str


def list_corrections(meeting: Meeting) -> list[CorrectionEntry]:
    """Return what was put right about a meeting, newest first. One query; three more once a register was reopened."""
    rows = list(meeting.corrections.select_related("by"))
    entries = [
        CorrectionEntry(
            row.at,
            row.by,
            f"{row.get_what_display()}{f' from {when(row.was_at)}' if row.was_at else ''}: {row.reason}",
        )
        for row in rows
    ]
    reopened = [row.at for row in rows if row.what == Correction.REGISTER]
    if reopened:
        entries += _mark_corrections(meeting, min(reopened))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _mark_corrections(meeting: Meeting, since: datetime) -> Iterator[CorrectionEntry]:
    """Yield each mark that was changed or added since the register was first reopened."""
    history: Any = Attendance._meta.get_field("events").related_model
    events = Prefetch("events", history._base_manager.select_related("marked_by").order_by("pgh_id"))
    for attendance in meeting.attendances.select_related("user").prefetch_related(events):
        before = None
        for event in attendance.events.all():  # type: ignore[attr-defined]
            if event.marked_at >= since and event.mark != before:
                was = f"{Mark(before).label} to " if before else "not marked to "
                yield CorrectionEntry(
                    event.marked_at, event.marked_by, f"{attendance.who}: {was}{Mark(event.mark).label}"
                )
            before = event.mark
