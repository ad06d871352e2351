"""The checks of data quality in order, what is open and what was set aside, and what a return asks to be looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from schools.models import Hub
from sustaining.common.years import AcademicYear

from . import quality, quality_sums
from .models import SetAsideProblem
from .quality import Problem, QualityCheck, QualityScope

if TYPE_CHECKING:
    from sustaining.common.people import Reader

CHECKS = (
    QualityCheck(
        "ledger", "Amounts that do not fit the ledger", "Claims and grants are compared with the entries of the ledger.",
        quality_sums.ledger,
    ),
    QualityCheck(
        "registers", "Registers that do not fit", "Each Advocate in post on the day has a mark, and no other school has one.",
        quality_sums.registers, can_be_set_aside=True,
    ),
    QualityCheck(
        "closed", "Schools no longer open in GIAS", "Their years are open still. A successor school takes over the year.",
        quality.closed_schools, can_be_set_aside=True,
    ),
    QualityCheck(
        "duplicates", "Possible duplicates",
        "Two accounts with the same TRN, or the same name at one hub. Programme administrators can merge them.",
        quality.duplicate_people, can_be_set_aside=True,
    ),
    QualityCheck(
        "bounced", "Emails that bounced", "These people don’t get our emails. Correct the address, then send them again.",
        quality.bounced_emails,
    ),
    QualityCheck(
        "contacts", "Missing contacts",
        "Each school needs a headteacher or head of department, and a finance contact for a grant.",
        quality.missing_contacts, can_be_set_aside=True,
    ),
    QualityCheck(
        "trns", "Missing TRNs", "The participant return has them. Advocates can add theirs on Your details.",
        quality.missing_trns, can_be_set_aside=True,
    ),
)  # fmt: skip
"""Every check, the most serious first."""
BY_NAME = {check.name: check for check in CHECKS}


@dataclass(frozen=True)
class SetAside:
    """A problem that somebody set aside, with their decision."""

    problem: Problem
    decision: SetAsideProblem


@dataclass(frozen=True)
class CheckResult:
    """What a check found: what is open, and what was set aside."""

    check: QualityCheck
    open: Sequence[Problem]
    set_aside: Sequence[SetAside]


def run_checks(scope: QualityScope) -> list[CheckResult]:
    """Run every check. The number of queries does not depend on the rows."""
    decisions = {
        (row.check_name, row.key): row
        for row in SetAsideProblem.objects.visible_to(scope.user).live().select_related("set_aside_by")
    }
    results = []
    for check in CHECKS:
        problems = list(check.find(scope))
        aside = [
            SetAside(problem, decisions[check.name, problem.key])
            for problem in problems
            if (check.name, problem.key) in decisions
        ]
        open_problems = [problem for problem in problems if (check.name, problem.key) not in decisions]
        results.append(CheckResult(check, open_problems, aside))
    return results


@dataclass(frozen=True)
class OpenPoints:
    """What is open as a return is taken: the number by check, and a digest of which ones, to notice that others came."""

    numbers: dict[str, int]
    digest: str

    @property
    def total(self) -> int:
        """Return how many are open."""
        return sum(self.numbers.values())

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Return (title, number) of each check with something open."""
        return titled(self.numbers)


def titled(numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return (title, number) of each check in `numbers`; a return may name one that is no longer made."""
    return [(BY_NAME[name].title, number) for name, number in numbers.items() if name in BY_NAME]


def open_points(user: Reader, year: AcademicYear, today: date, hub: Hub | None) -> OpenPoints:
    """Return what is open in a hub's year, or in all hubs'."""
    results = run_checks(QualityScope(user, year, min(today, year.ends), hub))
    keys = sorted(f"{result.check.name}:{problem.key}" for result in results for problem in result.open)
    digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]
    return OpenPoints({result.check.name: len(result.open) for result in results if result.open}, digest)


def find_problem(scope: QualityScope, check_name: str, key: str) -> Problem | None:
    """Return one problem as it is found now; None when it is not there, or nothing that can be set aside."""
    check = BY_NAME.get(check_name)
    if check is None or not check.can_be_set_aside:
        return None
    return next((problem for problem in check.find(scope) if problem.key == key), None)
