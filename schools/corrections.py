"""What hangs on an enrolment, so that it is not moved to another school or project."""

from __future__ import annotations

from sustaining.common.extensions import ExtensionPoint

from .models import Participation

enrolment_work: ExtensionPoint[list[str]] = ExtensionPoint(
    "schools.enrolment_work", "what hangs on a participation, so that its school and project can’t be corrected"
)


def list_work(participation: Participation) -> list[str]:
    """Return what hangs on a participation, such as `2 sessions`; empty when it can be moved."""
    return sorted(sentence for answer in enrolment_work.collect(participation) for sentence in answer)
