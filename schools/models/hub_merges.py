"""Merges of hubs, with what each passed on, so that it can be put back."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity

from ..querysets import AdministratorsQuerySet
from .hubs import Hub


@pghistory.track()
class HubMerge(models.Model):
    """A hub that was merged into another one. `passed_on` holds, by the name of a rule, what went there."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="merges")
    successor = models.ForeignKey(Hub, models.PROTECT, related_name="merges_received")
    reason = models.TextField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hub_merges_made")
    merged_at = models.DateTimeField()
    passed_on = models.JSONField(default=dict, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="hub_merges_undone"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.TextField("why it was undone", blank=True)

    objects = AdministratorsQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = "hub merger"
        verbose_name_plural = "hub mergers"
        constraints = [
            models.CheckConstraint(
                condition=~Q(hub=F("successor")),
                name="hub_merges_into_another",
                violation_error_message="Choose another hub.",
            ),
            models.UniqueConstraint(
                fields=["hub"],
                condition=Q(undone_at__isnull=True),
                name="one_merge_in_force",
                violation_error_message="This hub has already been merged.",
            ),
            done_by_somebody("undone", reason="undo_reason", name="merge_undone_by_somebody_with_a_reason"),
        ]
        triggers = [
            protect_from_delete("hub_merges_stay"),
            protect_identity(
                "hub_merges_stay_with_their_hubs",
                "hub_id",
                "successor_id",
                sentence="A merge cannot become that of another hub. Undo it, and merge the right hub.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hub} into {self.successor}"
