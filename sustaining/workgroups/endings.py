"""Ending rule: a school leaves its Work Group with its year, its invitations are withdrawn, and it can join again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.endings import Consequence, EndingRule, Restoration, register_ending_rule
from schools.models import Participation
from specialists.querysets import working
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.counts import counted

from .actions.groups import end_today, invitations_after, join_again
from .models import Membership


class MembershipEnds(EndingRule):
    """The open membership of the participation, with the invitations to meetings to come."""

    name = "memberships"

    def find(self, participation: Participation, now: datetime) -> list[Any]:
        """Return the open membership, in a list."""
        memberships = Membership.objects.open().filter(participation=participation)
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
        """End the memberships today, withdraw the invitations, and return the memberships' keys."""
        for membership in rows:
            end_today(membership, reason=f"{membership.school} no longer takes part.", now=now)
        return [membership.pk for membership in rows]

    def restorations(self, participation: Participation, ended: list[Any], now: datetime) -> list[Restoration]:
        """Return the memberships, refused where the group belongs to another hub or its year is over."""
        restorations = []
        for membership in Membership.objects.filter(pk__in=ended).select_related("group__hub", "group__project"):
            group, refusal = membership.group, ""
            if participation.hub is None or group.hub_id != participation.hub.pk:
                refusal = f"{group} belongs to {group.hub}, and the school no longer works with that hub."
            elif london_day(now) > group.project.year.ends:
                refusal = f"{group} met in {group.project.year}, which is over."
            restorations.append(
                Restoration(
                    f"The school is a member of {group} again, and its Advocates are invited to the meetings to come.",
                    membership,
                    refusal,
                )
            )
        return restorations

    def restore(
        self, participation: Participation, restorations: list[Restoration], *, reason: str, by: User, now: datetime
    ) -> None:
        """Let the school join its group again and invite its Advocates."""
        for restoration in restorations:
            join_again(restoration.row, participation, now=now)

    def readers(self, participation: Participation, now: datetime) -> list[User]:
        """Return the leads of the school's group."""
        groups = [membership.group_id for membership in self.find(participation, now)]
        # A Specialist who has left keeps the link to the group, for its history.
        present = working(london_day(now), "specialist__")
        leads = User.objects.filter(present, specialist__group_links__group__in=groups, is_active=True)
        return list(leads.distinct())


register_ending_rule(MembershipEnds())
