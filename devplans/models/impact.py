"""A reflection each term, and an evaluation at the end of the year."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from schools.choices import TermName
from schools.models import School
from schools.roles import PLAN_READERS
from schools.scope import scoped
from sustaining.common.moves import protect_from_delete
from sustaining.common.years import AcademicYear

from ..choices import Aspect
from .plans import Plan


@pghistory.track()
class Reflection(models.Model):
    """A department's short reflection on a term: one a term, which may be rewritten during it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reflections")
    academic_year = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=10, choices=TermName)
    changed = models.TextField("what has changed")
    learned = models.TextField("what we learned", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reflections")
    written_at = models.DateTimeField()

    objects = scoped("plan__school", PLAN_READERS)

    class Meta:
        ordering = ["academic_year", "written_at"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "academic_year", "term"], name="one_reflection_a_term"),
        ]
        triggers = [protect_from_delete("reflections_stay")]

    def __str__(self) -> str:
        return f"{self.get_term_display()}, {AcademicYear(self.academic_year)}"

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.plan.school


def _score(name: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        name, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


@pghistory.track()
class Evaluation(models.Model):
    """The year's evaluation: for each aspect a number from 1 (little) to 5 (a great deal) and a text.

    It is a draft until `handed_in_at` is set; then it no longer changes, and the hub sees it.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="evaluations")
    academic_year = models.PositiveSmallIntegerField()
    students = _score("change for students")
    students_words = models.TextField("what changed for students", blank=True)
    teachers = _score("change for teachers")
    teachers_words = models.TextField("what changed for teachers", blank=True)
    department = _score("change for the department")
    department_words = models.TextField("what changed for the department", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="evaluations")
    written_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("plan__school", PLAN_READERS)

    class Meta:
        ordering = ["academic_year", "pk"]
        verbose_name = "end-of-year evaluation"
        verbose_name_plural = "end-of-year evaluations"
        constraints = [
            models.UniqueConstraint(fields=["plan", "academic_year"], name="one_evaluation_a_year"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 5)}),
                    name=f"evaluation_{name}_one_to_five",
                )
                for name in Aspect.values
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True)
                | Q(students__isnull=False, teachers__isnull=False, department__isnull=False),
                name="evaluation_handed_in_is_whole",
            ),
        ]
        triggers = [protect_from_delete("evaluations_stay")]

    def __str__(self) -> str:
        return f"Evaluation of {AcademicYear(self.academic_year)}"

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.plan.school
