"""The last checks of accessibility, which `make accessibility` writes and the accessibility statement shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("accessibility.json")


@dataclass(frozen=True)
class AccessibilityChecks:
    """What axe found in a real browser: on which day, on how many kinds of page, at which widths in CSS pixels."""

    checked_on: date
    axe: str
    pages: int
    checks: int
    widths: tuple[int, ...]
    dark: int
    broken: dict[str, int]

    @property
    def narrowest(self) -> int:
        """Return the smallest width."""
        return self.widths[0]

    @property
    def widest(self) -> int:
        """Return the greatest width."""
        return self.widths[-1]


@cache
def last_checks() -> AccessibilityChecks:
    """Return the last checks. The file is part of the release."""
    data = json.loads(FILE.read_text())
    data |= {"checked_on": date.fromisoformat(data["checked_on"]), "widths": tuple(data["widths"])}
    return AccessibilityChecks(**data)
