"""Ending rule: a Specialist's assignment ends with the school's year, and is put back while they have the days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from schools.endings import Consequence, EndingRule, Restoration, keep_ended, planned_ends, register_ending_rule
from schools.models import Participation
from sustaining.common.clock import london_day
from sustaining.common.templatetags.sustaining import day

from .models import Assignment
from .placement import why_not_for_hub, why_refused

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class AssignmentEnds(EndingRule):
    """The assignment of the participation that is open, or would end on a later day."""

    name = "assignments"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the assignments that would go on after today, in a list."""
        assignments = Assignment.objects.not_ended(london_day(now) + timedelta(days=1)).filter(
            participation=participation
        )
        return list(assignments.select_related("specialist__user", "participation__project"))

    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return that the support ends today."""
        return [
            Consequence(f"Support from {row.specialist} ends today. Unused days become free for other schools.")
            for row in rows
        ]

    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """End the assignments today, and return their keys and the last days that were planned."""
        ended = [keep_ended(assignment) for assignment in rows]
        for assignment in rows:
            assignment.ends_on = max(assignment.starts_on, london_day(now))
            assignment.save(update_fields=["ends_on"])
        return ended

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return the assignments, refused where the Specialist has left the hub or has too few days."""
        planned, today = planned_ends(ended), london_day(now)
        assignments = Assignment.objects.filter(pk__in=planned, participation=participation)
        restorations = []
        for assignment in assignments.select_related("specialist__user", "specialist__home_school"):
            specialist, until = assignment.specialist, planned[assignment.pk]
            refusal = why_not_for_hub(specialist, participation.hub) or why_refused(
                specialist, participation, assignment.days, today
            )
            if until and until < today:
                refusal = f"{specialist} would have supported the school until {day(until)}."
            restorations.append(
                Restoration(f"{specialist} will support the school again.", (assignment, until), refusal)
            )
        return restorations

    def restore(
        self, participation: Participation, restorations: list[Restoration], *, reason: str, by: User, now: datetime
    ) -> None:
        """Open the assignment again on the day it ended, or begin another one today."""
        today = london_day(now)
        for restoration in restorations:
            ended, until = restoration.row
            if ended.ends_on == today:
                ended.ends_on = until
                ended.save(update_fields=["ends_on"])
            else:
                Assignment.objects.create(
                    specialist=ended.specialist,
                    participation=participation,
                    days=ended.days,
                    starts_on=today,
                    ends_on=until,
                )

    def readers(self, participation: Participation, now: datetime) -> list[User]:
        """Return the school's Specialist."""
        return [row.specialist.user for row in self.find(participation, now) if row.specialist.user.is_active]


register_ending_rule(AssignmentEnds())
