"""What changed: reflections each term and the evaluation of the year."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.terms import calendar_of
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.common.years import AcademicYear

from ..calendar import TermKey, evaluation_opens, reviewed_now
from ..choices import Aspect
from ..models import Evaluation, Plan, Reflection
from ..texts import plain


class NotYet(DomainError):
    """It is not the time for it."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@action("devplans.write_impact")
def write_reflection(
    plan: Plan, *, term: TermKey, changed: str, learned: str = "", read_at: str = "", by: Any, now: datetime
) -> Reflection:
    """Write, or rewrite, what has changed in a term. `read_at` is when the text on the page was written (ISO).

    Raises NotYet when the term is neither the present one nor the one before, or another has written meanwhile.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if term not in reviewed_now(locked.school.hub, london_day(now)):
        raise NotYet("That term is closed: what was said of it stands.")
    said = Reflection.objects.filter(plan=locked, academic_year=term.year, term=term.name).first()
    if said is not None and said.written_at.isoformat() != read_at:
        raise NotYet(
            f"{said.written_by} wrote meanwhile: “{said.changed}” Put yours beside it, and save again.", "changed"
        )
    reflection = said or Reflection(plan=locked, academic_year=term.year, term=term.name)
    reflection.changed, reflection.learned = plain(changed), plain(learned)
    reflection.written_by, reflection.written_at = by, now
    reflection.save()
    return reflection


@action("devplans.write_impact")
def write_evaluation(
    plan: Plan, *, year: int, hand_in: bool = False, read_at: str = "", by: Any, now: datetime, **said: Any
) -> Evaluation:
    """Keep the year's evaluation as it is, or hand it in whole: a number from 1 to 5 and words for each aspect.

    Raises NotYet before the second half of the summer term, when something is missing at handing in, or when another has
    written meanwhile; WrongState when it is handed in.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if london_day(now) < evaluation_opens(calendar_of(locked.school.hub), AcademicYear(year)):
        raise NotYet("The evaluation opens in the second half of the summer term.")
    found = Evaluation.objects.filter(plan=locked, academic_year=year).first()
    if found is not None and found.handed_in_at:
        raise WrongState("This evaluation is handed in. Ask your hub if something in it is wrong.")
    if found is not None and found.written_at.isoformat() != read_at:
        raise NotYet(
            f"{found.written_by} wrote meanwhile. Open the page anew in a second tab, and bring both together."
        )
    evaluation = found or Evaluation(plan=locked, academic_year=year)
    for aspect in Aspect.values:
        setattr(evaluation, aspect, said.get(aspect))
        setattr(evaluation, f"{aspect}_words", plain(said.get(f"{aspect}_words")))
        if hand_in and (evaluation_lacks := _lacking(evaluation, aspect)):
            raise NotYet(*evaluation_lacks)
    evaluation.written_by, evaluation.written_at = by, now
    evaluation.handed_in_at = now if hand_in else None
    evaluation.save()
    return evaluation


def _lacking(evaluation: Evaluation, aspect: str) -> tuple[str, str] | None:
    whose = {"students": "students", "teachers": "teachers", "department": "the department"}[aspect]
    if not getattr(evaluation, aspect):
        return f"Choose from 1 to 5 how much changed for {whose}.", aspect
    if not getattr(evaluation, f"{aspect}_words"):
        return f"Write in a sentence or two what changed for {whose}.", f"{aspect}_words"
    return None
