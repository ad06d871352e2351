"""How large, and what all parts of the seed share."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from schools.models import Project
from schools.terms import usual_terms
from sustaining.common.years import AcademicYear

LONDON = timezone.get_default_timezone()
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scale:
    """How much of each; two Advocates a school. `largest` is the number of schools of the first hub."""

    hubs: int
    schools: int
    largest: int
    years: int
    specialists: int
    sessions: int
    claims: int
    meetings: int
    attendances: int


SCALES = {
    "hub": Scale(
        hubs=1, schools=40, largest=40, years=3, specialists=6, sessions=900, claims=250, meetings=20, attendances=500
    ),
    "region": Scale(
        hubs=4,
        schools=350,
        largest=300,
        years=5,
        specialists=40,
        sessions=15_000,
        claims=4_000,
        meetings=200,
        attendances=6_000,
    ),
    "national": Scale(
        hubs=40,
        schools=3_500,
        largest=300,
        years=5,
        specialists=400,
        sessions=150_000,
        claims=40_000,
        meetings=2_000,
        attendances=60_000,
    ),
}


@dataclass
class SeedHub:
    """A hub as it grows: primary keys of its people, and its schools."""

    key: int
    lead: int
    admin: int
    schools: list[SeedSchool] = field(default_factory=list)
    specialists: list[tuple[int, int, int]] = field(default_factory=list)  # (Specialist, account, home school)


@dataclass
class SeedSchool:
    """A school as it grows: keys of its Advocates with their accounts, of its contacts, of its plan and its aims."""

    key: int
    hub: SeedHub
    joined: int
    quiet: bool
    advocates: list[tuple[int, int]] = field(default_factory=list)
    finance: int = 0
    department: int = 0
    plan: int = 0
    aims: list[int] = field(default_factory=list)


@dataclass
class SeedYear:
    """A participation: its key, and what the parts need of it."""

    key: int
    school: SeedSchool
    project: Project
    withdrawn: bool
    specialist: tuple[int, int, int]
    session_days: list[date] = field(default_factory=list)


class Seed:
    """The draw, the moment, and everything that was made so far."""

    def __init__(self, scale: Scale, rng: int, now: datetime) -> None:
        self.scale, self.now = scale, now
        self.draw = random.Random(rng)  # noqa: S311  (data to look at, nothing secret)
        self.today = timezone.localdate(now)
        self.year = AcademicYear.of(self.today)
        self.hubs: list[SeedHub] = []
        self.years: list[SeedYear] = []
        self.made: dict[str, int] = defaultdict(int)
        self.fresh: set[type[Model]] = set()
        self._days: dict[int, list[date]] = {}

    def write(self, *all_rows: Any) -> None:
        """Copy rows, and count them."""
        for rows in all_rows:
            self.made[rows.model._meta.verbose_name_plural] += rows.write(self.now)
            self.fresh.add(rows.model)

    def is_now(self, year: int) -> bool:
        """Return whether it is the academic year that runs."""
        return year == self.year.start

    def school_days(self, year: int) -> list[date]:
        """Weekdays of term in an academic year, up to yesterday; the first of September where there are none yet."""
        if year not in self._days:
            halves = [half for term in usual_terms(AcademicYear(year)) for half in term.halves]
            days = [half.starts + n * DAY for half in halves for n in range((half.ends - half.starts).days + 1)]
            past = [day for day in days if day.weekday() < 5 and day < self.today]
            self._days[year] = past or [AcademicYear(year).starts]
        return self._days[year]

    def shares(self, total: int, weights: Sequence[float]) -> list[int]:
        """Return `total` split into whole numbers by weight, the rest to the largest remainders."""
        weight_sum = sum(weights) or 1.0
        exact = [total * weight / weight_sum for weight in weights]
        floors = [int(share) for share in exact]
        order = sorted(range(len(exact)), key=lambda place: floors[place] - exact[place])
        for place in order[: total - sum(floors)]:
            floors[place] += 1
        return floors


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the moment of a day and time in London."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)
