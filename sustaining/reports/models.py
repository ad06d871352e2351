"""Impact reports, drafted from a year's data and edited since; national returns of completion, frozen as they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import Hub, HubStaff, School
from schools.roles import PLAN_READERS
from schools.scope import reachable_schools
from sustaining.common.moves import protect_from_delete
from sustaining.common.years import AcademicYear

if TYPE_CHECKING:
    from sustaining.common.people import Reader


class ImpactQuerySet(models.QuerySet):
    """Reading impact reports."""

    def visible_to(self, user: Reader) -> ImpactQuerySet:
        """Return reports of schools whose plans the user reads, and of their hubs; all for administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        hubs = HubStaff.get_hubs(user.pk)
        return self.filter(Q(school__in=reachable_schools(user, PLAN_READERS)) | Q(hub__in=hubs))


@pghistory.track(meta={"db_table": "desk_impactreportevent"})
class ImpactReport(models.Model):
    """What a school's, or a hub's, year has changed, in words that were drafted from its data and edited since."""

    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="impact_reports")
    hub = models.ForeignKey(Hub, models.PROTECT, null=True, blank=True, related_name="impact_reports")
    academic_year = models.PositiveSmallIntegerField()
    aims = models.TextField("what was aimed at", blank=True)
    work = models.TextField("what was done", blank=True)
    change = models.TextField("what has changed", blank=True)
    following = models.TextField("what comes next", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="impact_reports")
    written_at = models.DateTimeField()

    objects = ImpactQuerySet.as_manager()

    class Meta:
        db_table = "desk_impactreport"  # named when reports were a part of the desk
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=False, hub__isnull=True) | Q(school__isnull=True, hub__isnull=False),
                name="impact_of_a_school_or_a_hub",
            ),
            models.UniqueConstraint(fields=["school", "academic_year"], name="one_impact_report_a_school_and_year"),
            models.UniqueConstraint(fields=["hub", "academic_year"], name="one_impact_report_a_hub_and_year"),
        ]
        triggers = [protect_from_delete("impact_reports_stay")]

    def __str__(self) -> str:
        return f"Impact of {self.school or self.hub} in {AcademicYear(self.academic_year)}"

    def get_absolute_url(self) -> str:
        if self.school:
            return reverse("reports:school-impact", args=[self.school.urn, self.academic_year])
        return reverse("reports:hub-impact", args=[self.hub_id, self.academic_year])


class ReturnPoint(models.TextChoices):
    """The two days of a year at which the national figures are taken."""

    SPRING = "spring", "Spring"
    AUGUST = "august", "End of August"


class ReturnQuerySet(models.QuerySet):
    """Reading frozen returns."""

    def visible_to(self, user: Reader) -> ReturnQuerySet:
        """Return those of the hubs that one works for, also as its auditor; all for programme administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        return self.all() if user.is_superuser else self.filter(hub__in=HubStaff.get_hubs(user.pk))


class CompletionReturn(models.Model):
    """Who had completed on the day of a national return, frozen as the file that was sent; of one hub, or of all.

    A return may be taken again, which adds a row: the latest counts. `content` is the file, byte for byte in UTF-8.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, null=True, blank=True, related_name="completion_returns")
    academic_year = models.PositiveSmallIntegerField()
    point = models.CharField(max_length=6, choices=ReturnPoint)
    taken_for = models.DateField("as it stood on")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="completion_returns")
    taken_at = models.DateTimeField()
    content = models.TextField()
    schools = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "-pk"]
        triggers = [pgtrigger.Protect(name="returns_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_point_display()} return of {self.hub or 'all hubs'}, {AcademicYear(self.academic_year)}"

    def get_absolute_url(self) -> str:
        return reverse("reports:return", args=[self.pk])

    @property
    def year(self) -> AcademicYear:
        """Return the academic year as a value."""
        return AcademicYear(self.academic_year)
