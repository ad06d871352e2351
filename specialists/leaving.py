"""What the apps above say of a Specialist who leaves: what ends, because nobody can take it over."""

from __future__ import annotations

from datetime import datetime

from sustaining.common.extensions import ExtensionPoint

from .models import Specialist

ending_work: ExtensionPoint[list[str]] = ExtensionPoint(
    "specialists.ending_work", "what a Specialist has ahead that ends with them, as names with their day"
)


def list_ending_work(specialist: Specialist, now: datetime) -> list[str]:
    """Return what the Specialist has ahead that nobody can take over: after their last day it is cancelled."""
    return [name for names in ending_work.collect(specialist, now) for name in names]
