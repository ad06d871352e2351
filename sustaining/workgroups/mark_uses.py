"""What has been done with attendance since it was brought in, so that it is not undone together with its list."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q

from sustaining.common.extensions import ExtensionPoint
from sustaining.common.imported_rows import Uses, collect_uses

from .models import Attendance, Certificate, ImportedMark, Meeting

mark_uses: ExtensionPoint[Uses] = ExtensionPoint(
    "workgroups.mark_uses",
    "What hangs on marks that were brought in, by their keys, so that they are not undone: `(keys) -> {key: phrases}`.",
)


def list_mark_uses(keys: Collection[int]) -> Uses:
    """Return what hangs on each imported mark that cannot be undone, by its key: `a certificate`."""
    return collect_uses(mark_uses, keys)


def is_of_list(mark: ImportedMark) -> bool:
    """Return whether the mark's meeting was added by the same list."""
    added = getattr(mark.meeting, "imported", None)
    return added is not None and (added.source, added.recorded_at) == (mark.source, mark.recorded_at)


@mark_uses.provide
def list_mark_changes(keys: Collection[int]) -> Uses:
    """Return which marks were changed or certified since, or are of a meeting that was. Five queries."""
    marks = list(ImportedMark.objects.filter(pk__in=keys).select_related("meeting__imported"))
    meetings = {mark.meeting_id for mark in marks}
    changed = _changed_meetings({mark.meeting_id for mark in marks if is_of_list(mark)}, keys)
    closed = {mark.meeting_id for mark in marks if mark.closes_register}
    rows = {row.imported_id: row for row in Attendance.objects.filter(imported__in=keys)}
    certified = {
        (meeting, certificate.user_id)
        for certificate in Certificate.objects.valid().filter(meetings__overlap=list(meetings))
        for meeting in certificate.meetings
    }

    def phrases(mark: ImportedMark) -> Iterator[str]:
        row = rows.get(mark.pk)
        if row is None or row.mark != mark.mark:
            yield "changed on its page"
        if mark.meeting_id in changed:
            yield "its meeting was changed on its page"
        elif mark.meeting.is_held and not hasattr(mark.meeting, "imported") and mark.meeting_id not in closed:
            yield "its register was closed on its page"
        elif mark.meeting.is_reopened and (mark.meeting_id in closed or hasattr(mark.meeting, "imported")):
            yield "its register was reopened"
        if (mark.meeting_id, mark.user_id) in certified:
            yield "a certificate"

    uses = {mark.pk: list(phrases(mark)) for mark in marks}
    return {key: use for key, use in uses.items() if use}


def _changed_meetings(added: Collection[int], keys: Collection[int]) -> set[int]:
    """Return which of the meetings that a list added somebody has changed: corrected, or with files, links or marks."""
    others = Attendance.objects.filter(meeting__in=added).exclude(imported__in=keys).values_list("meeting", flat=True)
    touched = Meeting.objects.filter(pk__in=added).filter(
        Q(corrections__isnull=False) | Q(links__isnull=False) | Q(files__isnull=False)
    )
    return {*others, *touched.values_list("pk", flat=True)}
