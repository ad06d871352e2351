"""Reading Work Groups and meetings: a group's people see its meetings, whichever member school they come from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q

from schools.choices import ContactRole, HubRole
from schools.models import Advocate, HubStaff, SchoolContact
from schools.querysets import current
from schools.scope import ScopedQuerySet
from specialists.querysets import working
from sustaining.common.clock import today

from .choices import MeetingState


def led_by(user: Any, on: date, prefix: str = "") -> Q:
    """Return a condition on who leads a group (GroupLead, under `prefix`): `user`, while they are a Specialist."""
    return Q(**{f"{prefix}specialist__user": user.pk}) & working(on, f"{prefix}specialist__")


def groups_of(groups: models.Manager, user: Any, on: date) -> models.QuerySet:
    """Primary keys of the groups that `user` sees: their hub's, those they lead, those that their school is a member of."""
    heads = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    hubs = groups.filter(hub__in=HubStaff.of(user, on=on).values("hub")).order_by().values("pk")
    led = groups.filter(led_by(user, on, "lead_links__")).order_by().values("pk")
    advocacies = Advocate._base_manager.filter(current(on), user=user.pk).values("school")
    posts = SchoolContact._base_manager.filter(current(on), user=user.pk, role__in=heads).values("school")
    member = groups.filter(
        Q(memberships__participation__school__in=advocacies) | Q(memberships__participation__school__in=posts)
    )
    return hubs.union(led, member.order_by().values("pk"))


class GroupScoped(models.QuerySet):
    """Rows that hang on a Work Group by `path`."""

    path = "pk"

    def visible_to(self, user: Any, *, on: date | None = None) -> Self:
        """Rows of the groups that `user` sees; all for programme administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        group = self.model._meta.apps.get_model("workgroups", "WorkGroup")
        return self.filter(**{f"{self.path}__in": groups_of(group._base_manager, user, on or today())})


class WorkGroupQuerySet(GroupScoped):
    """Reading Work Groups."""

    def for_list(self) -> WorkGroupQuerySet:
        """Return this year's first, with what a list shows."""
        members = Count("memberships", filter=Q(memberships__ends_on__isnull=True), distinct=True)
        counts = self.annotate(members=members, meeting_count=Count("meetings", distinct=True))
        return counts.select_related("hub", "project").order_by("-project__academic_year", "hub__name", "name")


class LeadQuerySet(GroupScoped):
    """Reading who leads."""

    path = "group"


class MeetingQuerySet(GroupScoped):
    """Reading meetings."""

    path = "group"

    def between(self, since: datetime, until: datetime) -> MeetingQuerySet:
        """Scheduled meetings that begin between two moments, soonest first."""
        found = self.filter(state=MeetingState.SCHEDULED, starts_at__gte=since, starts_at__lt=until)
        return found.order_by("starts_at", "pk")

    def with_hub(self) -> MeetingQuerySet:
        """With what a mail about a meeting says."""
        return self.select_related("group__hub", "group__project")


class MeetingRowQuerySet(GroupScoped):
    """Reading what hangs on a meeting."""

    path = "meeting__group"


class InvitationQuerySet(MeetingRowQuerySet):
    """Reading invitations."""

    def live(self) -> InvitationQuerySet:
        """Those that stand: the school has not left the group since."""
        return self.filter(withdrawn_at__isnull=True)

    def held_by(self, user: Any, on: date) -> InvitationQuerySet:
        """Those of `user` that their posts still give: for a school of theirs, as a lead, or as somebody's substitute."""
        schools = Advocate._base_manager.filter(current(on), user=user.pk).values("school")
        leads = Q(participation__isnull=True) & led_by(user, on, "meeting__group__lead_links__")
        own = Q(participation__school__in=schools) | leads | Q(substitute_for__isnull=False)
        return self.filter(own, user=user.pk)


class MembershipQuerySet(ScopedQuerySet):
    """Reading memberships."""

    def on(self, day: date) -> MembershipQuerySet:
        """Those that hold on a day; on the day it leaves a school is out."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def open(self) -> MembershipQuerySet:
        """Those without an end."""
        return self.filter(ends_on__isnull=True)


class HubQuerySet(models.QuerySet):
    """What a hub sets for itself: for those who work for it."""

    def visible_to(self, user: Any) -> Self:
        """Rows of the hubs that `user` leads or administers; all for programme administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(hub__in=HubStaff.of(user, HubRole.LEAD, HubRole.ADMINISTRATOR).values("hub"))


class FeedQuerySet(models.QuerySet):
    """Private calendars."""

    def visible_to(self, user: Any) -> Self:
        """One's own, and nobody else's."""
        return self.filter(user=user.pk)
