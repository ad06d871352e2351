"""What a hub was called, and which local authorities it served, from day to day."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from sustaining.common.moves import protect_from_delete, protect_identity

from ..querysets import PublicQuerySet
from .hubs import Hub, HubAuthority


@pghistory.track()
class FormerHubName(models.Model):
    """A name that a hub had until a day. `Hub.name` is the one that it has had since the latest of them.

    Each name begins the day after the one before ended, so that two never hold on one day.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=100)
    ends_on = models.DateField("last day")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hub_names_changed")
    changed_at = models.DateTimeField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on"]
        verbose_name = "former name of a hub"
        verbose_name_plural = "former names of hubs"
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "ends_on"],
                name="one_hub_name_a_day",
                violation_error_message="Another name ended on this day already.",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="former_hub_name_is_not_empty"),
        ]
        triggers = [
            protect_from_delete("former_hub_names_stay"),
            protect_identity(
                "former_hub_names_stay_with_their_hub",
                "hub_id",
                sentence="A former name cannot become that of another hub.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, until {self.ends_on}"


@pghistory.track()
class AuthorityPeriod(models.Model):
    """The days on which a hub served a local authority; no first day: since before it was recorded; no last day: still.

    A trigger on HubAuthority writes it with every change of its hub. An action may correct the day of the change.
    """

    authority = models.ForeignKey(HubAuthority, models.PROTECT, related_name="periods")
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="authority_periods")
    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["authority", F("starts_on").asc(nulls_first=True)]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="authority_period_ends_after_start",
            ),
            # Ranges of the key need no extension, unlike numbers.
            ExclusionConstraint(
                name="one_hub_an_authority_and_day",
                expressions=[
                    (Func("authority", "authority", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func("starts_on", "ends_on", Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Another hub served this local authority on some of these days.",
            ),
        ]
        triggers = [
            protect_from_delete("authority_periods_stay"),
            protect_identity(
                "authority_periods_stay_with_their_authority",
                "authority_id",
                sentence="A period cannot become that of another local authority.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} at {self.hub}"
