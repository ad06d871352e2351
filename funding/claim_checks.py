"""What can be said about a claim before it is decided, each in a sentence: met, or to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sustaining.common.counts import counted
from sustaining.common.money import ZERO, format_pounds
from sustaining.common.templatetags.sustaining import day as format_day
from sustaining.common.templatetags.sustaining import in_sentence

from .grant_balance import GrantBalance
from .instalments import GrantInstalment
from .models import Claim, ClaimLine


@dataclass(frozen=True)
class ClaimCheck:
    """A check in words; `is_met` is False where the person who decides should look again."""

    sentence: str
    is_met: bool


def check_claim(
    claim: Claim,
    lines: Sequence[ClaimLine],
    figures: GrantBalance,
    questions: Sequence[str],
    instalment: GrantInstalment | None = None,
) -> list[ClaimCheck]:
    """Return the checks of a submitted claim, from its lines, the grant's balance and the questions about it. No query.

    The balance counts the claim itself as waiting. The database refuses a line outside the year and an approval beyond
    the grant: those checks show the person who decides that it is so.
    """
    if instalment:
        return _check_instalment(instalment, figures)
    year = claim.grant.participation.project.year
    outside = sum(1 for line in lines if not year.starts <= line.released_on <= year.ends)
    unnamed = sum(1 for line in lines if not line.occasion)
    return [
        ClaimCheck(
            f"{counted(outside, 'date')} outside the {year} academic year"
            if outside
            else f"All dates are in the {year} academic year",
            not outside,
        ),
        _check_total(figures),
        ClaimCheck(
            f"{counted(len(questions), 'question')} about items or invoice"
            if questions
            else "No teacher’s day or invoice is claimed twice",
            not questions,
        ),
        ClaimCheck(
            f"{unnamed} of {counted(len(lines), 'item')} without a session or meeting"
            if unnamed
            else "Each item names a session or meeting",
            not unnamed,
        ),
    ]


def _check_total(figures: GrantBalance) -> ClaimCheck:
    if figures.left < ZERO:
        return ClaimCheck(f"Total is {format_pounds(-figures.left)} more than the grant has left", is_met=False)
    return ClaimCheck("Total is within the grant", is_met=True)


def _check_instalment(instalment: GrantInstalment, figures: GrantBalance) -> list[ClaimCheck]:
    label = instalment.fact.label
    if instalment.met_on:
        condition = ClaimCheck(f"{label} (since {format_day(instalment.met_on)})", is_met=True)
    else:
        condition = ClaimCheck(f"No longer so: {in_sentence(label)}", is_met=False)
    return [condition, _check_total(figures)]
