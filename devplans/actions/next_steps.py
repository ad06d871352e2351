"""Add next steps to a session, and carry on, finish, drop or reopen them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from schools.choices import ContactRole
from schools.models import Advocate, School, SchoolContact
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action, may
from sustaining.common.templatetags.sustaining import day as format_day

from ..choices import NextStepState
from ..models import NEXT_STEP_MOVES, NextStep, Session

if TYPE_CHECKING:
    from django.db.models import QuerySet

HEADS = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
MOVES = {NextStepState.DONE: "finish", NextStepState.DROPPED: "drop"}


class StepNotPossible(DomainError):
    """A next step is given to somebody who can't have it, or for a day that can't be; `field` is the form's field."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class NewStep:
    """A next step as a form gives it; with a person and a check-back day, or with neither."""

    text: str
    owner: User | None = None
    check_on: date | None = None


@dataclass(frozen=True)
class StepAnswer:
    """What became of an earlier next step: a state in which it is closed, or a new day to check back."""

    step: NextStep
    closes_as: str = ""
    check_on: date | None = None


def possible_owners(school: School, on: date) -> list[User]:
    """Return who can do a next step or an action of the plan on a day: Advocates, heads, then Specialists. Three queries."""
    advocates = Advocate.objects.current(on).filter(school=school).select_related("user")
    heads = SchoolContact.objects.current(on).filter(school=school, role__in=HEADS).select_related("user")
    assigned = Assignment.objects.current(on).filter(participation__school=school).select_related("specialist__user")
    posts: list[QuerySet] = [advocates, heads]
    people = [post.user for rows in posts for post in rows] + [row.specialist.user for row in assigned]
    return list(dict.fromkeys(people))


@action("devplans.add_next_step")
def add_next_step(session: Session, *, step: NewStep, by: User, now: datetime) -> NextStep:
    """Add a next step to a session. The same step sent twice is added once. Raise StepNotPossible or WrongState."""
    if session.is_cancelled:
        raise WrongState("This session has been cancelled, so it can’t have next steps.")
    _check(session.school, step.owner, step.check_on, now)
    return write_steps(session, [step], by=by, now=now)[0]


def write_steps(session: Session, steps: Iterable[NewStep], *, by: User, now: datetime) -> list[NextStep]:
    """Add next steps to a session, inside an action; one that it has already, and that is open, is not added again."""
    rows = []
    for step in steps:
        same = NextStep.objects.filter(
            session=session, text=step.text, owner=step.owner, check_on=step.check_on, state=NextStepState.OPEN
        )
        rows.append(
            same.first()
            or NextStep.objects.create(
                session=session, text=step.text, owner=step.owner, check_on=step.check_on, added_by=by, added_at=now
            )
        )
    return rows


def answer_steps(session: Session, answers: Iterable[StepAnswer], *, by: User, now: datetime) -> None:
    """Close earlier next steps, or carry them on, as the form of a later session says; inside an action.

    A session that waited on a phone must not fail for a step that somebody closed meanwhile: what is no longer open, or
    not the person's to close, stays as it is.
    """
    for answer in answers:
        step = NextStep.objects.select_for_update(of=("self",)).get(pk=answer.step.pk)
        if not step.is_open or not may(by, "devplans.settle_next_step", step):
            continue
        if answer.closes_as:
            NEXT_STEP_MOVES.write(
                step, MOVES[NextStepState(answer.closes_as)], closed_by=by, closed_at=now, closed_in=session
            )
        elif answer.check_on:
            NextStep.objects.filter(pk=step.pk).update(check_on=answer.check_on)


@action("devplans.settle_next_step")
def change_next_step(
    step: NextStep, *, text: str, owner: User | None, check_on: date | None, by: User, now: datetime
) -> NextStep:
    """Change an open next step, or carry it on to a new day. Raise StepNotPossible or WrongState."""
    locked = NextStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if not locked.is_open:
        raise WrongState(NEXT_STEP_MOVES.refusal(locked))
    is_same = (owner and owner.pk, check_on) == (locked.owner_id, locked.check_on)
    if not is_same:
        # Somebody who has left since keeps what was theirs until the hub gives it to another person.
        _check(step.school, owner if owner and owner.pk != locked.owner_id else None, check_on, now)
    NextStep.objects.filter(pk=step.pk).update(text=text, owner=owner, check_on=check_on)
    step.refresh_from_db()
    return step


@action("devplans.settle_next_step")
def finish_next_step(step: NextStep, *, by: User, now: datetime) -> NextStep:
    """Mark a next step as done. Raise WrongState where it is not open."""
    NEXT_STEP_MOVES.make(step, "finish", closed_by=by, closed_at=now)
    return step


@action("devplans.settle_next_step")
def drop_next_step(step: NextStep, *, by: User, now: datetime) -> NextStep:
    """Mark a next step as no longer needed. Raise WrongState where it is not open."""
    NEXT_STEP_MOVES.make(step, "drop", closed_by=by, closed_at=now)
    return step


@action("devplans.settle_next_step")
def reopen_next_step(step: NextStep, *, reason: str, by: User, now: datetime) -> NextStep:
    """Reopen a next step that was closed by mistake, with the day that it had. Raise WrongState where it is open."""
    NEXT_STEP_MOVES.make(step, "reopen", reopen_reason=reason, closed_by=None, closed_at=None, closed_in=None)
    return step


def _check(school: School, owner: User | None, check_on: date | None, now: datetime) -> None:
    day = london_day(now)
    if owner and owner not in possible_owners(school, day):
        raise StepNotPossible(f"{owner} is neither at {school} nor its Specialist. Choose someone else.", "owner")
    if check_on and check_on < day:
        raise StepNotPossible(f"Date must be today ({format_day(day)}) or later.", "check_on")
