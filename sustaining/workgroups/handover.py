"""Handover rules: an Advocate's invitations pass to their successor, and the groups that a Specialist leads to another."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from schools.handover import HandoverRule, register_handover_rule
from schools.models import Advocate
from specialists.models import Specialist
from sustaining.common.clock import london_day
from sustaining.common.years import AcademicYear

from .actions.invitations import invite, withdraw_invitations
from .choices import AHEAD, MeetingState
from .models import GroupLead, Invitation


def open_invitations(advocate: Advocate, now: datetime) -> QuerySet:
    """Return the Advocate's invitations, for their school, to future meetings."""
    invitations = Invitation.objects.live().filter(user=advocate.user, participation__school=advocate.school)
    ahead = invitations.filter(meeting__state__in=AHEAD).exclude(meeting__starts_at__lt=now)
    return ahead.select_related("meeting__group", "user").order_by("meeting")


def pass_invitations(leaving: Advocate, successor: Advocate, now: datetime) -> None:
    """Withdraw the invitations and invite the successor, who answers for themselves. Substitutes stay invited."""
    reason = f"{successor.user} takes over from you at {leaving.school}."
    invitations = open_invitations(leaving, now).select_related("participation")
    for invitation in withdraw_invitations(invitations, reason=reason, now=now):
        taken_over = invite(invitation.meeting, successor.user, invitation.participation, now=now)
        invitation.substitutes.exclude(pk=taken_over.pk).update(substitute_for=taken_over)


def groups_led(specialist: Specialist, now: datetime) -> QuerySet:
    """Return the Work Groups of this and later years that the Specialist leads."""
    year = AcademicYear.of(london_day(now)).start
    links = GroupLead.objects.filter(specialist=specialist, group__project__academic_year__gte=year)
    return links.select_related("group__project").order_by("group__sort_name", "pk")


def pass_groups(leaving: Specialist, successor: Specialist, now: datetime) -> None:
    """Make the successor a lead of the groups, and invite them to the meetings to come in the other's place.

    The invitations of the lead who leaves are withdrawn from the day after their last.
    """
    for link in groups_led(leaving, now):
        GroupLead.objects.get_or_create(group=link.group, specialist=successor)
        ahead = link.group.meetings.filter(state=MeetingState.SCHEDULED, starts_at__gt=now).with_hub()
        for meeting in ahead:
            invite(meeting, successor.user, None, now=now)
    if leaving.ends_on:
        after = Invitation.objects.live().from_day(leaving.ends_on + timedelta(days=1), now)
        own = after.filter(user=leaving.user, participation=None)
        withdraw_invitations(own, reason=f"{successor} will lead the group then.", now=now)


register_handover_rule(
    HandoverRule(
        "Work Group led",
        "Work Groups led",
        groups_led,
        pass_groups,
        name=lambda link: f"{link.group} ({link.group.project.year})",
        post=Specialist,
    )
)
register_handover_rule(
    HandoverRule(
        "meeting invitation",
        "meeting invitations",
        open_invitations,
        pass_invitations,
        name=lambda invitation: str(invitation.meeting),
    )
)
