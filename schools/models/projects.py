"""Projects of an academic year, and the schools that take part in them."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from sustaining.common.moves import Moves, protect_from_delete
from sustaining.common.years import AcademicYear

from ..choices import ParticipationState, Stage, focus_choices
from ..querysets import ParticipationQuerySet, ProjectQuerySet
from ..roles import EVERYONE
from ..scope import scoped_by_participation
from ..triggers import (
    PARTICIPATIONS_STAY_WITH_THEIR_HUB,
    PARTICIPATIONS_STAY_WITH_THEIR_SCHOOL,
    PROJECTS_REQUIRE_NO_CIRCLE,
    PROJECTS_STAY_IN_THEIR_YEAR,
    PROJECTS_SUCCEED_THE_YEAR_BEFORE,
    takes_nothing_new,
)
from .hubs import Hub
from .register import School

NOT_ROLLED = {
    "id", "code", "academic_year", "rolled_from", "applications_open_on", "applications_close_on", "starts_on", "ends_on",
}  # fmt: skip
"""Fields of a project that next year's copy has anew: what names it and its year, and its dates."""


@pghistory.track()
class Project(models.Model):
    """A National Collaborative Project of one year; everything about it changes each year, so none of it is code.

    `release_grant` is in GBP for each participation, `support_days` a Specialist's days for each school; each may be
    None. Dates that are not known yet are empty: *to be announced*.
    """

    code = models.CharField(max_length=12, unique=True, validators=[RegexValidator(r"^[A-Z]{2,5}\d{2}-\d{1,3}$")])
    title = models.CharField(max_length=150)
    stage = models.CharField(max_length=15, choices=Stage)
    academic_year = models.PositiveSmallIntegerField()
    foci = ArrayField(models.CharField(max_length=120), default=list, blank=True, help_text="In order: a, b, c, d.")
    release_grant = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    support_days = models.DecimalField(
        max_digits=4, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    has_work_groups = models.BooleanField(default=True)
    requires = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="required_by")
    rolled_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rolled_to",
        verbose_name="continues from",
        help_text="The same project in the year before. Schools are re-enrolled from there.",
    )
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    applications_open_on = models.DateField(null=True, blank=True)
    applications_close_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True, help_text="Leave empty if to be announced.")
    ends_on = models.DateField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-academic_year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(release_grant__isnull=True) | Q(release_grant__gte=0), name="release_grant_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_start",
                violation_error_message="The project’s last day must be the same as or after its first day.",
            ),
            models.CheckConstraint(
                condition=Q(applications_open_on__isnull=True)
                | Q(applications_close_on__isnull=True)
                | Q(applications_close_on__gte=F("applications_open_on")),
                name="applications_close_after_they_open",
                violation_error_message="Applications must close on or after the day they open.",
            ),
        ]
        triggers = [
            protect_from_delete("projects_stay"),
            PROJECTS_STAY_IN_THEIR_YEAR,
            PROJECTS_REQUIRE_NO_CIRCLE,
            PROJECTS_SUCCEED_THE_YEAR_BEFORE,
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def year(self) -> AcademicYear:
        """Return the academic year as a value."""
        return AcademicYear(self.academic_year)

    def rolled_forward(self) -> Project:
        """Return an unsaved copy for the next academic year: code renumbered, dates to be announced.

        Everything else is copied. It requires next year's copy of the project that this one requires, where there is one.
        """
        start = self.academic_year + 1
        head, number = self.code.split("-")
        copied = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.name not in NOT_ROLLED
        }
        copy = Project(
            **copied,
            code=f"{head.rstrip('0123456789')}{start % 100:02d}-{number}",
            academic_year=start,
            rolled_from_id=self.pk,  # by key: with the object, Django would take the copy for saved
        )
        if self.requires:
            copy.requires = self.requires.next_project or self.requires
        return copy

    @property
    def next_project(self) -> Project | None:
        """Return next year's copy of this project; None until it is rolled forward. Load `rolled_to` with a list."""
        return getattr(self, "rolled_to", None)

    def focus_title(self, letter: str) -> str:
        """Return the text of focus `a`, `b`, …; empty when there is none."""
        return dict(self.focus_choices).get(letter, "")

    @property
    def focus_choices(self) -> list[tuple[str, str]]:
        """Return the foci with their letters, as choices for a form."""
        return focus_choices(self.foci)


PARTICIPATION_MOVES = Moves(
    start={ParticipationState.ACTIVE, ParticipationState.PROPOSED},
    confirm=({ParticipationState.PROPOSED}, ParticipationState.ACTIVE),
    decline=({ParticipationState.PROPOSED}, ParticipationState.DECLINED),
    propose=({ParticipationState.DECLINED}, ParticipationState.PROPOSED),
    pause=({ParticipationState.ACTIVE}, ParticipationState.PAUSED),
    resume=({ParticipationState.PAUSED}, ParticipationState.ACTIVE),
    complete=({ParticipationState.ACTIVE}, ParticipationState.COMPLETED),
    reopen=({ParticipationState.COMPLETED}, ParticipationState.ACTIVE),
    withdraw=({ParticipationState.ACTIVE, ParticipationState.PAUSED}, ParticipationState.WITHDRAWN),
    reinstate=({ParticipationState.WITHDRAWN}, ParticipationState.ACTIVE),
    one_way={"confirm": "the grant is open and people are invited. The school can withdraw."},
)


@pghistory.track()
class Participation(models.Model):
    """A school's year in a project: one per school, project and hub, of which all but one are withdrawn.

    It belongs to the hub that enrolled the school, for good: its money, reports and completion stay there when the
    school moves to another hub.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="participations")
    project = models.ForeignKey(Project, models.PROTECT, related_name="participations")
    hub = models.ForeignKey(
        Hub, models.PROTECT, related_name="participations", help_text="The hub that enrolled the school, and pays."
    )
    state = models.CharField(max_length=10, choices=ParticipationState, default=ParticipationState.ACTIVE)
    focus = models.CharField(max_length=1, blank=True)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField()
    override_reason = models.TextField(
        "reason for the exception", blank=True, help_text="Recorded when a hub lead makes an exception."
    )
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="overrides"
    )
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    entered_by_mistake = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="It was for another school or project, and is not counted.",
    )

    objects = scoped_by_participation("pk", EVERYONE, queryset=ParticipationQuerySet)

    class Meta:
        ordering = ["-project__academic_year", "school__sort_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "project"],
                condition=~Q(state__in=(ParticipationState.WITHDRAWN, ParticipationState.DECLINED)),
                name="one_participation_a_project",
                violation_error_message="This school is already taking part in this project.",
            ),
            models.UniqueConstraint(
                fields=["school", "project", "hub"],
                name="one_participation_a_project_and_hub",
                violation_error_message=(
                    "This school already takes part in this project, or has withdrawn from it. If it has "
                    "withdrawn, reinstate it."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(override_reason="") & Q(overridden_by__isnull=True))
                | (~Q(override_reason="") & Q(overridden_by__isnull=False)),
                name="override_has_reason_and_person",
            ),
            models.CheckConstraint(
                condition=Q(entered_by_mistake=False) | Q(state="withdrawn"), name="entered_by_mistake_means_ended"
            ),
        ]
        triggers = [
            PARTICIPATION_MOVES.trigger("participation_moves"),
            protect_from_delete("participations_stay"),
            PARTICIPATIONS_STAY_WITH_THEIR_SCHOOL,
            PARTICIPATIONS_STAY_WITH_THEIR_HUB,
            takes_nothing_new("merged_hubs_enrol_no_schools"),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.project.code}"

    @property
    def is_withdrawn(self) -> bool:
        """Return whether the school has withdrawn."""
        return self.state == ParticipationState.WITHDRAWN
