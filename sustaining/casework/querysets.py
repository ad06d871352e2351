"""Who reads what a hub keeps about a school: never the school, never the auditor."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.choices import IN_PROGRESS, HubRole
from schools.models import HubStaff
from schools.querysets import current
from specialists.models import Assignment, Specialist
from sustaining.common.clock import today
from sustaining.common.search import search_terms

from .choices import ConcernState

if TYPE_CHECKING:
    from sustaining.common.people import Reader


STAFF = (HubRole.LEAD, HubRole.ADMINISTRATOR)
SCHOOL = "participation__school"


def support_on(day: date) -> QuerySet[Assignment]:
    """Return the assignments of a day, of Specialists who work that day."""
    working = Specialist.objects.working(day).order_by().values("pk")
    return Assignment._base_manager.filter(current(day), taken_back_at__isnull=True, specialist__in=working)


class CaseQuerySet(models.QuerySet):
    """Rows that a hub keeps about a school. They stay with the hub that wrote them when the school moves to another one."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the rows that `user` may read on a day (default today).

        Leads and administrators read those of their hub and of hubs merged into it, a Specialist those that are shared
        with the Specialist of a school that they support that day, programme administrators all.
        """
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        day = on or today()
        hubs = HubStaff.get_hubs(user, *STAFF, on=day)
        shared = Q(for_specialist=True, school__in=support_on(day).filter(specialist__user=user.pk).values(SCHOOL))
        return self.filter(Q(hub__in=hubs) | shared)


class HubRowQuerySet(models.QuerySet):
    """Rows that belong to a hub and to no school."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> Self:
        """Return the rows of the hubs whose lead or administrator `user` is on a day, and of those merged into them.

        All for programme administrators.
        """
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(hub__in=HubStaff.get_hubs(user, *STAFF, on=on or today()))


class NoteQuerySet(CaseQuerySet):
    """Queries on notes."""

    def kept(self) -> NoteQuerySet:
        """Return the notes that nobody has removed."""
        return self.filter(removed_at__isnull=True)

    def with_open_action(self) -> NoteQuerySet:
        """Return the notes whose next action is still to be done."""
        return self.kept().filter(action_on__isnull=False, action_done_at__isnull=True)

    def by_owner_at_work(self, day: date) -> NoteQuerySet:
        """Annotate `owner_works`: the owner of the next action is on the staff of the hub, or supports the school this year.

        A Specialist's actions about a school end with its year there: then the hub decides who does them.
        """
        staff = HubStaff._base_manager.filter(current(day), role__in=STAFF, user=OuterRef("action_owner"))
        own_hub = staff.filter(Q(hub=OuterRef("hub")) | Q(hub__former_hubs=OuterRef("hub")))
        support = support_on(day).filter(specialist__user=OuterRef("action_owner"))
        own_school = support.filter(**{SCHOOL: OuterRef("school"), "participation__state__in": IN_PROGRESS})
        return self.annotate(owner_works=Exists(own_hub) | Exists(own_school))

    def matching(self, text: str) -> NoteQuerySet:
        """Return the notes that have every word of `text` in their text, their contact or their next action."""
        rows = self
        for word in search_terms(text):
            rows = rows.filter(
                Q(text__contains_folded=word) | Q(contact__contains_folded=word) | Q(action__contains_folded=word)
            )
        return rows

    def for_list(self) -> NoteQuerySet:
        """Select what lists show, newest first."""
        people = ("written_by", "action_owner", "action_done_by", "removed_by")
        return self.select_related("school", "hub", *people).order_by("-happened_on", "-pk")


class ConcernQuerySet(CaseQuerySet):
    """Queries on concerns."""

    def open(self) -> ConcernQuerySet:
        """Return the concerns that are not closed."""
        return self.filter(state=ConcernState.OPEN)

    def to_review(self, day: date) -> ConcernQuerySet:
        """Return the open concerns whose review day has come."""
        return self.open().filter(review_on__lte=day)

    def for_list(self) -> ConcernQuerySet:
        """Select what lists show: open ones by their review day, then closed ones, newest first."""
        rows = self.select_related("school", "hub", "raised_by", "closed_by")
        is_closed = models.Case(models.When(state=ConcernState.OPEN, then=0), default=1)
        return rows.order_by(is_closed, models.F("review_on").asc(nulls_last=True), "-raised_at", "-pk")

    def raised_in(self, since: datetime, until: datetime) -> ConcernQuerySet:
        """Return the concerns that were raised from `since` and before `until`."""
        return self.filter(raised_at__gte=since, raised_at__lt=until)
