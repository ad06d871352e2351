"""Querysets of Work Groups and meetings. Everyone in a group sees its meetings, whichever school they are from."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Q

from schools.choices import ContactRole, HubRole
from schools.models import Advocate, HubStaff, SchoolContact
from schools.querysets import current
from schools.scope import ScopedQuerySet
from specialists.querysets import working
from sustaining.common.clock import start_of_day, today

from .choices import CertificateState, MeetingState

if TYPE_CHECKING:
    from sustaining.common.people import Reader


def led_groups(user: Reader, on: date) -> models.QuerySet:
    """Return the keys of the groups that `user` leads and is a Specialist for on the day, for use with IN.

    A subquery, because a join would list a row once for each of its group's leads.
    """
    leads = apps.get_model("workgroups", "GroupLead")._base_manager
    return leads.filter(working(on, "specialist__"), specialist__user=user.pk).order_by().values("group")


def visible_group_ids(groups: models.Manager, user: Reader, on: date) -> models.QuerySet:
    """Return the primary keys of the groups that `user` sees: their hub's, those they lead and their school's."""
    heads = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    hubs = groups.filter(hub__in=HubStaff.get_hubs(user, on=on)).order_by().values("pk")
    advocacies = Advocate._base_manager.filter(current(on), user=user.pk).values("school")
    posts = SchoolContact._base_manager.filter(current(on), user=user.pk, role__in=heads).values("school")
    member = groups.filter(
        Q(memberships__participation__school__in=advocacies) | Q(memberships__participation__school__in=posts)
    )
    return hubs.union(led_groups(user, on), member.order_by().values("pk"))


class GroupScoped(models.QuerySet):
    """Rows that belong to a Work Group, which is found by the lookup `path`."""

    path = "pk"

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the rows of the groups that `user` sees; all rows for programme administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        group = self.model._meta.apps.get_model("workgroups", "WorkGroup")
        return self.filter(**{f"{self.path}__in": visible_group_ids(group._base_manager, user, on or today())})


class WorkGroupQuerySet(GroupScoped):
    """Queryset of Work Groups."""

    def for_list(self) -> WorkGroupQuerySet:
        """Return the groups with the counts that a list shows, the latest year first."""
        members = Count("memberships", filter=Q(memberships__ends_on__isnull=True), distinct=True)
        counts = self.annotate(members=members, meeting_count=Count("meetings", distinct=True))
        return counts.select_related("hub", "project").order_by(
            "-project__academic_year", "hub__sort_name", "sort_name"
        )


class LeadQuerySet(GroupScoped):
    """Queryset of group leads."""

    path = "group"


class MeetingQuerySet(GroupScoped):
    """Queryset of meetings."""

    path = "group"

    def between(self, since: datetime, until: datetime) -> MeetingQuerySet:
        """Return the scheduled meetings that start between two moments, soonest first."""
        scheduled = self.filter(state=MeetingState.SCHEDULED, starts_at__gte=since, starts_at__lt=until)
        return scheduled.order_by("starts_at", "pk")

    def with_hub(self) -> MeetingQuerySet:
        """Select the hub and project, which emails about a meeting show."""
        return self.select_related("group__hub", "group__project")


class MeetingRowQuerySet(GroupScoped):
    """Queryset of rows that belong to a meeting."""

    path = "meeting__group"


class AttendanceQuerySet(MeetingRowQuerySet):
    """Queryset of the marks of registers."""

    def counted(self) -> AttendanceQuerySet:
        """Return the marks that figures count: of meetings whose register is closed, and was not reopened."""
        return self.filter(meeting__state=MeetingState.HELD)


class InvitationQuerySet(MeetingRowQuerySet):
    """Queryset of invitations."""

    def live(self) -> InvitationQuerySet:
        """Return the invitations that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def from_day(self, day: date, now: datetime) -> InvitationQuerySet:
        """Return the invitations to meetings that are on, have not begun, and are on `day` in London or later."""
        return self.filter(
            meeting__state=MeetingState.SCHEDULED,
            meeting__starts_at__gt=now,
            meeting__starts_at__gte=start_of_day(day),
        )

    def unmarked(self) -> InvitationQuerySet:
        """Return the live invitations of people who have no mark in the register."""
        return self.live().exclude(user__attendances__meeting=F("meeting"))

    def held_by(self, user: Reader, on: date) -> InvitationQuerySet:
        """Return the user's invitations that they still have a post for: Advocate of the school, lead or substitute."""
        schools = Advocate._base_manager.filter(current(on), user=user.pk).values("school")
        leads = Q(participation__isnull=True, meeting__group__in=led_groups(user, on))
        own = Q(participation__school__in=schools) | leads | Q(substitute_for__isnull=False)
        return self.filter(own, user=user.pk)


class SubstituteQuerySet(models.QuerySet):
    """Queryset of proposed substitutes, whose addresses only those see who run the meeting."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the proposals for meetings that `user` runs, as the hub's staff or the group's lead."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        day = on or today()
        hubs = HubStaff.get_hubs(user, HubRole.LEAD, HubRole.ADMINISTRATOR, on=day)
        group = "invitation__meeting__group"
        return self.filter(Q(**{f"{group}__hub__in": hubs}) | Q(**{f"{group}__in": led_groups(user, day)}))

    def undecided(self) -> Self:
        """Return the proposals that nobody has decided on or withdrawn."""
        return self.filter(outcome="")

    def waiting(self, now: datetime) -> Self:
        """Return the undecided proposals for meetings to come, soonest meeting first."""
        meeting = "invitation__meeting__"
        ahead = {f"{meeting}state": MeetingState.SCHEDULED, f"{meeting}starts_at__gt": now}
        return self.undecided().filter(invitation__withdrawn_at=None, **ahead).order_by(f"{meeting}starts_at", "pk")


class CertificateQuerySet(models.QuerySet):
    """Queryset of certificates. A person reads their own; nobody else of the group's schools does."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the user's own certificates, and those of groups that they lead, or run as staff of their hub."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        day = on or today()
        hubs = HubStaff.get_hubs(user, HubRole.LEAD, HubRole.ADMINISTRATOR, on=day)
        return self.filter(Q(user=user.pk) | Q(group__hub__in=hubs) | Q(group__in=led_groups(user, day)))

    def valid(self) -> Self:
        """Return the certificates that are neither replaced nor withdrawn."""
        return self.filter(state=CertificateState.ISSUED)

    def for_list(self) -> Self:
        """Select what lists show, the latest first."""
        return self.select_related("group__hub", "participation__school", "user", "closed_by", "replaced_by")


class MembershipQuerySet(ScopedQuerySet):
    """Queryset of memberships."""

    def on(self, day: date) -> MembershipQuerySet:
        """Return the memberships on a day. The day a school leaves is no longer part of its membership."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def going_on(self, day: date) -> MembershipQuerySet:
        """Return the memberships that go on after a day, also those with a later last day or that are still to begin."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def open(self) -> MembershipQuerySet:
        """Return the memberships without an end date."""
        return self.filter(ends_on__isnull=True)


class HubSettingsQuerySet(models.QuerySet):
    """Queryset of a hub's own settings."""

    def visible_to(self, user: Reader) -> Self:
        """Return the rows of the hubs that `user` leads or administers; all rows for programme administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(hub__in=HubStaff.get_hubs(user, HubRole.LEAD, HubRole.ADMINISTRATOR))


class FeedQuerySet(models.QuerySet):
    """Queryset of private calendars."""

    def visible_to(self, user: Reader) -> Self:
        """Return the user's own calendar and nobody else's."""
        return self.filter(user=user.pk)
