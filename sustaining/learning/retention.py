"""What the retention command clears of gap tasks and feedback: what people wrote, and the files that they added."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from sustaining.common.files import delete_content
from sustaining.common.retention import CLEARED, RetentionRule, retention_rule

from .models import GapTaskFile, GapTaskResponse, MeetingFeedback


def old_responses(before: date) -> QuerySet[GapTaskResponse]:
    """Return responses to gap tasks of meetings before a day that still say something."""
    return GapTaskResponse.objects.filter(meeting__ends_at__date__lt=before).exclude(text=CLEARED)


def old_files(before: date) -> QuerySet[GapTaskFile]:
    """Return files of gap tasks of meetings before a day whose name or content is still kept."""
    files = GapTaskFile.objects.filter(response__meeting__ends_at__date__lt=before)
    return files.exclude(file="", name=CLEARED)


def old_comments(before: date) -> QuerySet[MeetingFeedback]:
    """Return feedback on meetings before a day that still has a comment."""
    return MeetingFeedback.objects.filter(attendance__meeting__ends_at__date__lt=before).exclude(comment="")


retention_rule(
    RetentionRule(
        name="gap tasks",
        title="gap task responses: what was written",
        years=settings.RETENTION_YEARS["sessions"],
        find=old_responses,
        values={"text": CLEARED},
    )
)
retention_rule(
    RetentionRule(
        name="gap task files",
        title="files of gap tasks: name and content",
        years=settings.RETENTION_YEARS["sessions"],
        find=old_files,
        values={"name": CLEARED},
        also=lambda keys: delete_content(GapTaskFile, keys),
    )
)
retention_rule(
    RetentionRule(
        name="feedback",
        title="feedback on meetings: the comment",
        years=settings.RETENTION_YEARS["registers"],
        find=old_comments,
        values={"comment": ""},
    )
)
