"""A hub's checklist for a year: its steps, and how each school stands with those that people tick."""

from __future__ import annotations

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import Hub, Participation, School
from schools.roles import PLAN_READERS, PLAN_TEXT_READERS
from schools.scope import scoped_by_participation
from schools.year_facts import FACTS, YearFact
from sustaining.common.counts import counted
from sustaining.common.files import StoredFile
from sustaining.common.forms import MONTHS
from sustaining.common.moves import Moves, done_by_somebody, protect_from_delete, protect_identity, raise_trigger
from sustaining.common.status import StatusMixin
from sustaining.common.years import AcademicYear

from ..checklist_choices import (
    CHECKLIST_STATUSES,
    TERM_ENDS,
    TERM_STARTS,
    ChecklistState,
    DueFrom,
    MarkKind,
    StepDoer,
)
from ..checklist_querysets import ChecklistQuerySet, ChecklistStepQuerySet, StepMarkQuerySet

PERSON = settings.AUTH_USER_MODEL
MOST_DAYS = 365
CHECKLIST_MOVES = Moves(
    start=[ChecklistState.DRAFT, ChecklistState.IN_USE],
    start_using=([ChecklistState.DRAFT], ChecklistState.IN_USE),
    stop_using=([ChecklistState.IN_USE], ChecklistState.DRAFT),
)
ON_THE_DAY = {
    DueFrom.ENROLMENT: "On the day on which the school’s year begins",
    **{source: f"On the first day of the {source.label.partition('of the ')[2]}" for source in TERM_STARTS},
    **{source: f"On the last day of the {source.label.partition('of the ')[2]}" for source in TERM_ENDS},
}
TICKED = "Someone marks it as done"
OTHER_STEPS = "A step can only follow an earlier step of the same checklist."


def proof_choices() -> list[tuple[str, str]]:
    """Return (name, label) of what may show that a step is done: that people tick it, or a fact that the site knows."""
    return [("", TICKED), *((name, fact.label) for name, fact in FACTS.items())]


@pghistory.track()
class Checklist(StatusMixin, models.Model):
    """The steps that a hub asks of its schools in an academic year; without hub and year, the programme's default.

    Each year is a row of its own, copied from another one, so that a change for one year leaves the others as they were.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, null=True, blank=True, related_name="checklists")
    academic_year = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=ChecklistState, default=ChecklistState.DRAFT)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    started_at = models.DateTimeField("in use since", null=True, blank=True)
    started_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ChecklistQuerySet.as_manager()
    STATUSES: ClassVar = CHECKLIST_STATUSES

    class Meta:
        ordering = ["-academic_year", "hub"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "academic_year"],
                nulls_distinct=False,
                name="one_checklist_a_hub_and_year",
                violation_error_message="There is already a checklist for this year.",
            ),
            models.CheckConstraint(
                condition=Q(hub__isnull=True, academic_year__isnull=True, state="in_use")
                | Q(hub__isnull=False, academic_year__isnull=False),
                name="a_checklist_has_hub_and_year_or_is_the_default",
                violation_error_message="Choose a hub and a year.",
            ),
            done_by_somebody("started", name="a_checklist_is_started_by_somebody", state="in_use"),
            models.CheckConstraint(
                condition=Q(hub__isnull=True) | Q(state="draft") | Q(started_at__isnull=False),
                name="a_checklist_in_use_was_started",
            ),
        ]
        triggers = [
            CHECKLIST_MOVES.trigger("checklist_moves"),
            protect_from_delete("checklists_stay"),
            protect_identity(
                "checklists_stay_with_hub_and_year",
                "hub_id",
                "academic_year",
                sentence="A checklist can’t move to another hub or year. Copy it for the other year.",
            ),
        ]

    def __str__(self) -> str:
        return f"Checklist of {self.hub}, {self.year}" if self.year else "National default"

    def get_absolute_url(self) -> str:
        """Return the page on which it is kept."""
        if self.hub_id is None:
            return reverse("casework:default-checklist")
        return reverse("casework:hub-checklist", args=[self.hub_id, self.academic_year])

    @property
    def year(self) -> AcademicYear | None:
        """Return its academic year; None for the programme's default."""
        return AcademicYear(self.academic_year) if self.academic_year else None

    @property
    def is_default(self) -> bool:
        """Return whether it is the programme's default."""
        return self.hub_id is None

    @property
    def is_in_use(self) -> bool:
        """Return whether the hub's schools see it."""
        return self.state == ChecklistState.IN_USE


@pghistory.track()
class ChecklistStep(models.Model):
    """One step: who does it, by when, and what proves it: a fact that the site knows, or else a tick.

    `due_from` with `due_days`, or with `due_month` and `due_day`, gives its day; `due_step` is the step from whose day it
    is counted. `needs` is a step that must be done first; without `is_required` steps, a year can be completed. A step that
    was removed keeps its ticks and is shown no more.
    """

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField("step", max_length=120)
    guidance = models.TextField(max_length=1000, blank=True, db_default="")
    doer = models.CharField("who does it", max_length=10, choices=StepDoer)
    due_from = models.CharField("due", max_length=12, choices=DueFrom)
    due_days = models.PositiveSmallIntegerField(
        "days", null=True, blank=True, validators=[MaxValueValidator(MOST_DAYS)]
    )
    due_month = models.PositiveSmallIntegerField("month", null=True, blank=True)
    due_day = models.PositiveSmallIntegerField("day of the month", null=True, blank=True)
    due_step = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="days after this step"
    )
    fact = models.CharField(
        max_length=30,
        blank=True,
        db_default="",
        help_text="What the site knows. Empty for a step that is marked by hand.",
    )
    needs = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="needed_for", verbose_name="must be done first"
    )
    is_required = models.BooleanField("must be done before the year is completed", default=False, db_default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ChecklistStepQuerySet.as_manager()

    class Meta:
        ordering = ["checklist", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "position"], deferrable=models.Deferrable.DEFERRED, name="one_step_a_position"
            ),
            # A comparison with NULL is no breach for PostgreSQL, so each says that its columns are filled.
            models.CheckConstraint(
                condition=Q(
                    due_from="date",
                    due_month__isnull=False,
                    due_month__range=(1, 12),
                    due_day__isnull=False,
                    due_day__range=(1, 31),
                    due_days__isnull=True,
                )
                | (
                    ~Q(due_from="date")
                    & Q(due_month__isnull=True, due_day__isnull=True)
                    & Q(due_days__isnull=False, due_days__range=(0, MOST_DAYS))
                ),
                name="a_step_is_due_by_a_date_or_by_days",
                violation_error_message="Enter a date for a step on a date, and a number of days for any other.",
            ),
            models.CheckConstraint(
                condition=Q(due_from="step", due_step__isnull=False) | (~Q(due_from="step") & Q(due_step__isnull=True)),
                name="a_step_is_due_after_a_step",
                violation_error_message="Choose the step after which it is due.",
            ),
            done_by_somebody("removed", name="a_step_is_removed_by_somebody"),
        ]
        triggers = [
            protect_from_delete("checklist_steps_stay"),
            protect_identity(
                "checklist_steps_stay_in_their_checklist",
                "checklist_id",
                sentence="A step can’t move to another checklist. Add it there.",
            ),
            raise_trigger(
                "steps_follow_earlier_steps",
                when_sql="""EXISTS (
                    SELECT 1 FROM casework_checkliststep s WHERE s.id IN (NEW.needs_id, NEW.due_step_id)
                    AND (s.checklist_id <> NEW.checklist_id OR s.position >= NEW.position)
                )""",
                sentence=OTHER_STEPS,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("needs_id", "due_step_id"),
            ),
            raise_trigger(
                "steps_that_were_ticked_are_ticked",
                when_sql="""NEW.fact <> '' AND OLD.fact = '' AND EXISTS (
                    SELECT 1 FROM casework_stepmark m
                    WHERE m.step_id = NEW.id AND m.kind = 'done' AND m.undone_at IS NULL
                )""",
                sentence=(
                    "This step has been marked as done at a school, so a fact can’t prove it from now on. Remove it, and add "
                    "another step."
                ),
                operation=pgtrigger.UpdateOf("fact"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page that changes it."""
        return reverse("casework:edit-step", args=[self.pk])

    @property
    def hub_id(self) -> int | None:
        """Return the key of the hub whose checklist it is in; None in the programme's default."""
        return self.checklist.hub_id

    @property
    def due_in_words(self) -> str:
        """Return from when its day is counted: `14 days after the start of the autumn term`, `On 4 November`."""
        source = DueFrom(self.due_from)
        if source == DueFrom.DATE:
            return f"On {self.due_day} {MONTHS[(self.due_month or 1) - 1].capitalize()}"
        place = source.label.partition(" ")[2]  # without the word *Days*
        if source == DueFrom.STEP:
            place = f"after “{self.due_step}” is done"
        if not self.due_days:
            return ON_THE_DAY.get(source, f"As soon as “{self.due_step}” is done")
        return f"{counted(self.due_days, 'day')} {place}"

    @property
    def proof(self) -> YearFact | None:
        """Return the fact that proves it; None for a step that people tick, and for a fact that the site no longer has."""
        return FACTS.get(self.fact)

    @property
    def proof_label(self) -> str:
        """Return what shows that it is done; the same as for a step that people tick where the fact is gone."""
        return self.proof.label if self.proof else TICKED

    @property
    def is_ticked(self) -> bool:
        """Return whether people tick it."""
        return not self.fact


@pghistory.track()
class StepMark(models.Model):
    """A step of a school that somebody ticked, or that the hub does not ask of this school, until that is undone."""

    step = models.ForeignKey(ChecklistStep, models.PROTECT, related_name="marks")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="step_marks")
    kind = models.CharField(max_length=10, choices=MarkKind)
    done_on = models.DateField("date done")
    note = models.TextField(max_length=2000, blank=True, db_default="")
    marked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    undone_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = scoped_by_participation("participation", PLAN_READERS, queryset=StepMarkQuerySet)

    class Meta:
        ordering = ["-marked_at", "-pk"]
        verbose_name = "checklist step of a school"
        verbose_name_plural = "checklist steps of schools"
        indexes = [models.Index(fields=["participation"], condition=Q(undone_at__isnull=True), name="step_mark_live")]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "step"],
                condition=Q(undone_at__isnull=True),
                name="a_step_is_marked_once",
                violation_error_message="This step has already been settled.",
            ),
            models.CheckConstraint(
                condition=Q(kind="done") | ~Q(note=""),
                name="a_step_is_not_needed_for_a_reason",
                violation_error_message="Enter why the step is not needed.",
            ),
            done_by_somebody("undone", name="a_step_mark_is_undone_by_somebody"),
        ]
        triggers = [
            protect_from_delete("step_marks_stay"),
            protect_identity(
                "step_marks_stay_with_step_and_school",
                "step_id",
                "participation_id",
                "kind",
                "done_on",
                "marked_by_id",
                sentence="A step that was marked as done can’t move to another school. Undo it, and mark the other one.",
            ),
            raise_trigger(
                "step_marks_are_of_the_schools_checklist",
                when_sql="""NOT EXISTS (
                    SELECT 1 FROM casework_checkliststep s
                    JOIN casework_checklist c ON c.id = s.checklist_id
                    JOIN schools_participation p ON p.id = NEW.participation_id AND p.hub_id = c.hub_id
                    JOIN schools_project j ON j.id = p.project_id AND j.academic_year = c.academic_year
                    WHERE s.id = NEW.step_id AND s.removed_at IS NULL AND (s.fact = '' OR NEW.kind = 'not_needed')
                )""",
                sentence=(
                    "Only a step of the checklist of the school’s own hub and year can be marked as done, and none that the "
                    "site proves."
                ),
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.participation.school}"

    def get_absolute_url(self) -> str:
        """Return the page of the step at the school."""
        return reverse("casework:school-step", args=[self.participation_id, self.step_id])

    @property
    def school(self) -> School:
        """Return the school."""
        return self.participation.school

    @property
    def is_needed(self) -> bool:
        """Return whether the step was done, rather than not asked of the school."""
        return self.kind == MarkKind.DONE


@pghistory.track(exclude=["sha256"])
class StepFile(StoredFile):
    """A file that somebody added when they ticked a step."""

    mark = models.ForeignKey(StepMark, models.PROTECT, related_name="files")

    objects = scoped_by_participation("mark__participation", PLAN_TEXT_READERS, queryset=StepMarkQuerySet)

    class Meta:
        ordering = ["pk"]
        verbose_name = "checklist file"
        verbose_name_plural = "checklist files"
        triggers = [
            protect_from_delete("step_files_stay"),
            protect_identity(
                "step_files_stay_with_their_tick", "mark_id", sentence="A file can’t move to another step."
            ),
        ]

    @property
    def school(self) -> School:
        """Return the school."""
        return self.mark.school

    def get_absolute_url(self) -> str:
        """Return the address of the file."""
        return reverse("casework:step-file", args=[self.pk])
