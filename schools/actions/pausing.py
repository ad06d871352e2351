"""Actions that pause a school's year and resume it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.common.templatetags.sustaining import day as format_day

from ..endings import people_to_email
from ..models import PARTICIPATION_MOVES, Participation, Pause
from .endings import email_readers

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotPause(DomainError):
    """The days of the pause are not possible. `field` names the day."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@action("schools.pause_participation")
def pause_participation(
    participation: Participation, *, reason: str, starts_on: date, review_on: date, by: User, now: datetime
) -> Participation:
    """Pause a school's year: reminders and signs rest until it is resumed, and those concerned are emailed.

    Raise CannotPause for days outside the year, WrongState unless the school is taking part.
    """
    _check_days(participation, starts_on, review_on, london_day(now))
    PARTICIPATION_MOVES.make(participation, "pause", end_reason=reason)
    pause = Pause.objects.create(
        participation=participation, reason=reason, starts_on=starts_on, review_on=review_on,
        paused_by=by, paused_at=now,
    )  # fmt: skip
    email_readers(
        "participation_paused", pause, people_to_email(participation, now), reason=reason, day=starts_on,
        review_on=review_on, by=by, now=now,
    )  # fmt: skip
    return participation


@action("schools.resume_participation")
def resume_participation(participation: Participation, *, reason: str, by: User, now: datetime) -> Participation:
    """End the pause of a school's year, with the reason, and email those concerned. Raise WrongState unless it is paused."""
    PARTICIPATION_MOVES.make(participation, "resume", end_reason=reason)
    pause = Pause.objects.get(participation=participation, ended_at__isnull=True)
    pause.ended_by, pause.ended_at, pause.end_reason = by, now, reason
    pause.save(update_fields=["ended_by", "ended_at", "end_reason"])
    email_readers(
        "participation_resumed", pause, people_to_email(participation, now), reason=reason, day=london_day(now),
        by=by, now=now,
    )  # fmt: skip
    return participation


@action("schools.pause_participation")
def change_review_day(participation: Participation, *, review_on: date, by: User, now: datetime) -> Pause:
    """Choose another day on which the hub looks at a pause again. Raise CannotPause, WrongState unless it is paused."""
    pause = Pause.objects.filter(participation=participation, ended_at__isnull=True).first()
    if pause is None:
        raise CannotPause(f"{participation.school} is not paused.", "review_on")
    _check_days(participation, pause.starts_on, review_on, london_day(now))
    pause.review_on = review_on
    pause.save(update_fields=["review_on"])
    return pause


def _check_days(participation: Participation, starts_on: date, review_on: date, today: date) -> None:
    year = participation.project.year
    if starts_on not in year or starts_on > today:
        latest = min(today, year.ends)
        raise CannotPause(
            f"Choose a start date from {format_day(year.starts)} to {format_day(latest)}: a pause can’t start after today.",
            "starts_on",
        )
    if not today < review_on <= year.ends:
        raise CannotPause(f"Choose a review date after today and no later than {format_day(year.ends)}.", "review_on")
