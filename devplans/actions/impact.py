"""Write down what has changed: a reflection each term and an evaluation of the year."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.current_year import year_hub
from schools.terms import get_calendar
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from ..choices import Aspect
from ..models import Evaluation, Plan, Reflection
from ..review_terms import TermKey, evaluation_opens, reviewed_now
from ..text_merge import plain

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class NotYet(DomainError):
    """The reflection or evaluation cannot be written now."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@action("devplans.write_impact")
def write_reflection(
    plan: Plan, *, term: TermKey, changed: str, learned: str = "", read_at: str = "", by: User, now: datetime
) -> Reflection:
    """Write, or rewrite, what has changed in a term.

    `read_at` is when the text on the page was written (ISO 8601). Raise NotYet when the term is neither the current one
    nor the one before, or somebody else has written meanwhile.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if term not in reviewed_now(year_hub(locked.school, term.year), london_day(now)):
        raise NotYet("That term is closed, so its reflection can’t be changed.")
    existing = Reflection.objects.filter(plan=locked, academic_year=term.year, term=term.name).first()
    if existing is not None and existing.written_at.isoformat() != read_at:
        raise NotYet(
            f"{existing.written_by} has also written this: “{existing.changed}” Add your text to it and save again.",
            "changed",
        )
    reflection = existing or Reflection(plan=locked, academic_year=term.year, term=term.name)
    reflection.changed, reflection.learned = plain(changed), plain(learned)
    reflection.written_by, reflection.written_at = by, now
    reflection.save()
    return reflection


@action("devplans.write_impact")
def write_evaluation(
    plan: Plan, *, year: int, hand_in: bool = False, read_at: str = "", by: User, now: datetime, **answers: Any
) -> Evaluation:
    """Save the year's evaluation as a draft, or submit it once each aspect has a number from 1 to 5 and a text.

    Raise NotYet before the second half of the summer term, when something is missing at submission, or when somebody
    else has written meanwhile. Raise WrongState when it was submitted before.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if london_day(now) < evaluation_opens(get_calendar(year_hub(locked.school, year)), AcademicYear(year)):
        raise NotYet("The evaluation opens in the second half of the summer term.")
    existing = Evaluation.objects.filter(plan=locked, academic_year=year).first()
    if existing is not None and existing.handed_in_at:
        raise WrongState("This evaluation has been submitted. If something in it is wrong, ask your hub.")
    if existing is not None and existing.written_at.isoformat() != read_at:
        raise NotYet(
            f"{existing.written_by} has changed this since you opened it. Open the page in another tab and combine both versions."
        )
    evaluation = existing or Evaluation(plan=locked, academic_year=year)
    for aspect in Aspect.values:
        setattr(evaluation, aspect, answers.get(aspect))
        setattr(evaluation, f"{aspect}_words", plain(answers.get(f"{aspect}_words")))
        if hand_in and (evaluation_lacks := _lacking(evaluation, aspect)):
            raise NotYet(*evaluation_lacks)
    evaluation.written_by, evaluation.written_at = by, now
    evaluation.handed_in_at = now if hand_in else None
    evaluation.save()
    return evaluation


def _lacking(evaluation: Evaluation, aspect: str) -> tuple[str, str] | None:
    whose = {"students": "students", "teachers": "teachers", "department": "the department"}[aspect]
    if not getattr(evaluation, aspect):
        return f"Choose a score from 1 to 5 for {whose}.", aspect
    if not getattr(evaluation, f"{aspect}_words"):
        return f"Enter what changed for {whose}, in a sentence or two.", f"{aspect}_words"
    return None
