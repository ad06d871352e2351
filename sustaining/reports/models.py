"""Impact reports, drafted from a year's data and edited since; national returns, frozen as they were sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from schools.choices import HubRole
from schools.models import Hub, HubStaff, School
from schools.querysets import PublicQuerySet
from schools.roles import PLAN_READERS
from schools.scope import reachable_schools
from sustaining.common.clock import today
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.years import AcademicYear

from .triggers import RETURN_COLUMNS_ARE_COMPLETE

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
    voices = models.TextField(
        "in the schools’ own words",
        blank=True,
        db_default="",
        help_text="One quotation to a paragraph. Leave out names of people; a school is named only if you name it.",
    )
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

    @property
    def subject(self) -> School | Hub:
        """Return the school or the hub that it is about."""
        subject = self.school or self.hub
        if subject is None:
            raise ValueError("An impact report is about a school or a hub.")
        return subject


class ImpactLinkQuerySet(models.QuerySet):
    """Reading links to impact reports."""

    def visible_to(self, user: Reader) -> ImpactLinkQuerySet:
        """Return the links to reports that the user sees."""
        return self.filter(report__in=ImpactReport.objects.visible_to(user))

    def live(self, day: date) -> ImpactLinkQuerySet:
        """Return the links that work on `day`."""
        return self.filter(ended_at__isnull=True, ends_on__gte=day)


@pghistory.track()
class ImpactLink(models.Model):
    """A link by which anyone reads one impact report until a day, without an account. It shows nothing else.

    Who made it is kept. The token itself is a `Link` of the outbox, which holds only its hash.
    """

    report = models.ForeignKey(ImpactReport, models.PROTECT, related_name="links")
    sent_to = models.CharField("who it is for", max_length=120)
    ends_on = models.DateField("last day")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="impact_links")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImpactLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_link_says_who_ended_it",
            ),
        ]
        triggers = [protect_from_delete("impact_links_stay")]

    def __str__(self) -> str:
        return f"Link to {self.report} for {self.sent_to}"

    @property
    def status(self) -> tuple[str, str]:
        """Return (label, tone)."""
        if self.ended_at:
            return "Ended", "stop"
        return ("Expired", "") if self.ends_on < today() else ("Working", "go")

    @property
    def is_live(self) -> bool:
        """Return whether the link works today."""
        return self.ended_at is None and self.ends_on >= today()


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
    After its time Advocates are numbered in it, and `original_sha256` is the digest of the file that was sent.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, null=True, blank=True, related_name="completion_returns")
    academic_year = models.PositiveSmallIntegerField()
    point = models.CharField(max_length=6, choices=ReturnPoint)
    taken_for = models.DateField("as it stood on")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="completion_returns")
    taken_at = models.DateTimeField()
    content = models.TextField()
    original_sha256 = models.CharField(
        "SHA-256 of the file as it was sent", max_length=64, blank=True, default="", db_default="", editable=False
    )
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


class ReturnKind(models.TextChoices):
    """What a row of a return is about."""

    PARTICIPANTS = "participants", "Participant return"
    SCHOOLS = "schools", "School return"


@pghistory.track()
class ReturnColumns(models.Model):
    """Which columns a kind of return has, in order, as `[key, heading]`; without a row it has the usual ones."""

    kind = models.CharField(max_length=12, choices=ReturnKind, unique=True)
    columns = models.JSONField(default=list)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="return_columns")
    changed_at = models.DateTimeField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "columns of returns"
        triggers = [protect_from_delete("return_columns_stay"), RETURN_COLUMNS_ARE_COMPLETE]

    def __str__(self) -> str:
        return f"Columns of the {self.get_kind_display().lower()}"


class ProgrammeReturn(models.Model):
    """The participants or the schools of a year as they were on a day, frozen as a file; of one hub, or of all.

    `content` is the CSV byte for byte in UTF-8 and `row_keys` names its rows, so that two returns can be compared. After
    their time TRNs and then names go from it; `sha256` stays that of the file as it was taken.
    """

    kind = models.CharField(max_length=12, choices=ReturnKind)
    hub = models.ForeignKey(Hub, models.PROTECT, null=True, blank=True, related_name="programme_returns")
    academic_year = models.PositiveSmallIntegerField()
    taken_for = models.DateField("as it stood on")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="programme_returns")
    taken_at = models.DateTimeField()
    columns = models.JSONField(editable=False)
    row_keys = models.JSONField(editable=False)
    content = models.TextField()
    sha256 = models.CharField("SHA-256 of the file as it was taken", max_length=64, editable=False)
    counts = models.JSONField(
        editable=False, help_text="By kind of group: each with its rows and those that completed."
    )
    open_points = models.JSONField(
        "open points of data quality", default=dict, db_default={}, editable=False, help_text="Their number by check."
    )
    points_seen = models.BooleanField("the taker had looked at them", default=False, db_default=False, editable=False)
    left_out = models.PositiveIntegerField("people left out because their data is restricted", default=0)
    trns_cleared = models.BooleanField("TRNs have been cleared", default=False, editable=False)
    names_cleared = models.BooleanField("names have been replaced by numbers", default=False, editable=False)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "-pk"]
        verbose_name = "participant or school return"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    taken_for__gte=Func(
                        F("academic_year"), 9, 1, function="make_date", output_field=models.DateField()
                    ),
                    taken_for__lte=Func(
                        F("academic_year") + 1, 8, 31, function="make_date", output_field=models.DateField()
                    ),
                ),
                name="return_is_of_a_day_of_its_year",
                violation_error_message="The day of a return must be in its academic year.",
            ),
            models.CheckConstraint(
                condition=Q(names_cleared=False) | Q(trns_cleared=True), name="trns_go_before_names"
            ),
            models.CheckConstraint(
                condition=Q(open_points={}) | Q(points_seen=True), name="open_points_were_looked_at"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="return_has_its_digest"),
        ]
        triggers = [pgtrigger.Protect(name="programme_returns_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.hub or 'all hubs'}, {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("reports:programme-return", args=[self.pk])

    @property
    def year(self) -> AcademicYear:
        """Return the academic year as a value."""
        return AcademicYear(self.academic_year)

    @property
    def number(self) -> int:
        """Return the number of its rows."""
        return len(self.row_keys)


class SetAsideQuerySet(models.QuerySet):
    """Reading problems that were set aside."""

    def visible_to(self, user: Reader) -> SetAsideQuerySet:
        """Return those of the hubs that one leads or administers; all for programme administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(hub__in=HubStaff.get_hubs(user.pk, HubRole.LEAD, HubRole.ADMINISTRATOR))

    def live(self) -> SetAsideQuerySet:
        """Return those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)


@pghistory.track()
class SetAsideProblem(models.Model):
    """A problem of data quality that somebody looked at and set aside, with the reason. Taking it back opens it again."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="set_aside_problems")
    check_name = models.CharField("check", max_length=20)
    key = models.CharField(max_length=60, help_text="What the check calls the problem.")
    reason = models.TextField()
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="problems_set_aside")
    set_aside_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        ordering = ["-set_aside_at", "-pk"]
        verbose_name = "problem set aside"
        verbose_name_plural = "problems set aside"
        constraints = [
            models.UniqueConstraint(
                fields=["check_name", "key"],
                condition=Q(taken_back_at__isnull=True),
                name="a_problem_is_set_aside_once",
                violation_error_message="This has been set aside already.",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="set_aside_with_a_reason"),
            done_by_somebody("taken_back", name="taken_back_by_somebody"),
        ]
        triggers = [
            protect_from_delete("set_aside_problems_stay"),
            protect_identity(
                "set_aside_problems_say_the_same",
                "hub_id",
                "check_name",
                "key",
                sentence="What was set aside can’t be changed. Open it again, and set the other aside.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_name} {self.key} at {self.hub}"
