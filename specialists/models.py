"""Mastery Specialists, and whom they support."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value

from schools.choices import TermName
from schools.models import Hub, Participation, School
from schools.roles import EVERYONE
from schools.scope import scoped_by_participation
from schools.triggers import MERGED, takes_nothing_new
from sustaining.accounts.models import log_role_change
from sustaining.common.clock import today
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.years import AcademicYear

from .querysets import (
    AssignmentQuerySet,
    OfSpecialistQuerySet,
    SpecialistHubQuerySet,
    SpecialistQuerySet,
    SpecialistYearQuerySet,
)

NEVER_AT_HOME = "A Specialist can’t be assigned to their own school."


@pghistory.track()
class Specialist(models.Model):
    """A practising teacher at a home school, accredited to support other departments.

    `days_a_year` is what they usually give in a year in all; `SpecialistYear` says otherwise for a year.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="specialist")
    home_school = models.ForeignKey(School, models.PROTECT, related_name="home_specialists")
    hubs = models.ManyToManyField(Hub, related_name="specialists", through="SpecialistHub")
    accredited_in = models.PositiveSmallIntegerField("accredited in", null=True, blank=True)
    days_a_year = models.DecimalField(
        "usual days a year", max_digits=5, decimal_places=2, default=15, validators=[MinValueValidator(0)]
    )
    telephone = models.CharField(max_length=30, blank=True, default="", db_default="")
    ends_on = models.DateField("no longer a Specialist after", null=True, blank=True)

    objects = SpecialistQuerySet.as_manager()

    class Meta:
        verbose_name = "Mastery Specialist"
        ordering = ["user__sort_name"]
        triggers = [
            protect_from_delete("specialists_stay"),
            pgtrigger.Trigger(
                name="specialist_never_at_home_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("home_school_id"),
                func=pgtrigger.Func(
                    f"""
                    IF EXISTS (
                        SELECT 1 FROM specialists_assignment a JOIN schools_participation p ON p.id = a.participation_id
                        WHERE a.specialist_id = NEW.id AND p.school_id = NEW.home_school_id
                        AND (a.ends_on IS NULL OR a.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
                    ) THEN
                        RAISE EXCEPTION '{NEVER_AT_HOME} End the assignment first.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'specialist_never_at_home';
                    END IF;
                    RETURN NEW;
                    """
                ),
            ),
            protect_identity(
                "specialist_records_stay_with_their_person",
                "user_id",
                unless=MERGED,
                sentence="A Specialist’s record can’t be given to someone else. End it, and add one for the other person.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def school(self) -> School:
        """Return the home school."""
        return self.home_school


@pghistory.track()
class SpecialistYear(models.Model):
    """What a Specialist can give in an academic year in all, in days, as their hub has agreed with them."""

    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="years")
    academic_year = models.PositiveSmallIntegerField()
    days = models.DecimalField(max_digits=5, decimal_places=2, validators=[MinValueValidator(0)])

    objects = SpecialistYearQuerySet.as_manager()

    class Meta:
        verbose_name = "days for a year"
        verbose_name_plural = "days for a year"
        ordering = ["-academic_year", "specialist"]
        constraints = [
            models.UniqueConstraint(
                fields=["specialist", "academic_year"],
                name="one_number_of_days_a_year",
                violation_error_message="This Specialist’s days have already been set for this year.",
            ),
            models.CheckConstraint(condition=Q(days__gte=0), name="days_of_a_year_not_negative"),
        ]
        triggers = [
            protect_from_delete("specialist_years_stay"),
            protect_identity(
                "specialist_years_stay_where_they_are",
                "specialist_id",
                "academic_year",
                sentence="Days belong to a Specialist and a year. Change the number of days instead.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.specialist}, {AcademicYear(self.academic_year)}"


@pghistory.track()
class SpecialistHub(models.Model):
    """A hub that a Specialist works for."""

    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="hub_links")
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="specialist_links")

    objects = SpecialistHubQuerySet.as_manager()

    class Meta:
        verbose_name = "Specialist's hub"
        verbose_name_plural = "Specialists' hubs"
        constraints = [models.UniqueConstraint(fields=["specialist", "hub"], name="one_link_a_hub")]
        triggers = [
            protect_identity(
                "specialist_links_stay",
                "specialist_id",
                "hub_id",
                sentence="A Specialist’s link to a hub cannot move. Remove it, and add another.",
            ),
            takes_nothing_new("merged_hubs_get_no_specialists"),
        ]

    def __str__(self) -> str:
        return f"{self.specialist} for {self.hub}"


@pghistory.track()
class Assignment(models.Model):
    """A Specialist's support for a school's year: so many days, from a day to a day. Never at their own school."""

    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="assignments")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="assignments")
    days = models.DecimalField(max_digits=4, decimal_places=2, validators=[MinValueValidator(0)])
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assignments_taken_back"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True, help_text="If it was made by mistake.")
    taken_back_reason = models.TextField("why it was removed", blank=True, db_default="")

    objects = scoped_by_participation("participation", EVERYONE, queryset=AssignmentQuerySet)

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="assignment_ends_after_start",
                violation_error_message="The last day must be the same as or after the first day.",
            ),
            models.CheckConstraint(
                condition=Q(days__gt=0),
                name="assignment_has_days",
                violation_error_message="Days must be more than 0.",
            ),
            done_by_somebody(
                "taken_back",
                reason="taken_back_reason",
                name="assignment_taken_back_with_reason",
                ends_on=F("starts_on"),
            ),
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(ends_on__isnull=True),
                name="one_open_assignment_a_participation",
                violation_error_message="This school already has a Specialist. End that assignment first.",
            ),
            # The day of a change belongs to the later Specialist. The ranges need no extension, unlike numbers.
            ExclusionConstraint(
                name="one_assignment_at_a_time",
                expressions=[
                    (
                        Func("participation", "participation", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func("starts_on", "ends_on", Value("[)"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="This school has another Specialist in those days. End that assignment first.",
            ),
        ]
        triggers = [
            protect_from_delete("assignments_stay"),
            log_role_change(
                "assignments_are_logged",
                user="(SELECT s.user_id FROM specialists_specialist s WHERE s.id = NEW.specialist_id)",
                detail="'Specialist of participation ' || NEW.participation_id || COALESCE(' until ' || NEW.ends_on, '')",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("ends_on"),
            ),
            protect_identity(
                "assignments_stay_with_their_school",
                "specialist_id",
                "participation_id",
                sentence="An assignment can’t move to another Specialist or school. End it, and make a new assignment.",
            ),
            pgtrigger.Trigger(
                name="specialist_never_at_home",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=pgtrigger.Func(
                    f"""
                    IF EXISTS (
                        SELECT 1 FROM specialists_specialist s JOIN schools_participation p ON p.id = NEW.participation_id
                        WHERE s.id = NEW.specialist_id AND s.home_school_id = p.school_id
                    ) THEN
                        RAISE EXCEPTION '{NEVER_AT_HOME}'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'specialist_never_at_home';
                    END IF;
                    RETURN NEW;
                    """
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.specialist} for {self.participation}"

    @property
    def school(self) -> School:
        """Return the school that is supported."""
        return self.participation.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.participation.hub


@pghistory.track()
class SpecialistTerm(models.Model):
    """On which weekdays of a term a Specialist is usually free to support schools: 1 is Monday, 5 is Friday."""

    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="terms")
    academic_year = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=10, choices=TermName)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), blank=True, default=list)

    objects = OfSpecialistQuerySet.as_manager()

    class Meta:
        verbose_name = "weekdays of a term"
        verbose_name_plural = "weekdays of terms"
        ordering = ["academic_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["specialist", "academic_year", "term"],
                name="weekdays_of_a_term_once",
                violation_error_message="This Specialist’s weekdays have already been set for this term.",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5]),
                name="weekdays_are_monday_to_friday",
                violation_error_message="Choose days from Monday to Friday.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.specialist}, {self.get_term_display().lower()} {AcademicYear(self.academic_year)}"


@pghistory.track()
class SpecialistDate(models.Model):
    """A date on which a Specialist is free although it is not one of their weekdays, or is not free although it is."""

    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="dates")
    on = models.DateField("date")
    is_free = models.BooleanField("free")

    objects = OfSpecialistQuerySet.as_manager()

    class Meta:
        verbose_name = "date"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["specialist", "on"],
                name="a_date_of_a_specialist_once",
                violation_error_message="This date is there already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.specialist}, {self.on}"
