"""What else begins when a school is enrolled: rooms above register it here, and it runs in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .models import Participation

Begin = Callable[..., Any]
_BEGINNINGS: list[Begin] = []


def on_enrolment(begin: Begin) -> Begin:
    """Register `begin(participation, *, by, now)`: a grant to open, a plan to start."""
    _BEGINNINGS.append(begin)
    return begin


def begin_all(participation: Participation, *, by: Any, now: datetime) -> None:
    """Run everything that begins with a participation."""
    for begin in _BEGINNINGS:
        begin(participation, by=by, now=now)
