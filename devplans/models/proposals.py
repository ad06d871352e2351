"""Dates proposed for a session, until the other side accepts one."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import Hub, Participation, School
from schools.roles import PLAN_READERS
from schools.scope import scoped_by_participation
from specialists.models import Specialist
from sustaining.common.moves import Moves, protect_from_delete, raise_trigger
from sustaining.common.status import Status
from sustaining.common.templatetags.sustaining import in_sentence, when

from ..choices import PROPOSAL_STATUSES, ProposalState
from ..session_kinds import SessionKind
from .sessions import Session

PROPOSAL_MOVES = Moves(
    start={ProposalState.OPEN},
    accept=({ProposalState.OPEN}, ProposalState.ACCEPTED),
    decline=({ProposalState.OPEN}, ProposalState.DECLINED),
    withdraw=({ProposalState.OPEN}, ProposalState.WITHDRAWN),
    final={
        ProposalState.ACCEPTED: "it has become a session, which can be moved or cancelled.",
        ProposalState.DECLINED: "the proposer has been emailed. Propose other dates.",
        ProposalState.WITHDRAWN: "propose the dates again.",
    },
)
MOST_TIMES = 5


@pghistory.track()
class Proposal(models.Model):
    """Up to five times for a session, proposed by the school or its Specialist; the other side accepts one."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="proposals")
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20, choices=SessionKind)
    place = models.CharField(max_length=150, blank=True)
    about = models.CharField("what for", max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="answered_proposals"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    session = models.OneToOneField(Session, models.PROTECT, null=True, blank=True, related_name="proposal")
    accepted_time = models.ForeignKey(
        "ProposedTime",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Which of the times was accepted. The session may have been moved since.",
    )
    client_key = models.UUIDField(
        unique=True, editable=False, help_text="From the form, so that sending it twice makes one proposal."
    )

    objects = scoped_by_participation("participation", PLAN_READERS)

    class Meta:
        verbose_name_plural = "session proposals"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="accepted") & Q(session__isnull=False))
                | (~Q(state="accepted") & Q(session__isnull=True)),
                name="an_accepted_proposal_is_a_session",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="proposal_answered_by_somebody",
            ),
        ]
        triggers = [
            PROPOSAL_MOVES.trigger("proposal_moves"),
            raise_trigger(
                "accepted_time_was_proposed",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when_sql=(
                    "NEW.accepted_time_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM devplans_proposedtime t"
                    " WHERE t.id = NEW.accepted_time_id AND t.proposal_id = NEW.id)"
                ),
                sentence="Only a time that was proposed can be accepted.",
            ),
            protect_from_delete("proposals_stay"),
        ]

    def __str__(self) -> str:
        return f"Dates for {in_sentence(self.get_kind_display())} with {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("devplans:proposal", args=[self.pk])

    @property
    def school(self) -> School:
        """Return the supported school."""
        return self.participation.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.participation.hub

    @property
    def status(self) -> Status:
        """Return its status: an open one waits for the side that did not propose."""
        status = PROPOSAL_STATUSES[ProposalState(self.state)]
        if self.state != ProposalState.OPEN:
            return status
        waits_for = "the school" if self.proposed_by_id == self.specialist.user_id else "the Specialist"
        return status._replace(next=f"Waiting for {waits_for}.")

    @property
    def is_declined(self) -> bool:
        """Return whether the other side took none of the times."""
        return self.state == ProposalState.DECLINED


@pghistory.track()
class ProposedTime(models.Model):
    """A time in a proposal."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = scoped_by_participation("proposal__participation", PLAN_READERS)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="proposed_time_ends_after_start"),
            models.UniqueConstraint(fields=["proposal", "starts_at"], name="a_time_once_a_proposal"),
        ]
        triggers = [protect_from_delete("proposed_times_stay")]

    def __str__(self) -> str:
        return when(self.starts_at)

    @property
    def school(self) -> School:
        """Return the supported school."""
        return self.proposal.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.proposal.hub
