"""Privacy notices of hubs, kept version by version, so that it is known who read which.

Who the controller is differs from hub to hub (docs/domain.md, *Data protection*); a hub without a notice shows the programme's.
The programme's own wording is in the app's first migration; `actions/notices.py` publishes one, `notice_views.py` shows it.
"""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from .querysets import PublicQuerySet


@pghistory.track()
class PrivacyNotice(models.Model):
    """One version of a hub's privacy notice, or of the programme's where `hub` is empty. Never changed afterwards."""

    hub = models.ForeignKey("schools.Hub", models.PROTECT, null=True, blank=True, related_name="notices")
    number = models.PositiveSmallIntegerField("version")
    words = models.TextField(max_length=20_000)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="published_notices"
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        app_label = "schools"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="one_notice_a_number", nulls_distinct=False),
        ]
        triggers = [pgtrigger.Protect(name="notices_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Privacy notice of {self.hub or 'the programme'}, version {self.number}"


def notice_for(hub: Any) -> PrivacyNotice | None:
    """Return the hub's latest notice, else the programme's. At most two queries."""
    own = PrivacyNotice.objects.filter(hub=hub).first() if hub else None
    return own or PrivacyNotice.objects.filter(hub=None).first()
