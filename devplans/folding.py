"""What one person types into one field in one sitting is one entry of the history, though it was saved many times.

Autosave writes every pause to the row, and a database trigger writes every write to the history. Kept as they are, these
would bury what a plan said under half-sentences (docs/decisions/0020).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps

SITTING = timedelta(minutes=10)


def fold(row: Any, field: str, *, by: Any, now: datetime) -> None:
    """Take the entry before the last out of the history when the same person wrote both into `field` in one sitting.

    Runs inside an action. A sitting ends with ten minutes of quiet. What stood before the sitting, what it ended with,
    and every text that somebody else touched between stay.
    """
    events = row.events.order_by("-pgh_id").select_related("pgh_context")
    last_two = list(events[:2])
    if len(last_two) < 2:
        return
    before = last_two[1]
    context = before.pgh_context
    told = context.metadata if context else {}
    if before.pgh_label != "update" or told.get("by") != by.pk or told.get("field") != field:
        return
    if now - before.pgh_created_at > SITTING:
        return
    type(before)._base_manager.filter(pgh_id=before.pgh_id).delete()
    apps.get_model("pghistory", "Context")._base_manager.filter(pk=context.pk).delete()
