"""The next steps of a school that are to be checked, and those that a person may answer: for forms and pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from schools.models import School
from sustaining.common.permissions import may

from .models import NextStep

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader

MOST = 20


def steps_to_check(school: School, user: User, on: date) -> list[NextStep]:
    """Return the next steps of a school whose check-back day has come, the longest overdue first. One query."""
    return list(
        NextStep.objects.visible_to(user).due(on).filter(session__participation__school=school).for_list()[:MOST]
    )


def settled_by(user: Reader, steps: Iterable[NextStep]) -> set[int]:
    """Return the keys of the next steps that `user` may close, change and reopen.

    The permission is asked once for each year of a school, and for the user's own steps: they do not differ within these.
    """
    answers: dict[tuple[int, bool], bool] = {}
    keys = set()
    for step in steps:
        same = (step.session.participation_id, step.owner_id == user.pk)
        if same not in answers:
            answers[same] = may(user, "devplans.settle_next_step", step)
        if answers[same]:
            keys.add(step.pk)
    return keys
