"""A department's self-evaluation at the start and at the end of a year, against headings that the programme keeps."""

from __future__ import annotations

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import Participation, School
from schools.roles import PLAN_TEXT_READERS
from schools.scope import scoped_by_participation
from sustaining.common.moves import protect_from_delete, protect_identity
from sustaining.common.people import Reader

from ..self_evaluation_choices import Level, Point

PERSON = settings.AUTH_USER_MODEL


class HeadingQuerySet(models.QuerySet):
    """Queryset of the headings of self-evaluations."""

    def visible_to(self, user: Reader) -> Self:
        """Return every heading: everyone who is signed in may read what departments evaluate."""
        return self.all() if user.is_active and user.is_authenticated else self.none()

    def in_use(self, year: int) -> Self:
        """Return the headings that departments evaluate in the academic year that starts in `year`, in order."""
        current = Q(until_year__isnull=True) | Q(until_year__gte=year)
        return self.filter(current, from_year__lte=year).order_by("position", "pk")


@pghistory.track()
class SelfEvaluationHeading(models.Model):
    """One heading of the self-evaluation, which the programme keeps in Django admin.

    A heading that is no longer asked gets a last year, so that past years keep it.
    """

    title = models.CharField(max_length=100)
    lowest = models.CharField("what 1 is like", max_length=300)
    highest = models.CharField("what 4 is like", max_length=300)
    position = models.PositiveSmallIntegerField("place in the list", default=1)
    from_year = models.PositiveSmallIntegerField("first academic year", help_text="For example 2026 for 2026/27.")
    until_year = models.PositiveSmallIntegerField("last academic year", null=True, blank=True)

    objects = HeadingQuerySet.as_manager()

    class Meta:
        verbose_name = "self-evaluation heading"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_year__isnull=True) | Q(until_year__gte=F("from_year")),
                name="a_heading_ends_after_it_begins",
                violation_error_message="The last year must be the same as or after the first year.",
            )
        ]
        triggers = [protect_from_delete("self_evaluation_headings_stay")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class SelfEvaluation(models.Model):
    """What a department says of itself at the start or at the end of a year: a draft until it is submitted."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="self_evaluations")
    point = models.CharField(max_length=5, choices=Point)
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="self_evaluations")
    written_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = scoped_by_participation("participation", PLAN_TEXT_READERS)

    class Meta:
        verbose_name = "self-evaluation"
        ordering = ["participation", "-point"]
        constraints = [models.UniqueConstraint(fields=["participation", "point"], name="one_self_evaluation_a_point")]
        triggers = [
            protect_from_delete("self_evaluations_stay"),
            protect_identity(
                "self_evaluations_stay_with_their_year",
                "participation_id",
                "point",
                sentence="A self-evaluation can’t move to another year or point. Write another one.",
            ),
        ]

    def __str__(self) -> str:
        return f"Self-evaluation, {str(self.get_point_display()).lower()}"

    def get_absolute_url(self) -> str:
        """Return the page of its school's year."""
        return reverse("casework:self-evaluation", args=[self.participation_id])

    @property
    def school(self) -> School:
        """Return the school that it is about."""
        return self.participation.school


@pghistory.track()
class SelfEvaluationAnswer(models.Model):
    """The level of a department for one heading, and the evidence for it."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="answers")
    heading = models.ForeignKey(SelfEvaluationHeading, models.PROTECT, related_name="answers")
    level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    evidence = models.TextField(max_length=2_000, blank=True, db_default="")

    objects = scoped_by_participation("evaluation__participation", PLAN_TEXT_READERS)

    class Meta:
        verbose_name = "self-evaluation answer"
        ordering = ["heading__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "heading"], name="one_answer_a_heading"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__range=(1, 4)), name="a_level_is_from_one_to_four"
            ),
        ]
        triggers = [
            protect_from_delete("self_evaluation_answers_stay"),
            protect_identity(
                "self_evaluation_answers_stay_with_their_heading",
                "evaluation_id",
                "heading_id",
                sentence="An answer can’t move to another self-evaluation or heading.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.level or 'not answered'}"
