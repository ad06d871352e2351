"""A draft placement for a whole year: least distance, days respected, continuity preferred.

A small integer programme, solved by HiGHS through SciPy. Rules of our own would assign one school after the other and
leave the last ones with those who are left, however far away.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from .placement import Candidate, Vacancy

CONTINUITY_MILES = 20.0
"""Miles of a longer journey that a Specialist who knows the school is worth."""
UNKNOWN_MILES = 60.0
"""Miles that count where the distance is not known."""
PLACED = 1_200.0
"""Miles that placing a school is worth: more than any distance in England."""
LONGEST_SECONDS = 10.0


class Draft(NamedTuple):
    """Candidate by the participation's key, total distance in miles, and number of schools without a Specialist."""

    chosen: dict[int, Candidate]
    miles: float
    without: int


def propose(vacancies: list[Vacancy]) -> Draft:
    """Return the placement that leaves the fewest schools without a Specialist and, among those, is shortest in all."""
    pairs = [
        (row, candidate)
        for row, vacancy in enumerate(vacancies)
        for candidate in vacancy.candidates
        if not candidate.refusal
    ]
    if not pairs:
        return Draft({}, 0.0, len(vacancies))
    specialists = {
        key: place for place, key in enumerate(dict.fromkeys(candidate.specialist.pk for _, candidate in pairs))
    }
    columns = np.arange(len(pairs))
    places = [specialists[candidate.specialist.pk] for _, candidate in pairs]
    needs = [float(vacancies[row].needs) for row, _ in pairs]
    once = csr_array((np.ones(len(pairs)), ([row for row, _ in pairs], columns)), (len(vacancies), len(pairs)))
    days = csr_array((needs, (places, columns)), (len(specialists), len(pairs)))
    left = np.zeros(len(specialists))
    left[places] = [float(candidate.days_left) for _, candidate in pairs]
    solution = milp(
        np.array([cost(candidate) - PLACED for _, candidate in pairs]),
        integrality=np.ones(len(pairs)),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(once, ub=1), LinearConstraint(days, ub=left)],
        options={"time_limit": LONGEST_SECONDS, "mip_rel_gap": 1e-6},
    )
    picked = [] if solution.x is None else [pair for pair, value in zip(pairs, solution.x, strict=True) if value > 0.5]
    chosen = {vacancies[row].participation.pk: candidate for row, candidate in picked}
    return Draft(chosen, sum(candidate.miles or 0.0 for candidate in chosen.values()), len(vacancies) - len(chosen))


def cost(candidate: Candidate) -> float:
    """Return the distance in miles, less what continuity is worth."""
    way = UNKNOWN_MILES if candidate.miles is None else candidate.miles
    return way - (CONTINUITY_MILES if candidate.before else 0.0)
