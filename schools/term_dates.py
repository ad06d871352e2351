"""Term dates that a hub has set for itself; without them `terms.py` computes a usual year."""

from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from sustaining.common.moves import raise_trigger
from sustaining.common.years import EARLIEST, LATEST, AcademicYear

from .choices import TermName
from .querysets import PublicQuerySet

EARLIEST_MONTH = 8
"""Some schools begin in the last days of August, before the academic year does."""

# Rows from before these rules stay until they are changed; `TermCalendar` leaves those of another year out.
DATES_OF_THE_YEAR = raise_trigger(
    "term_is_in_its_year",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when_sql=(
        f"NEW.starts_on < make_date(NEW.academic_year, {EARLIEST_MONTH}, 1)"
        " OR NEW.ends_on > make_date(NEW.academic_year + 1, 8, 31)"
    ),
    sentence="The dates of a term must be in the academic year that they are for.",
)
ORDER = "array_position(ARRAY['autumn', 'spring', 'summer'], {}.name::text)"

# Deferred, because two terms of a year may be changed together.
TERMS_IN_ORDER = pgtrigger.Trigger(
    name="terms_in_order",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    func=pgtrigger.Func(
        f"""
        IF EXISTS (
            SELECT 1 FROM schools_termdates a JOIN schools_termdates b USING (hub_id, academic_year)
            WHERE a.hub_id = NEW.hub_id AND a.academic_year = NEW.academic_year
                AND {ORDER.format("a")} < {ORDER.format("b")} AND a.ends_on >= b.starts_on
        ) THEN
            RAISE EXCEPTION 'The terms of a year come one after the other and do not overlap: autumn, spring, summer.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'terms_in_order';
        END IF;
        RETURN NULL;
        """
    ),
)


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
                violation_error_message="This hub’s dates for that term have already been entered.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("break_starts_on"))
                & Q(break_starts_on__lte=F("break_ends_on"))
                & Q(break_ends_on__lt=F("ends_on")),
                name="term_runs_forward",
                violation_error_message="Dates must be in this order: first day, half term begins, half term ends, last day.",
            ),
        ]
        triggers = [DATES_OF_THE_YEAR, TERMS_IN_ORDER]

    def __str__(self) -> str:
        return f"{self.get_name_display()}, {AcademicYear(self.academic_year)}"

    @property
    def is_in_its_year(self) -> bool:
        """Return whether the dates are in the academic year that they are for."""
        if not EARLIEST <= self.academic_year <= LATEST:
            return False
        year = AcademicYear(self.academic_year)
        return date(year.start, EARLIEST_MONTH, 1) <= self.starts_on and self.ends_on <= year.ends

    def clean(self) -> None:
        """Raise ValidationError at the field when a date is in another academic year."""
        if self.academic_year is None:
            return
        if not EARLIEST <= self.academic_year <= LATEST:
            raise ValidationError({"academic_year": "Enter the year it starts in, for example 2026 for 2026/27."})
        year = AcademicYear(self.academic_year)
        first, sentences = date(year.start, EARLIEST_MONTH, 1), {}
        for field in ("starts_on", "break_starts_on", "break_ends_on", "ends_on"):
            day = getattr(self, field)
            if day and not first <= day <= year.ends:
                name = str(self._meta.get_field(field).verbose_name).capitalize()  # type: ignore[union-attr]
                sentences[field] = f"{name} must be in {year} ({year.starts:%-d %B %Y} to {year.ends:%-d %B %Y})."
        if sentences:
            raise ValidationError(sentences)
