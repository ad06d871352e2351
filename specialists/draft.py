"""A draft placement for a whole year: least distance, days respected, continuity preferred.

A small integer programme, solved by HiGHS. Rules of our own would assign one school after the other and
leave the last ones with those who are left, however far away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sustaining.common.heavy import HeavyModule

from .placement import Candidate, Vacancy

if TYPE_CHECKING:
    import highspy
else:
    highspy = HeavyModule("highspy")

CONTINUITY_MILES = 20.0
"""Miles of a longer journey that a Specialist who knows the school is worth."""
UNKNOWN_MILES = 60.0
"""Miles that count where the distance is not known."""
PLACED = 1_200.0
"""Miles that placing a school is worth: more than any distance in England."""
OPTIONS = {"output_flag": False, "time_limit": 10.0, "mip_rel_gap": 1e-6}
"""Options of HiGHS; the time is in seconds."""


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
    model = _model(vacancies, pairs)
    solver = highspy.Highs()
    for option, value in OPTIONS.items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    is_feasible = solver.getInfo().primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    values = solver.getSolution().col_value if is_feasible else []
    picked = [pair for pair, value in zip(pairs, values, strict=False) if value > 0.5]  # none where none was found
    chosen = {vacancies[row].participation.pk: candidate for row, candidate in picked}
    return Draft(chosen, sum(candidate.miles or 0.0 for candidate in chosen.values()), len(vacancies) - len(chosen))


def _model(vacancies: list[Vacancy], pairs: list[tuple[int, Candidate]]) -> highspy.HighsLp:
    """Return the programme: a column for each pair, 1 where it is chosen, and the limits as rows.

    Each school gets one Specialist at most, and no Specialist gives more days than are left.
    """
    specialists = {
        key: place for place, key in enumerate(dict.fromkeys(candidate.specialist.pk for _, candidate in pairs))
    }
    left = [0.0] * len(specialists)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(pairs), len(vacancies) + len(specialists)
    model.col_cost_ = [cost(candidate) - PLACED for _, candidate in pairs]
    model.col_lower_, model.col_upper_ = [0.0] * len(pairs), [1.0] * len(pairs)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(pairs)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = [2 * column for column in range(len(pairs) + 1)]
    rows: list[int] = []
    amounts: list[float] = []
    for row, candidate in pairs:
        place = specialists[candidate.specialist.pk]
        left[place] = float(candidate.days_left)
        rows += [row, len(vacancies) + place]
        amounts += [1.0, float(vacancies[row].needs)]
    model.a_matrix_.index_, model.a_matrix_.value_ = rows, amounts
    model.row_lower_ = [-highspy.kHighsInf] * model.num_row_
    model.row_upper_ = [1.0] * len(vacancies) + left
    return model


def cost(candidate: Candidate) -> float:
    """Return the distance in miles, less what continuity is worth."""
    way = UNKNOWN_MILES if candidate.miles is None else candidate.miles
    return way - (CONTINUITY_MILES if candidate.before else 0.0)
