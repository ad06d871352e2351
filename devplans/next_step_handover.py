"""Hand over next steps when an Advocate leaves, when a Specialist stops supporting a school, or when accounts merge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from django.db.models import QuerySet

from schools.handover import HandoverRule, register_handover_rule
from schools.models import Advocate
from specialists.models import Assignment
from sustaining.accounts.merging import MergeRule, register_merge_rule
from sustaining.accounts.models import User

from .handover import support_rule
from .models import NextStep

SCHOOL = "session__participation__school"


def steps_of_advocate(advocate: Advocate, now: datetime) -> QuerySet:
    """Return the open next steps that the Advocate does at the school."""
    return NextStep.objects.to_check().filter(owner=advocate.user_id, **{SCHOOL: advocate.school_id})


def pass_advocate_steps(leaving: Advocate, successor: Advocate, now: datetime) -> None:
    """Give the leaving Advocate's next steps to the successor."""
    steps_of_advocate(leaving, now).order_by().update(owner=successor.user_id)


def steps_of_support(assignments: Sequence[Assignment], now: datetime) -> QuerySet:
    """Return the open next steps that each Specialist does at the school they support."""
    people = {row.specialist.user_id for row in assignments}
    schools = {row.participation.school_id for row in assignments}
    rows = NextStep.objects.to_check().filter(owner__in=people, **{f"{SCHOOL}__in": schools})
    return rows.select_related("session__participation")


def pass_support_steps(leaving: Assignment, successor: Assignment, now: datetime) -> None:
    """Give the Specialist's next steps at the school to the successor, who sees them from their first day."""
    if leaving.specialist_id != successor.specialist_id:
        steps_of_support([leaving], now).order_by().update(owner=successor.specialist.user_id)


def steps_owned(user: User) -> QuerySet:
    """Return the open next steps that the account does. Who did what is closed stays as it was."""
    return NextStep.objects.to_check().filter(owner=user)


def move_steps(other: User, stays: User, now: datetime) -> None:
    """Give the next steps of one account to the other."""
    steps_owned(other).order_by().update(owner=stays)


register_handover_rule(HandoverRule("next step", "next steps", steps_of_advocate, pass_advocate_steps))
register_handover_rule(
    support_rule(
        "next step",
        "next steps",
        steps_of_support,
        pass_support_steps,
        row_key=attrgetter("owner_id", "session.participation.school_id"),
        assignment_key=attrgetter("specialist.user_id", "participation.school_id"),
    )
)
register_merge_rule(MergeRule("Next steps of sessions", steps_owned, move_steps))
