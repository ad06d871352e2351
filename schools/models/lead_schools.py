"""Which school led a hub, and until when."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from sustaining.common.moves import protect_from_delete, protect_identity

from ..querysets import PublicQuerySet
from .hubs import Hub


@pghistory.track()
class FormerLeadSchool(models.Model):
    """A school that led a hub until a day. `Hub.lead_school` is the one that leads it since the latest of them."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="former_lead_schools")
    name = models.CharField(max_length=150)
    ends_on = models.DateField("last day")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="lead_schools_changed")
    changed_at = models.DateTimeField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on"]
        verbose_name = "former lead school"
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "ends_on"],
                name="one_lead_school_a_day",
                violation_error_message="Another lead school ended on this day already.",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="former_lead_school_has_a_name"),
        ]
        triggers = [
            protect_from_delete("former_lead_schools_stay"),
            protect_identity(
                "former_lead_schools_stay_with_their_hub",
                "hub_id",
                sentence="A lead school cannot become that of another hub.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, lead school of {self.hub} until {self.ends_on}"
