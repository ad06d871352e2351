"""Collapse the autosaves of one sitting into one history entry.

Autosave writes every pause to the row, and a database trigger writes every write to the history. Without this,
half-sentences would bury what a plan said (docs/decisions/0020).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from sustaining.accounts.models import User

SITTING = timedelta(minutes=10)


def collapse_autosaves(row: Any, field: str, *, by: User, now: datetime) -> None:
    """Delete the history entry before the last when the same person wrote both into `field` in one sitting.

    Call it inside an action. Ten minutes of quiet end a sitting. The text before the sitting, the one it ended with,
    and every text that somebody else wrote in between stay.
    """
    events = row.events.order_by("-pgh_id").select_related("pgh_context")
    last_two = list(events[:2])
    if len(last_two) < 2:
        return
    before = last_two[1]
    context = before.pgh_context
    metadata = context.metadata if context else {}
    if before.pgh_label != "update" or metadata.get("by") != by.pk or metadata.get("field") != field:
        return
    if now - before.pgh_created_at > SITTING:
        return
    # The newer event holds the whole row, so nothing is lost but an intermediate wording of the same person.
    type(before)._base_manager.filter(pgh_id=before.pgh_id).delete()
    apps.get_model("pghistory", "Context")._base_manager.filter(pk=context.pk).delete()
