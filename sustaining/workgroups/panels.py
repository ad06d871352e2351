"""What apps above add to a meeting: sections of its page, and where somebody who attended gives feedback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sustaining.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from sustaining.common.people import Reader

    from .models import Meeting


@dataclass(frozen=True)
class Panel:
    """A section of a meeting's page: its template, and what it takes as `panel`."""

    template: str
    data: Any


meeting_panels: ExtensionPoint[Panel | None] = ExtensionPoint(
    "workgroups.meeting_panels", "The sections that a person is shown on a meeting's page, of (meeting, user, now)."
)
feedback_address: ExtensionPoint[Any] = ExtensionPoint(
    "workgroups.feedback_address",
    "The address of the link to give feedback, of a mark in a register.",
)


def collect_panels(meeting: Meeting, user: Reader, now: datetime) -> Iterator[Panel]:
    """Yield the sections that apps above add to a meeting's page for this person."""
    return (panel for panel in meeting_panels.collect(meeting, user, now) if panel is not None)
