"""Bring in attendance from before the hub used the site, with its meetings, and undo that. Neither emails anyone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max

from schools.models import Participation
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.counts import join_words
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.imported_rows import ListedIn
from sustaining.common.permissions import action

from ..choices import Correction, MeetingState
from ..mark_uses import is_of_list, list_mark_uses
from ..models import (
    MEETING_MOVES,
    Attendance,
    ImportedMark,
    ImportedMeeting,
    Invitation,
    Meeting,
    MeetingCorrection,
    WorkGroup,
)
from .certificates import replace_corrected
from .meetings import DateNotPossible, check_time
from .register import MARKABLE

if TYPE_CHECKING:
    from sustaining.accounts.models import User

    from ..querysets import MeetingQuerySet


class MarkNotPossible(DomainError):
    """The person can't have this mark at this meeting."""


def meetings_on(group: WorkGroup, day: date) -> MeetingQuerySet:
    """Return the meetings of a group on a day in London that were not cancelled."""
    after = start_of_day(day + timedelta(days=1))
    on_day = group.meetings.filter(starts_at__gte=start_of_day(day), starts_at__lt=after)
    return on_day.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk")


@action("workgroups.bring_in_attendance")
def record_past_meeting(
    group: WorkGroup, *, starts_at: datetime, ends_at: datetime, listed: ListedIn, by: User, now: datetime
) -> Meeting:
    """Add a meeting that was held, with the next number, as a list says. Nobody is emailed. Raise DateNotPossible."""
    locked = WorkGroup.objects.select_for_update(of=("self",)).select_related("project").get(pk=group.pk)
    check_time(locked, starts_at, ends_at)
    if ends_at > now:
        raise DateNotPossible("The meeting must be over.")
    if meetings_on(locked, london_day(starts_at)).exists():
        raise DateNotPossible(f"{group} already has a meeting on this day.")
    last = group.meetings.aggregate(last=Max("number"))["last"] or 0
    meeting = Meeting.objects.create(
        group=locked, number=last + 1, starts_at=starts_at, ends_at=ends_at, state=MeetingState.SCHEDULED
    )
    ImportedMeeting.objects.create(meeting=meeting, **listed._asdict(), recorded_by=by, recorded_at=now)
    MEETING_MOVES.make(meeting, "hold")
    return meeting


@action("workgroups.bring_in_attendance")
def bring_in_mark(
    meeting: Meeting,
    *,
    user: User,
    participation: Participation,
    mark: str,
    listed: ListedIn,
    by: User,
    now: datetime,
) -> ImportedMark:
    """Enter a person's mark as a list says it.

    At a meeting that a list added, the person becomes one of its people. At any other the register must be open and the
    person invited; it is closed once everybody has a mark. Raise MarkNotPossible.
    """
    locked = Meeting.objects.select_for_update(of=("self",)).select_related("group").get(pk=meeting.pk)
    is_added = ImportedMeeting.objects.filter(meeting=locked).exists()
    if Attendance.objects.filter(meeting=locked, user=user).exists():
        raise MarkNotPossible(f"{user} has a mark already.")
    if is_added:
        _add_person(locked, user, participation)
    elif locked.state not in MARKABLE or not locked.has_begun(now):
        raise MarkNotPossible("The register of this meeting is closed.")
    elif not locked.invitations.live().filter(user=user).exists():
        raise MarkNotPossible("Only people who were invited are in the register.")
    imported = ImportedMark.objects.create(
        meeting=locked, user=user, participation=participation, mark=mark,
        **listed._asdict(), recorded_by=by, recorded_at=now,
    )  # fmt: skip
    Attendance.objects.create(
        meeting=locked,
        user=user,
        participation=participation,
        mark=mark,
        marked_by=by,
        marked_at=now,
        imported=imported,
    )
    if not is_added and not locked.invitations.unmarked().exists():
        MEETING_MOVES.make(locked, "hold")
        ImportedMark.objects.filter(pk=imported.pk).update(closes_register=True)
        replace_corrected(locked, by=by, now=now)
    return imported


def _add_person(meeting: Meeting, user: User, participation: Participation) -> None:
    if participation.project_id != meeting.group.project_id or participation.hub_id != meeting.group.hub_id:
        raise MarkNotPossible(f"{participation.school} does not take part in the project of {meeting.group}.")
    values = {"participation": participation, "withdrawn_at": None}
    Invitation.objects.update_or_create(meeting=meeting, user=user, defaults=values)


@action("workgroups.undo_imported_attendance")
def undo_imported_marks(
    group: WorkGroup, *, marks: Sequence[ImportedMark], reason: str, by: User, now: datetime
) -> WorkGroup:
    """Take the marks of a list out of a group's registers, and cancel the meetings that it added. Nobody is emailed.

    A register that the list closed is open again. Raise WrongState when one of the marks is in use.
    """
    keys = [mark.pk for mark in marks]
    if uses := list_mark_uses(keys):
        raise WrongState(f"These marks are in use: {join_words(next(iter(uses.values())))}.")
    ImportedMark.objects.filter(pk__in=keys, undone_at=None).update(undone_by=by, undone_at=now)
    Attendance.objects.filter(imported__in=keys).delete()
    meetings = {mark.meeting_id: mark for mark in marks}
    for meeting in group.meetings.filter(pk__in=meetings).select_related("imported"):
        mark = meetings[meeting.pk]
        if any(each.closes_register for each in marks if each.meeting_id == meeting.pk):
            MEETING_MOVES.make(meeting, "reopen")
            _keep(meeting, Correction.REGISTER, reason=reason, by=by, now=now)
        if hasattr(meeting, "imported"):
            people = [each.user_id for each in marks if each.meeting_id == meeting.pk]
            meeting.invitations.filter(user__in=people).update(withdrawn_at=now)
        if is_of_list(mark):
            MEETING_MOVES.make(meeting, "undo_import")
            _keep(meeting, Correction.UNDONE, reason=reason, by=by, now=now)
    return group


def _keep(meeting: Meeting, what: Correction, *, reason: str, by: User, now: datetime) -> None:
    MeetingCorrection.objects.create(meeting=meeting, what=what, reason=reason, by=by, at=now)
