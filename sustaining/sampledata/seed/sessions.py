"""Support sessions all through the year’s terms; quiet schools have hardly any, and none of late."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

from devplans.choices import SessionState
from devplans.models import Session, SessionAdvocate, SessionAim
from devplans.session_kinds import SessionKind

from ..demo import data
from .rows import Rows
from .scale import Seed, SeedYear, at

LENGTHS = (Decimal("0.25"), Decimal("0.5"), Decimal("0.5"), Decimal("1"))


class Sessions:
    """Writes them with who took part and the aims they served."""

    def __init__(self, seed: Seed) -> None:
        self.seed, self.draw = seed, seed.draw
        self.sessions = Rows(
            Session, "participation", "kind", "planned_unit", "state", "held_on", "place", "length", "specialist",
            "colleagues", "what_happened", "logged_by", "logged_at", "confirmed_by", "confirmed_at",
            "cancelled_by", "cancelled_at", "client_key",
        )  # fmt: skip
        self.advocates = Rows(SessionAdvocate, "session", "advocate")
        self.aims = Rows(SessionAim, "session", "aim")

    def build(self) -> None:
        """Create as many sessions as the scale says, shared out over the schools' years."""
        numbers = self.seed.shares(self.seed.scale.sessions, [self._weight(year) for year in self.seed.years])
        for year, number in zip(self.seed.years, numbers, strict=True):
            self._year(year, number)
        self.seed.write(self.sessions, self.advocates, self.aims)

    def _weight(self, year: SeedYear) -> float:
        start = year.project.academic_year
        passed = len(self.seed.school_days(start)) / 190
        if year.withdrawn or (self.seed.is_now(start) and year.school.quiet):
            passed *= 0.15
        return passed * self.draw.lognormvariate(0, 0.35)

    def _year(self, year: SeedYear, number: int) -> None:
        days = self.seed.school_days(year.project.academic_year)
        if self.seed.is_now(year.project.academic_year) and year.school.quiet:
            days = days[: max(1, len(days) // 4)]
        year.session_days = sorted(days[int(len(days) * self.draw.random() ** 0.85)] for _ in range(number))
        used = Decimal(0)
        for place, day in enumerate(year.session_days):
            length = self.draw.choice(LENGTHS)
            together = used + length <= (year.project.support_days or 0) and (place % 2 == 0 or number < 6)
            used += length if together else 0
            self._session(year, day, length, together)

    def _session(self, year: SeedYear, day: date, length: Decimal, together: bool) -> None:
        draw, seed = self.draw, self.seed
        kind, unit, story = draw.choice(data.STORIES)
        recent = (seed.today - day).days < 21
        state = SessionState.CANCELLED if draw.random() < 0.02 else SessionState.HELD
        if state == SessionState.HELD and together and not (recent and draw.random() < 0.5):
            state = SessionState.CONFIRMED
        advocate = draw.choice(year.school.advocates)
        logged = min(at(day, 16) + timedelta(days=draw.randint(0, 4)), seed.now)
        confirmed = min(logged + timedelta(days=draw.randint(1, 9)), seed.now)
        settled = (year.specialist[1], confirmed) if state == SessionState.CONFIRMED else (None, None)
        called_off = (advocate[1], logged) if state == SessionState.CANCELLED else (None, None)
        key = self.sessions.add(
            year.key, kind, unit if kind == SessionKind.JOINT_PLANNING else "", state, day, "", length,
            year.specialist[0] if together else None, draw.randint(0, 8), story, advocate[1], logged, *settled,
            *called_off, uuid.UUID(int=draw.getrandbits(128)),
        )  # fmt: skip
        self.advocates.add(key, advocate[0])
        if year.school.aims and draw.random() < 0.7:
            self.aims.add(key, draw.choice(year.school.aims))
