"""Ending rule: a school leaves its Work Group with its year, its invitations are withdrawn, and it can join again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.endings import Consequence, EndingRule, Restoration, keep_ended, planned_ends, register_ending_rule
from schools.models import Participation
from specialists.querysets import working
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.counts import counted
from sustaining.common.templatetags.sustaining import day

from .actions.groups import end_today, invitations_after, join_again
from .models import Membership


class MembershipEnds(EndingRule):
    """The membership of the participation that is open, or would end on a later day, with invitations to come."""

    name = "memberships"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the memberships that would go on after today, in a list."""
        memberships = Membership.objects.going_on(london_day(now)).filter(participation=participation)
        return list(memberships.select_related("group__hub", "group__project", "participation__school"))

    def describe(self, rows: list[Any], now: datetime) -> list[Consequence]:
        """Return that the school leaves its group, and whose invitations are withdrawn."""
        consequences = []
        for membership in rows:
            invitations = list(invitations_after(membership, london_day(now), now))
            text = ""
            if invitations:
                are = "is" if len(invitations) == 1 else "are"
                text = f" {counted(len(invitations), 'invitation')} {are} withdrawn and removed from calendars."
            names = tuple(f"{invitation.user}: {invitation.meeting}" for invitation in invitations)
            consequences.append(
                Consequence(f"The school leaves {membership.group}; its attendance is kept.{text}", names)
            )
        return consequences

    def end(self, rows: list[Any], *, reason: str, by: User, now: datetime) -> list[Any]:
        """End the memberships today, withdraw the invitations, and return keys and the last days that were planned."""
        ended = [keep_ended(membership) for membership in rows]
        for membership in rows:
            end_today(membership, reason=f"{membership.school} no longer takes part.", now=now)
        return ended

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return the memberships, refused where the group belongs to another hub or its year is over."""
        restorations = []
        planned, today = planned_ends(ended), london_day(now)
        for membership in Membership.objects.filter(pk__in=planned).select_related("group__hub", "group__project"):
            group, until, refusal = membership.group, planned[membership.pk], ""
            if participation.hub is None or group.hub_id != participation.hub.pk:
                refusal = f"{group} belongs to {group.hub}, and the school no longer works with that hub."
            elif today > group.project.year.ends:
                refusal = f"{group} met in {group.project.year}, which has ended."
            elif until and until <= today:
                refusal = f"The school would have left {group} on {day(until)}."
            restorations.append(
                Restoration(
                    f"The school is a member of {group} again, and its Advocates are invited to future meetings.",
                    (membership, until),
                    refusal,
                )
            )
        return restorations

    def restore(
        self, participation: Participation, restorations: list[Restoration], *, reason: str, by: User, now: datetime
    ) -> None:
        """Let the school join its group again and invite its Advocates."""
        for restoration in restorations:
            membership, until = restoration.row
            join_again(membership, participation, until=until, now=now)

    def readers(self, participation: Participation, now: datetime) -> list[User]:
        """Return the leads of the school's group."""
        groups = [membership.group_id for membership in self.find(participation, now)]
        # A Specialist who has left keeps the link to the group, for its history.
        present = working(london_day(now), "specialist__")
        leads = User.objects.filter(present, specialist__group_links__group__in=groups, is_active=True)
        return list(leads.distinct())


register_ending_rule(MembershipEnds())
