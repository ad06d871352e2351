"""What else begins when a school is enrolled, and ends when it withdraws: rooms above register it here, and it runs in the
same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .models import Participation

Begin = Callable[..., Any]
_BEGINNINGS: list[Begin] = []
_ENDINGS: list[Begin] = []


def on_enrolment(begin: Begin) -> Begin:
    """Register `begin(participation, *, by, now)`: a grant to open, a plan to start."""
    _BEGINNINGS.append(begin)
    return begin


def begin_all(participation: Participation, *, by: Any, now: datetime) -> None:
    """Run everything that begins with a participation."""
    for begin in _BEGINNINGS:
        begin(participation, by=by, now=now)


def on_withdrawal(end: Begin) -> Begin:
    """Register `end(participation, *, by, now)`: a grant to close."""
    _ENDINGS.append(end)
    return end


def end_all(participation: Participation, *, by: Any, now: datetime) -> None:
    """Run everything that ends when a participation is withdrawn."""
    for end in _ENDINGS:
        end(participation, by=by, now=now)
