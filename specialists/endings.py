"""Ending rule: a Specialist's assignment ends with the school's year, and is put back while they have the days."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.endings import Consequence, EndingRule, Restoration, register_ending_rule
from schools.models import Participation
from sustaining.common.clock import london_day

from .models import Assignment
from .placement import why_not_for_hub, why_refused

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class AssignmentEnds(EndingRule):
    """The open assignment of the participation."""

    name = "assignments"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the open assignment, in a list."""
        assignments = Assignment.objects.filter(participation=participation, ends_on__isnull=True)
        return list(assignments.select_related("specialist__user", "participation__project"))

    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return that the support ends today."""
        return [
            Consequence(
                f"The support by {row.specialist} ends today. The days that were not used are free for other schools."
            )
            for row in rows
        ]

    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """End the assignments today and return their keys."""
        for assignment in rows:
            assignment.ends_on = max(assignment.starts_on, london_day(now))
            assignment.save(update_fields=["ends_on"])
        return [assignment.pk for assignment in rows]

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return the assignments, refused where the Specialist has left the hub or has too few days."""
        assignments = Assignment.objects.filter(pk__in=ended, participation=participation)
        restorations = []
        for assignment in assignments.select_related("specialist__user", "specialist__home_school"):
            specialist = assignment.specialist
            refusal = why_not_for_hub(specialist, participation.hub) or why_refused(
                specialist, participation, assignment.days, london_day(now)
            )
            restorations.append(Restoration(f"{specialist} supports the school again.", assignment, refusal))
        return restorations

    def restore(
        self, participation: Participation, restorations: list[Restoration], *, reason: str, by: User, now: datetime
    ) -> None:
        """Open the assignment again on the day it ended, or begin another one today."""
        today = london_day(now)
        for restoration in restorations:
            ended = restoration.row
            if ended.ends_on == today:
                ended.ends_on = None
                ended.save(update_fields=["ends_on"])
            else:
                Assignment.objects.create(
                    specialist=ended.specialist, participation=participation, days=ended.days, starts_on=today
                )

    def readers(self, participation: Participation, now: datetime) -> list[User]:
        """Return the school's Specialist."""
        return [row.specialist.user for row in self.find(participation, now) if row.specialist.user.is_active]


register_ending_rule(AssignmentEnds())
