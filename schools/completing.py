"""What must be done before a school's year is completed, besides what its project asks: apps above say so."""

from __future__ import annotations

from datetime import datetime

from sustaining.common.errors import DomainError
from sustaining.common.extensions import ExtensionPoint

from .models import Participation

completion_gates: ExtensionPoint[list[str]] = ExtensionPoint(
    "schools.completion_gates", "what must be done before a school’s year is completed"
)


class NotReady(DomainError):
    """Something must be done before the school's year is completed."""


def check_gates(participation: Participation, now: datetime) -> None:
    """Raise NotReady, with what is to be done, while anything must be done before the year is completed."""
    gates = [f"“{gate}”" for answer in completion_gates.collect(participation, now) for gate in answer]
    if gates:
        raise NotReady(f"{participation.school} can’t complete the year yet. First, do {' and '.join(gates)}.")
