"""Term dates that a hub has set for itself; without them `terms.py` computes a usual year."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from sustaining.common.years import AcademicYear

from .choices import TermName
from .querysets import PublicQuerySet


@pghistory.track()
class TermDates(models.Model):
    """One term of a hub's year: first and last day and the half-term break between. Days are school days in London."""

    hub = models.ForeignKey("schools.Hub", models.PROTECT, related_name="term_dates")
    academic_year = models.PositiveSmallIntegerField(help_text="The year it starts in: 2026 for 2026/27.")
    name = models.CharField("term", max_length=6, choices=TermName)
    starts_on = models.DateField("first day")
    break_starts_on = models.DateField("half term begins")
    break_ends_on = models.DateField("half term ends")
    ends_on = models.DateField("last day")

    objects = PublicQuerySet.as_manager()

    class Meta:
        app_label = "schools"
        ordering = ["academic_year", "starts_on"]
        verbose_name = "term"
        verbose_name_plural = "term dates"
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "academic_year", "name"],
                name="one_term_of_a_name",
                violation_error_message="This hub’s dates for that term are there already.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("break_starts_on"))
                & Q(break_starts_on__lte=F("break_ends_on"))
                & Q(break_ends_on__lt=F("ends_on")),
                name="term_runs_forward",
                violation_error_message="A term begins, has its half-term break, and ends, in that order.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()}, {AcademicYear(self.academic_year)}"
