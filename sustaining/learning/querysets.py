"""Who reads gap task responses, feedback and the library. Auditors read none of what people wrote."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, QuerySet

from schools.choices import NOT_TAKING_PART, ContactRole, HubRole
from schools.models import Advocate, HubStaff, Participation, SchoolContact
from schools.querysets import current
from specialists.models import Specialist
from sustaining.common.clock import today
from sustaining.common.search import search_terms
from sustaining.workgroups.models import WorkGroup
from sustaining.workgroups.querysets import led_groups

if TYPE_CHECKING:
    from sustaining.common.people import Reader

STAFF = (HubRole.LEAD, HubRole.ADMINISTRATOR)
HEADS = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)


def school_filter(user: Reader, day: date) -> Q:
    """Return the filter of participations whose school `user` is an Advocate or a head of, by `school`."""
    advocacies = Advocate._base_manager.filter(current(day), user=user.pk).values("school")
    posts = SchoolContact._base_manager.filter(current(day), user=user.pk, role__in=HEADS).values("school")
    return Q(school__in=advocacies) | Q(school__in=posts)


def run_groups(user: Reader, day: date) -> QuerySet:
    """Return the keys of the groups that `user` runs: of the hubs whose staff they are, and those that they lead."""
    hubs = HubStaff.get_hubs(user, *STAFF, on=day)
    return WorkGroup._base_manager.filter(hub__in=hubs).order_by().values("pk").union(led_groups(user, day))


def read_groups(user: Reader, day: date) -> QuerySet:
    """Return the keys of the groups whose gap task responses `user` reads: that they run, or whose member they work at."""
    years = Participation._base_manager.filter(school_filter(user, day))
    member = WorkGroup._base_manager.filter(memberships__participation__in=years).order_by().values("pk")
    return run_groups(user, day).union(member)


class ResponseQuerySet(models.QuerySet):
    """Queryset of gap task responses."""

    path = "meeting__group"

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the responses of the groups that `user` runs or whose member school they work at.

        Programme administrators read all.
        """
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(**{f"{self.path}__in": read_groups(user, on or today())})

    def submitted(self) -> Self:
        """Return the responses that nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class ResponseFileQuerySet(ResponseQuerySet):
    """Queryset of the files of gap task responses."""

    path = "response__meeting__group"

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the files of the responses that `user` reads and that have not been withdrawn."""
        return super().visible_to(user, on=on).filter(response__withdrawn_at__isnull=True)


class FeedbackQuerySet(models.QuerySet):
    """Queryset of feedback on meetings."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the feedback on meetings of the groups that `user` runs, and their own."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        runs = run_groups(user, on or today())
        return self.filter(Q(attendance__meeting__group__in=runs) | Q(attendance__user=user.pk))


class LibraryQuerySet(models.QuerySet):
    """Queryset of the resources in hubs' libraries."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the resources of the hubs that `user` works for, or whose schools they work at or support.

        A hub that was merged into another one keeps its resources, which the other hub's people read too.
        """
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        day = on or today()
        years = Participation._base_manager.filter(school_filter(user, day)).exclude(state__in=NOT_TAKING_PART)
        supports = Specialist.objects.working(day).filter(user=user.pk)
        own = (
            Q(hub__in=HubStaff.get_hubs(user, on=day))
            | Q(hub__in=years.values("hub"))
            | Q(hub__in=supports.values("hubs"))
        )
        merged = Q(hub__merged_into__in=years.values("hub")) | Q(hub__merged_into__in=supports.values("hubs"))
        return self.filter(own | merged)

    def kept(self) -> Self:
        """Return the resources that nobody has removed, from the library or from their meeting."""
        return self.filter(removed_at__isnull=True, file__removed_at__isnull=True, link__removed_at__isnull=True)

    def matching(self, text: str) -> Self:
        """Return the resources that have every word of `text` in their title or what they are about."""
        rows = self
        for word in search_terms(text):
            rows = rows.filter(Q(title__contains_folded=word) | Q(about__contains_folded=word))
        return rows
