"""What a hub proposes to a school for the next year, and what became of it."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.choices import ParticipationState
from schools.models import Hub, Participation, School
from schools.roles import EVERYONE
from schools.scope import scoped_by_participation
from specialists.models import NEVER_AT_HOME, Specialist
from sustaining.common.moves import protect_from_delete, protect_identity, raise_trigger
from sustaining.workgroups.models import WorkGroup

from .querysets import YearProposalQuerySet


@pghistory.track()
class YearProposal(models.Model):
    """A year that a hub proposes to a school, with the Specialist and the Work Group that come with it.

    The participation's state says whether the school has answered, and its `end_reason` why it declined. `note` says how
    the hub heard an answer that it recorded itself; `shortfall` what was proposed and could no longer be done when the
    school confirmed; `settled_at` says since when the hub does without it.
    """

    participation = models.OneToOneField(Participation, models.PROTECT, related_name="proposal")
    specialist = models.ForeignKey(Specialist, models.PROTECT, null=True, blank=True, related_name="year_proposals")
    group = models.ForeignKey(
        WorkGroup, models.PROTECT, null=True, blank=True, related_name="year_proposals", verbose_name="Work Group"
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="years_proposed")
    proposed_at = models.DateTimeField()
    asked_at = models.DateTimeField("last asked")
    times_asked = models.PositiveSmallIntegerField(default=1, db_default=1)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="year_answers"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField("how the hub heard the answer", blank=True, db_default="")
    shortfall = models.TextField("what could not be done", blank=True, db_default="")
    settled_at = models.DateTimeField("when the hub settled what could not be done", null=True, blank=True)

    objects = scoped_by_participation("participation", EVERYONE, queryset=YearProposalQuerySet)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = "proposed year"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="year_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(times_asked__gte=1) & Q(asked_at__gte=F("proposed_at")), name="proposed_year_is_asked_about"
            ),
        ]
        triggers = [
            protect_from_delete("year_proposals_stay"),
            protect_identity(
                "year_proposals_stay_with_their_school",
                "participation_id",
                sentence="A proposed year cannot move to another school. Decline it, and propose one to the other school.",
            ),
            raise_trigger(
                "proposed_group_is_of_the_year",
                when_sql="""NEW.group_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM workgroups_workgroup g, schools_participation p
                    WHERE g.id = NEW.group_id AND p.id = NEW.participation_id
                    AND p.project_id = g.project_id AND p.hub_id = g.hub_id
                )""",
                sentence="The Work Group that is proposed is one of the hub in the same project.",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("group_id"),
            ),
            raise_trigger(
                "proposed_specialist_never_at_home",
                when_sql="""EXISTS (
                    SELECT 1 FROM specialists_specialist s JOIN schools_participation p ON p.id = NEW.participation_id
                    WHERE s.id = NEW.specialist_id AND s.home_school_id = p.school_id
                )""",
                sentence=NEVER_AT_HOME,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("specialist_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation}, proposed"

    @property
    def school(self) -> School:
        """Return the school that is asked."""
        return self.participation.school

    @property
    def hub(self) -> Hub:
        """Return the hub that asks."""
        return self.participation.hub

    @property
    def is_open(self) -> bool:
        """Return whether the school has yet to answer."""
        return self.participation.state == ParticipationState.PROPOSED

    @property
    def is_declined(self) -> bool:
        """Return whether the school, or its hub for it, has declined."""
        return self.participation.state == ParticipationState.DECLINED
