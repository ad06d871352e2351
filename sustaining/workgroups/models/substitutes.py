"""Substitutes from outside a school, whom the hub confirms before anybody writes to them."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import Hub
from sustaining.common.moves import protect_from_delete, protect_identity

from ..choices import ProposalOutcome
from ..querysets import SubstituteQuerySet
from .meetings import Invitation, Meeting


@pghistory.track()
class SubstituteProposal(models.Model):
    """Somebody whom an invited person wants to send in their place, and who has no address of their school."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="proposals")
    name = models.CharField(max_length=150)
    email = models.EmailField("email address", max_length=254)
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=ProposalOutcome, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="substitutes_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SubstituteQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(outcome=""), name="one_open_proposal_an_invitation"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="decided_proposals_have_a_time",
            ),
        ]
        triggers = [
            protect_from_delete("substitute_proposals_stay"),
            protect_identity(
                "substitute_proposals_keep_their_invitation",
                "invitation_id",
                sentence="A proposed substitute keeps the invitation that they would take over.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} in place of {self.invitation.user}"

    def get_absolute_url(self) -> str:
        return reverse("workgroups:substitute", args=[self.pk])

    @property
    def meeting(self) -> Meeting:
        """Return the meeting that they would come to."""
        return self.invitation.meeting

    @property
    def hub(self) -> Hub:
        """Return the meeting's hub."""
        return self.meeting.hub
