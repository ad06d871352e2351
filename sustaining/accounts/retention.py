"""What the retention command clears of Django admin: the names of what was changed there."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet

from sustaining.common.retention import CLEARED, RetentionRule, retention_rule


def old_entries(before: date) -> QuerySet[LogEntry]:
    """Return entries of the admin's log before a day that still name what was changed."""
    return LogEntry.objects.filter(action_time__date__lt=before).exclude(object_repr=CLEARED)


retention_rule(
    RetentionRule(
        name="admin log",
        title="changes in Django admin: the names of what was changed",
        years=settings.RETENTION_YEARS["people"],
        find=old_entries,
        values={"object_repr": CLEARED, "change_message": ""},
    )
)
