"""Events of Specialists, which other apps handle."""

from __future__ import annotations

from sustaining.common.events import declare

declare(
    "specialists.leaves",
    "A Specialist gets a last day (`ends_on`), once their schools and groups are handed over: what only they can do ends.",
    subject="specialist",
)
