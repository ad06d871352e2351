"""Write a department's self-evaluation, and use it as evidence of need in the development plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from devplans.actions.autosave import write_text
from devplans.fields import AUTOSAVED
from devplans.models import Plan
from schools.choices import IN_PROGRESS
from schools.models import Participation
from schools.terms import TermCalendar, get_calendar
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action

from ..models import SelfEvaluation, SelfEvaluationAnswer, SelfEvaluationHeading
from ..self_evaluation_choices import Point

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class NotSubmitted(DomainError):
    """A self-evaluation can't be saved or submitted as it is."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def opens_on(participation: Participation, point: str, calendar: TermCalendar) -> date:
    """Return the first day on which a department evaluates itself: of the year, or of the summer term."""
    year = participation.project.year
    return year.starts if point == Point.START else calendar.terms(year)[2].starts


def check_open(participation: Participation, point: str, now: datetime) -> None:
    """Raise WrongState unless the school takes part, the point has come and the year is not over."""
    year, day = participation.project.year, london_day(now)
    if participation.state not in IN_PROGRESS:
        raise WrongState("The school’s year is not in progress, so its self-evaluation can’t be changed.")
    opens = opens_on(participation, point, get_calendar(participation.hub))
    if day < opens:
        raise WrongState(f"This self-evaluation opens on {opens.day} {opens:%B %Y}.")
    if day > year.ends:
        raise WrongState(f"{year} is over, so its self-evaluations can’t be changed.")


@action("casework.write_self_evaluation")
def write_self_evaluation(
    participation: Participation,
    *,
    point: str,
    answers: Mapping[int, tuple[int | None, str]],
    submits: bool,
    read_at: str,
    by: User,
    now: datetime,
) -> SelfEvaluation:
    """Save the self-evaluation of a year's start or end as a draft, submit it, or change what was submitted.

    `answers` are (level from 1 to 4, evidence) by the key of the heading. `read_at` is when the text on the page was
    written (ISO 8601). Raise WrongState outside its time; NotSubmitted when somebody else has written meanwhile, or when
    it is submitted, or was before, and a heading has no level.
    """
    check_open(participation, point, now)
    existing = SelfEvaluation.objects.select_for_update().filter(participation=participation, point=point).first()
    if existing is not None and existing.written_at.isoformat() != read_at:
        raise NotSubmitted(
            f"{existing.written_by} has changed this since you opened it. Open the page in another tab and combine both versions."
        )
    headings = list(SelfEvaluationHeading.objects.in_use(participation.project.academic_year))
    is_submitted = submits or (existing is not None and existing.submitted_at is not None)
    if is_submitted and (missing := next((row for row in headings if not answers.get(row.pk, (None, ""))[0]), None)):
        raise NotSubmitted(f"Choose a level from 1 to 4 for “{missing}”.", f"level_{missing.pk}")
    evaluation = existing or SelfEvaluation(participation=participation, point=point)
    evaluation.written_by, evaluation.written_at = by, now
    evaluation.submitted_at = evaluation.submitted_at or (now if submits else None)
    evaluation.save()
    for heading in headings:
        level, evidence = answers.get(heading.pk, (None, ""))
        SelfEvaluationAnswer.objects.update_or_create(
            evaluation=evaluation, heading=heading, defaults={"level": level, "evidence": evidence}
        )
    return evaluation


def as_evidence(answers: Iterable[SelfEvaluationAnswer]) -> str:
    """Return answers as lines of a plan, such as `Coherent curriculum (2 of 4): Schemes differ between classes`."""
    return "\n".join(
        f"{answer.heading} ({answer.level} of 4)" + (f": {answer.evidence}" if answer.evidence else "")
        for answer in answers
    )


@action("casework.use_as_evidence")
def use_as_evidence(evaluation: SelfEvaluation, *, headings: Iterable[int], need: str, by: User, now: datetime) -> Plan:
    """Add the answers to chosen headings to the plan's evidence of students' or teachers' needs.

    What the plan says already stays before it; the same lines are not added twice. Raise WrongState when the plan is
    agreed, NotSubmitted when nothing was chosen.
    """
    answers = evaluation.answers.filter(heading__in=list(headings), level__isnull=False).select_related("heading")
    lines = as_evidence(answers)
    if not lines:
        raise NotSubmitted("Choose at least one heading.", "headings")
    plan = Plan.objects.get(school=evaluation.school)
    stored = getattr(plan, need)
    field: Any = AUTOSAVED[("plan", need)]
    if lines not in stored:
        write_text(plan, field=field, text=f"{stored}\n\n{lines}".strip(), base=stored, by=by, now=now)
    return plan
