"""Actions on Work Groups: set up, join, move, leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from schools.choices import ParticipationState
from schools.models import Hub, Participation, Project
from specialists.models import Specialist
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.errors import DomainError, WrongState, domain_error_from_constraint
from sustaining.common.permissions import action

from ..choices import MeetingState
from ..models import GroupLead, Invitation, Membership, WorkGroup
from .invitations import invite, invite_school, withdraw_invitations

if TYPE_CHECKING:
    from sustaining.accounts.models import User

    from ..querysets import MeetingQuerySet


class GroupNotPossible(DomainError):
    """The group cannot be set up, joined or left as requested."""


@action("workgroups.set_up_group")
def set_up_group(
    hub: Hub, *, project: Project, name: str, focus: str = "", leads: Iterable[Specialist] = (), by: User, now: datetime
) -> WorkGroup:
    """Create a Work Group of `hub` in a project, with its leads. Raise GroupNotPossible."""
    if not project.has_work_groups:
        raise GroupNotPossible(f"{project} has no Work Groups.")
    if WorkGroup.objects.filter(hub=hub, project=project, name=name).exists():
        raise GroupNotPossible(f"{project.code} already has a Work Group called {name}. Choose another name.")
    group = WorkGroup.objects.create(hub=hub, project=project, name=name, focus=focus)
    for lead in leads:
        GroupLead.objects.create(group=group, specialist=lead)
    return group


@action("workgroups.edit_group")
def edit_group(
    group: WorkGroup, *, name: str, focus: str, leads: Iterable[Specialist], by: User, now: datetime
) -> WorkGroup:
    """Change a Work Group's name, focus and leads. Who led it before stays in its history.

    New leads are invited to the meetings to come; the invitations of those who no longer lead it are withdrawn.
    Raise GroupNotPossible where the project has another group of that name at the hub.
    """
    same = WorkGroup.objects.filter(hub=group.hub_id, project=group.project_id, name=name).exclude(pk=group.pk)
    if same.exists():
        raise GroupNotPossible(f"{group.project.code} already has a Work Group called {name}. Choose another name.")
    group.name, group.focus = name, focus
    group.save(update_fields=["name", "focus"])
    _set_leads(group, {lead.pk: lead for lead in leads}, now=now)
    return group


def _set_leads(group: WorkGroup, chosen: dict[int, Specialist], *, now: datetime) -> None:
    leading = {link.specialist_id: link.specialist for link in group.lead_links.select_related("specialist__user")}
    ahead = list(group.meetings.filter(state=MeetingState.SCHEDULED, starts_at__gt=now).with_hub())
    for key in leading.keys() - chosen.keys():
        group.lead_links.filter(specialist=key).delete()
        own = Invitation.objects.live().filter(meeting__in=ahead, user=leading[key].user_id, participation=None)
        withdraw_invitations(own, reason=f"You no longer lead {group}.", now=now)
    for key in chosen.keys() - leading.keys():
        GroupLead.objects.create(group=group, specialist=chosen[key])
        for meeting in ahead:
            invite(meeting, chosen[key].user, None, now=now)


@action("workgroups.join_group")
def join_group(
    group: WorkGroup, *, participation: Participation, on: date | None = None, by: User, now: datetime
) -> Membership:
    """Make a school a member from a day, by default today, and invite its Advocates to later meetings.

    Raise GroupNotPossible.
    """
    return join(group, participation, on or london_day(now), now=now)


def join(group: WorkGroup, participation: Participation, day: date, *, now: datetime) -> Membership:
    """Do what `join_group` does. Call it inside an action's transaction. Raise GroupNotPossible."""
    if participation.project_id != group.project_id or participation.hub_id != group.hub_id:
        raise GroupNotPossible(f"{participation.school} is not taking part in {group.project.code} with {group.hub}.")
    if participation.state != ParticipationState.ACTIVE:
        raise GroupNotPossible(f"{participation.school} no longer takes part in {group.project.code}.")
    return _join(group, participation, day, now=now)


def _join(
    group: WorkGroup, participation: Participation, day: date, *, until: date | None = None, now: datetime
) -> Membership:
    with (
        domain_error_from_constraint(
            GroupNotPossible, constraint="one_open_membership_a_participation", model=Membership
        ),
        domain_error_from_constraint(GroupNotPossible, constraint="one_group_at_a_time", model=Membership),
    ):
        membership = Membership.objects.create(group=group, participation=participation, starts_on=day, ends_on=until)
    _invite_from(membership, day, now=now)
    return membership


def _invite_from(membership: Membership, day: date, *, now: datetime) -> None:
    for meeting in get_meetings_ahead(membership, now).filter(starts_at__gte=start_of_day(day)):
        invite_school(meeting, membership.participation, now=now)


def get_meetings_ahead(membership: Membership, now: datetime) -> MeetingQuerySet:
    """Return the group's meetings that are on, have not begun, and fall within the membership."""
    ahead = membership.group.meetings.filter(
        state=MeetingState.SCHEDULED, starts_at__gt=now, starts_at__gte=start_of_day(membership.starts_on)
    )
    return ahead.filter(starts_at__lt=start_of_day(membership.ends_on)) if membership.ends_on else ahead


@action("workgroups.leave_group")
def leave_group(membership: Membership, *, on: date, by: User, now: datetime) -> Membership:
    """End a school's membership on a day: withdraw its invitations from then on and email those who had one.

    Raise WrongState when it has ended already, GroupNotPossible when the day is before it started or after the year.
    """
    return _end_membership(membership, on, f"{membership.school} has left {membership.group}.", now=now)


@action("workgroups.leave_group")
def move_school(membership: Membership, *, to: WorkGroup, on: date, by: User, now: datetime) -> Membership:
    """Move a school to another group of the same hub and project from a day. Return the new membership.

    Raise WrongState and GroupNotPossible like `leave_group` and `join_group`.
    """
    same = to.project_id == membership.group.project_id and to.hub_id == membership.group.hub_id
    if not same or to.pk == membership.group_id:
        raise GroupNotPossible(
            f"{to} is not another Work Group of {membership.group.hub} in {membership.group.project.code}. Choose one that is."
        )
    _end_membership(membership, on, f"{membership.school} has moved to {to}.", now=now)
    return _join(to, membership.participation, on, now=now)


def _end_membership(membership: Membership, on: date, reason: str, *, now: datetime) -> Membership:
    current = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if current.ends_on is not None:
        raise WrongState(f"{membership.school} has already left this group.")
    if not current.starts_on <= on <= membership.group.project.year.ends:
        raise GroupNotPossible("Date must be on or after the day the school joined, and before the end of the year.")
    current.ends_on = on
    current.save(update_fields=["ends_on"])
    leave_meetings(current, reason=reason, now=now)
    return current


def end_today(membership: Membership, *, reason: str, now: datetime) -> None:
    """End a membership today and withdraw its invitations. Call inside an action's transaction."""
    membership.ends_on = max(membership.starts_on, london_day(now))
    membership.save(update_fields=["ends_on"])
    leave_meetings(membership, reason=reason, now=now)


def join_again(ended: Membership, participation: Participation, *, until: date | None, now: datetime) -> Membership:
    """Put back a membership that was ended, until the day that was planned before, and invite today's Advocates.

    On the day it ended the same membership goes on; later, another begins today. Call inside an action's transaction.
    """
    today = london_day(now)
    if ended.ends_on != today:
        return _join(ended.group, participation, today, until=until, now=now)
    ended.ends_on = until
    ended.save(update_fields=["ends_on"])
    _invite_from(ended, today, now=now)
    return ended


def leave_meetings(membership: Membership, *, reason: str, now: datetime) -> None:
    """Withdraw the school's invitations to meetings from the day it leaves. Call inside an action's transaction."""
    if membership.ends_on:
        withdraw_invitations(invitations_after(membership, membership.ends_on, now), reason=reason, now=now)


def invitations_after(membership: Membership, day: date, now: datetime) -> QuerySet[Invitation]:
    """Return the school's live invitations to meetings of the group that are still ahead, from a day on."""
    ahead = Invitation.objects.live().from_day(day, now)
    own = ahead.filter(meeting__group=membership.group_id, participation=membership.participation_id)
    return own.select_related("user", "meeting__group").order_by("meeting__starts_at", "pk")
