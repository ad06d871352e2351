"""The links and files of a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from schools.viewer import as_viewer
from sustaining.common.gathering import gather
from sustaining.common.slots import slot

from .models import Meeting, MeetingFile, MeetingLink

if TYPE_CHECKING:
    from sustaining.common.people import Reader

MEETING = slot(1)


def fetch_resources(meeting: Meeting, user: Reader) -> dict[str, list[Any]]:
    """Return the `links` and `files` of a meeting that the user sees, without those that were removed. One query."""
    return gather(compose_resources, as_viewer(user), {MEETING: meeting.pk})


def compose_resources(scope: Any) -> dict[str, QuerySet[Any]]:
    """Return their querysets for a scope; the key of the meeting takes the place of the slot `MEETING`."""
    return {
        name: model.objects.visible_to(scope).filter(meeting=MEETING, removed_at__isnull=True)
        for name, model in (("links", MeetingLink), ("files", MeetingFile))
    }
