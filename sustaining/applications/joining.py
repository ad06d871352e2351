"""What else happens when a school accepts its place: rooms above register it, and it runs in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from schools.models import Participation

Join = Callable[..., None]
_JOINS: list[Join] = []


def on_acceptance(join: Join) -> Join:
    """Register `join(participation, *, by, now)`, from `AppConfig.ready`."""
    _JOINS.append(join)
    return join


def join_all(participation: Participation, *, by: Any, now: datetime) -> None:
    """Run everything that an accepted place brings beside the enrolment."""
    for join in _JOINS:
        join(participation, by=by, now=now)
