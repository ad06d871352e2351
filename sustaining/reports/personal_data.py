"""What reports and returns hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import CompletionReturn, ImpactLink, ImpactReport, ProgrammeReturn, ReturnColumns, SetAsideProblem

STAYS = "The report stays; the name of its writer goes with the account."

holds(
    ImpactReport,
    "Impact reports",
    why="To say what a year has changed.",
    stays=STAYS,
    whole_for=("written_by",),
)
holds(
    ImpactLink,
    "Links to impact reports",
    why="To know who was sent a report.",
    clears=("impact links",),
    whole_for=("made_by",),
    names=("sent_to",),
)
holds(
    CompletionReturn,
    "National returns",
    why="To show what was reported to the programme.",
    clears=("completion returns",),
    stays="After that a copy with numbers in place of names.",
    mentions=("content",),
)
holds(
    ProgrammeReturn,
    "Participant and school returns",
    why="To show what was reported to the programme.",
    clears=("trns in returns", "programme returns"),
    stays="After that a copy with numbers in place of names.",
    mentions=("content",),
)
holds(
    ReturnColumns,
    "Columns of returns",
    why="To say who chose them.",
    stays="The columns stay; the name of who chose them goes with the account.",
)
holds(
    SetAsideProblem,
    "Data quality: problems set aside",
    why="To say why something that looks wrong is right.",
    clears=("problems set aside",),
    is_checked_first=True,
)
