"""Who reads what a hub keeps about a school: never the school, never the auditor."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from schools.choices import HubRole
from schools.models import HubStaff
from specialists.models import Assignment
from sustaining.common.clock import today
from sustaining.common.search import search_terms

from .choices import ConcernState

if TYPE_CHECKING:
    from sustaining.common.people import Reader


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
        hubs = HubStaff.get_hubs(user, HubRole.LEAD, HubRole.ADMINISTRATOR, on=day)
        supported = Assignment._base_manager.filter(taken_back_at__isnull=True, specialist__user=user.pk)
        supported = supported.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
        shared = Q(for_specialist=True, school__in=supported.values("participation__school"))
        return self.filter(Q(hub__in=hubs) | shared)


class NoteQuerySet(CaseQuerySet):
    """Queries on notes."""

    def kept(self) -> NoteQuerySet:
        """Return the notes that nobody has removed."""
        return self.filter(removed_at__isnull=True)

    def with_open_action(self) -> NoteQuerySet:
        """Return the notes whose next action is still to be done."""
        return self.kept().filter(action_on__isnull=False, action_done_at__isnull=True)

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
