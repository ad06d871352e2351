"""Feedback on meetings, as what keeps attendance that was brought in from being undone."""

from __future__ import annotations

from collections.abc import Collection

from sustaining.workgroups.mark_uses import mark_uses

from .models import MeetingFeedback


@mark_uses.provide
def feedback_on_marks(keys: Collection[int]) -> dict[int, list[str]]:
    """Return which imported marks have feedback, by their keys. One query."""
    given = MeetingFeedback.objects.filter(attendance__imported__in=keys)
    return {key: ["feedback"] for key in given.values_list("attendance__imported", flat=True)}
