"""Termly reviews of a plan's aims, and files as evidence."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.choices import TermName
from schools.models import School
from schools.roles import PLAN_READERS
from schools.scope import scoped
from sustaining.common.files import StoredFile
from sustaining.common.moves import protect_from_delete
from sustaining.common.years import AcademicYear

from ..choices import Colour, NeedOf
from ..review_terms import TermKey
from .plans import Aim, Plan
from .sessions import Session


@pghistory.track()
class Review(models.Model):
    """A term's review of a plan, created with its first judgement."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reviews")
    academic_year = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=10, choices=TermName)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="begun_reviews")
    begun_at = models.DateTimeField()

    objects = scoped("plan__school", PLAN_READERS)

    class Meta:
        ordering = ["begun_at", "pk"]
        verbose_name = "plan review"
        verbose_name_plural = "plan reviews"
        constraints = [
            models.UniqueConstraint(fields=["plan", "academic_year", "term"], name="one_review_a_term"),
        ]
        triggers = [protect_from_delete("reviews_stay")]

    def __str__(self) -> str:
        return f"{self.get_term_display()}, {AcademicYear(self.academic_year)}"

    def get_absolute_url(self) -> str:
        return reverse("devplans:review", args=[self.plan.school.urn, self.academic_year, self.term])

    @property
    def short_label(self) -> str:
        """Return the term as a mark has it below: `Aut 26`."""
        return TermKey(self.academic_year, self.term).short_label

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.plan.school


@pghistory.track()
class Judgement(models.Model):
    """The judgement of an aim in a review: its colour, what is seen, what comes next, and supporting sessions."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="judgements")
    aim = models.ForeignKey(Aim, models.PROTECT, related_name="judgements")
    colour = models.CharField("RAG rating", max_length=6, choices=Colour)
    seen = models.TextField("evidence")
    following = models.TextField("next steps", blank=True)
    sessions = models.ManyToManyField(Session, related_name="judgements", blank=True, through="JudgementSession")
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="judgements")
    judged_at = models.DateTimeField()

    objects = scoped("review__plan__school", PLAN_READERS)

    class Meta:
        verbose_name = "aim review"
        verbose_name_plural = "aim reviews"
        ordering = ["review", "aim__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["review", "aim"], name="one_judgement_an_aim_and_review")]
        triggers = [protect_from_delete("judgements_stay")]

    def __str__(self) -> str:
        return f"{self.get_colour_display()}: {self.aim}"

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.review.plan.school


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class JudgementSession(models.Model):
    """A session that supports a judgement."""

    judgement = models.ForeignKey(Judgement, models.PROTECT, related_name="session_links")
    session = models.ForeignKey(Session, models.PROTECT, related_name="judgement_links")

    objects = scoped("judgement__review__plan__school", PLAN_READERS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["judgement", "session"], name="a_session_once_a_judgement")]

    def __str__(self) -> str:
        return f"{self.session} for {self.judgement}"


@pghistory.track(exclude=["file", "thumbnail"])
class PlanFile(StoredFile):
    """A file that supports a need of students or teachers, or a judgement."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="files")
    need_of = models.CharField("shows a need of", max_length=10, choices=NeedOf, blank=True)
    judgement = models.ForeignKey(Judgement, models.PROTECT, null=True, blank=True, related_name="files")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("plan__school", PLAN_READERS)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = "plan file"
        verbose_name_plural = "plan files"
        constraints = [
            models.CheckConstraint(
                condition=Q(need_of="", judgement__isnull=False) | (~Q(need_of="") & Q(judgement__isnull=True)),
                name="plan_file_shows_one_thing",
            ),
        ]
        triggers = [protect_from_delete("plan_files_stay")]

    def get_absolute_url(self) -> str:
        return reverse("devplans:file", args=[self.pk])

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.plan.school
