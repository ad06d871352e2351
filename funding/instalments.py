"""Grants that are paid in instalments: how much each is, what must have happened, and whether it has.

A condition is a fact about the school’s year that the site knows by itself (`schools/year_facts.py`), such as *the
development plan is agreed*, so that nobody has to vouch for it and a claim shows since when it is so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise

from django.db.models import Case, DateField, F, When

from schools.choices import ParticipationState
from schools.models import Participation, Project
from schools.year_facts import FACTS, YearFact
from sustaining.common.clock import today
from sustaining.common.money import pounds
from sustaining.common.templatetags.sustaining import in_sentence

from .choices import ENDED_CLAIMS
from .errors import ClaimIncomplete
from .models import Claim, Grant, Instalment

COMPLETED = YearFact(
    name="completed",
    label="The school has completed the year",
    proved_on=lambda year: Case(
        When(state=ParticipationState.COMPLETED, then=F("ended_on")), default=None, output_field=DateField()
    ),
)
ABOUT_MONEY = frozenset({"claim_submitted", "grant_paid"})
"""Facts that cannot be the condition of a payment: they follow from it."""


def conditions() -> dict[str, YearFact]:
    """Return the facts that can be the condition of an instalment, by name; the completed year comes last."""
    facts = {name: fact for name, fact in FACTS.items() if name not in ABOUT_MONEY}
    return {**facts, COMPLETED.name: COMPLETED}


def split_grant(amount: Decimal, percents: Sequence[int]) -> list[Decimal]:
    """Return the instalments of an amount in GBP, to the penny. They add up to it when the percentages add up to 100.

    Each is the difference of two rounded running totals, so that no penny is lost; the database works it out the same way.
    """
    totals = [pounds(amount * upto / 100) for upto in accumulate(percents, initial=0)]
    return [after - before for before, after in pairwise(totals)]


@dataclass(frozen=True)
class GrantInstalment:
    """An instalment of one grant: its amount in GBP, its condition, since when that is met, and the claim on it, if any."""

    instalment: Instalment
    count: int
    amount: Decimal
    fact: YearFact
    met_on: date | None
    claim: Claim | None

    @property
    def title(self) -> str:
        """Return which instalment it is: *Instalment 1 of 2*."""
        return f"Instalment {self.instalment.number} of {self.count}"

    @property
    def words(self) -> str:
        """Return what its claim is for."""
        return f"{self.title}: {in_sentence(self.fact.label)}"

    @property
    def can_be_claimed(self) -> bool:
        """Return whether its condition is met and nobody has claimed it yet."""
        return self.met_on is not None and self.claim is None


def list_instalments(grant: Grant) -> list[GrantInstalment]:
    """Return the instalments of a grant in their order; none where it is claimed item by item. Three queries at most."""
    instalments = list(Instalment.objects.filter(project=grant.participation.project_id).order_by("number"))
    if not instalments:
        return []
    known = conditions()
    days = _days_met(grant, [known[row.fact] for row in instalments])
    standing = Claim.objects.filter(grant=grant, instalment__isnull=False).exclude(state__in=ENDED_CLAIMS)
    claims = {claim.instalment_id: claim for claim in standing}
    amounts = split_grant(grant.amount, [row.percent for row in instalments])
    return [
        GrantInstalment(row, len(instalments), amount, known[row.fact], days[row.fact], claims.get(row.pk))
        for row, amount in zip(instalments, amounts, strict=True)
    ]


def find_instalment(grant: Grant, instalment: Instalment) -> GrantInstalment:
    """Return one instalment of a grant."""
    return next(row for row in list_instalments(grant) if row.instalment.pk == instalment.pk)


def _days_met(grant: Grant, facts: Sequence[YearFact]) -> dict[str, date | None]:
    """Return since when each fact is so in the grant’s year, None where it is not. One query.

    What was so before the year, such as a plan that was agreed earlier and goes on, counts from its first day: nothing is
    due of a year that has not begun.
    """
    year = grant.participation.project.year
    if today() < year.starts:
        return {fact.name: None for fact in facts}
    days = {f"fact_{fact.name}": fact.proved_on(year) for fact in facts}
    row = Participation.objects.filter(pk=grant.participation_id).annotate(**days).values(*days).get()
    met = {fact.name: row[f"fact_{fact.name}"] for fact in facts}
    return {name: max(day, year.starts) if day else None for name, day in met.items()}


def is_claimed(project: Project) -> bool:
    """Return whether a school has claimed on a project, so that how its grant is paid stays. Withdrawn claims count too."""
    return Claim.objects.filter(grant__participation__project=project).exists()


def require_condition(claim: Claim) -> None:
    """Raise ClaimIncomplete if a claim’s instalment is not due any more: what must have happened was undone."""
    if claim.instalment is None:
        return
    row = find_instalment(claim.grant, claim.instalment)
    if row.met_on is None:
        raise ClaimIncomplete(f"This instalment isn’t due any more. It needs this to have happened: {row.fact.label}.")
