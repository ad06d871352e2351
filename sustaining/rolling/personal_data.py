"""What proposed years hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import YearProposal

holds(
    YearProposal,
    "Proposed years",
    why="To ask schools whether they go on, with which Specialist.",
    clears=("proposed years",),
    whole_for=("specialist__user",),
)
