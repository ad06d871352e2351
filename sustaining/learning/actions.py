"""Submit a gap task, give feedback on a meeting, and keep a hub's library of resources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action
from sustaining.workgroups.choices import Mark
from sustaining.workgroups.models import Attendance, Meeting, MeetingFile, MeetingLink

from .membership import find_membership
from .models import MOST_FILES, GapTaskFile, GapTaskResponse, LibraryItem, MeetingFeedback

if TYPE_CHECKING:
    from sustaining.accounts.models import User


FEEDBACK_CLOSED = "Feedback on this meeting has closed."


class NothingToSubmit(DomainError):
    """A gap task response has neither text nor a file."""

    field = "text"


class TooManyFiles(DomainError):
    """A gap task response would have more files than it may."""

    field = "uploads"


def check_gap_task(meeting: Meeting, now: datetime) -> None:
    """Raise WrongState unless the meeting has taken place, set a gap task, and its year is not over."""
    if not meeting.gap_task:
        raise WrongState("This meeting has no gap task.")
    if meeting.is_cancelled or not meeting.has_begun(now):
        raise WrongState("You can submit the gap task once the meeting has taken place.")
    if london_day(now) > meeting.group.project.year.ends:
        raise WrongState(f"The gap task could be submitted until {meeting.group.project.year.ends:%-d %B %Y}.")


@action("learning.submit_gap_task")
def submit_gap_task(
    meeting: Meeting, *, text: str, uploads: Iterable[CheckedUpload], by: User, now: datetime
) -> GapTaskResponse:
    """Submit the gap task of a meeting, or change what was submitted; a file that is there already is left out.

    Raise NothingToSubmit, TooManyFiles or WrongState.
    """
    check_gap_task(meeting, now)
    membership = find_membership(by, meeting, london_day(now))
    if membership is None:  # the permission has asked the same of today
        raise WrongState("Your school is not in this Work Group.")
    response, _ = GapTaskResponse.objects.select_for_update().get_or_create(
        meeting=meeting,
        written_by=by,
        defaults={"participation": membership.participation, "text": text, "submitted_at": now},
    )
    there = set(response.files.filter(removed_at__isnull=True).values_list("sha256", flat=True))
    fresh = list({upload.sha256: upload for upload in uploads if upload.sha256 not in there}.values())
    if not text and not there and not fresh:
        raise NothingToSubmit("Enter what you tried and what happened, or add a photograph or file.")
    if len(there) + len(fresh) > MOST_FILES:
        raise TooManyFiles(f"You can add up to {MOST_FILES} files. Remove one first.")
    if response.withdrawn_at or response.text != text:
        response.text, response.withdrawn_at = text, None
        response.save(update_fields=["text", "withdrawn_at"])
    for upload in fresh:
        keep_file(GapTaskFile, upload, by=by, now=now, response=response)
    return response


@action("learning.withdraw_response")
def withdraw_response(response: GapTaskResponse, *, by: User, now: datetime) -> GapTaskResponse:
    """Withdraw a response: nobody else reads it any more. Raise WrongState where it is withdrawn already."""
    if not GapTaskResponse.objects.submitted().filter(pk=response.pk).update(withdrawn_at=now):
        raise WrongState("This response has already been withdrawn.")
    response.refresh_from_db()
    return response


@action("learning.restore_response")
def restore_response(response: GapTaskResponse, *, by: User, now: datetime) -> GapTaskResponse:
    """Restore a withdrawn response. Raise WrongState where it was not withdrawn."""
    rows = GapTaskResponse.objects.filter(pk=response.pk, withdrawn_at__isnull=False)
    if not rows.update(withdrawn_at=None):
        raise WrongState("This response has not been withdrawn.")
    response.refresh_from_db()
    return response


@action("learning.withdraw_response")
def remove_response_file(response: GapTaskResponse, *, file: int, by: User, now: datetime) -> GapTaskResponse:
    """Remove a file from a response. Raise NothingToSubmit when nothing would be left, WrongState when it is gone."""
    files = GapTaskFile.objects.select_for_update().filter(response=response, removed_at__isnull=True)
    if not response.text and len(files) == 1:
        raise NothingToSubmit("Nothing would be left. Withdraw the response instead.")
    if not files.filter(pk=file).update(removed_at=now):
        raise WrongState("This file has already been removed.")
    return response


@action("learning.restore_response")
def restore_response_file(response: GapTaskResponse, *, file: int, by: User, now: datetime) -> GapTaskResponse:
    """Put a removed file back.

    Raise WrongState where it was not removed or the same file has been added since, TooManyFiles where there is no room.
    """
    files = list(GapTaskFile.objects.select_for_update().filter(response=response))
    removed = next((row for row in files if row.pk == file and row.removed_at), None)
    there = {row.sha256 for row in files if row.removed_at is None}
    if removed is None or removed.sha256 in there:
        raise WrongState("This file has not been removed.")
    if len(there) >= MOST_FILES:
        raise TooManyFiles(f"You can add up to {MOST_FILES} files. Remove one first.")
    removed.removed_at = None
    removed.save(update_fields=["removed_at"])
    return response


def accepts_feedback(meeting: Meeting, now: datetime) -> bool:
    """Return whether feedback on a meeting is open: it took place, not longer ago than a link to give it works."""
    if not meeting.took_place or meeting.starts_at is None:
        return False
    return now <= meeting.starts_at + timedelta(days=settings.LINK_DAYS["feedback"])


@action("learning.give_feedback")
def give_feedback(
    attendance: Attendance, *, useful: int, confident: int, comment: str, by: User, now: datetime
) -> MeetingFeedback:
    """Give feedback on a meeting that one attended, or change it.

    Raise WrongState where the register says otherwise, and once feedback has closed.
    """
    if attendance.mark != Mark.PRESENT or not attendance.meeting.took_place:
        raise WrongState("The register doesn’t show you at this meeting, so you can’t give feedback on it.")
    if not accepts_feedback(attendance.meeting, now):
        raise WrongState(FEEDBACK_CLOSED)
    values = {"useful": useful, "confident": confident, "comment": comment, "given_at": now}
    feedback, _ = MeetingFeedback.objects.update_or_create(attendance=attendance, defaults=values)
    return feedback


@action("learning.add_to_library")
def add_to_library(
    resource: MeetingLink | MeetingFile, *, title: str, topic: str, about: str, by: User, now: datetime
) -> LibraryItem:
    """Add a link or file of a meeting to its hub's library; one that was removed comes back.

    Raise WrongState where the meeting has it no more, or the library has it already.
    """
    if resource.removed_at is not None:
        raise WrongState("This resource has been removed from the meeting.")
    where = {"link" if isinstance(resource, MeetingLink) else "file": resource}
    item = LibraryItem.objects.select_for_update().filter(**where).first()
    if item is not None and item.removed_at is None:
        raise WrongState("This resource is in the library already.")
    item = item or LibraryItem(hub=resource.hub, **where)
    item.title, item.topic, item.about = title, topic, about
    item.added_by, item.added_at, item.removed_at = by, now, None
    item.save()
    return item


@action("learning.edit_library_item")
def edit_library_item(item: LibraryItem, *, title: str, topic: str, about: str, by: User, now: datetime) -> LibraryItem:
    """Change what the library says about a resource."""
    item.title, item.topic, item.about = title, topic, about
    item.save(update_fields=["title", "topic", "about"])
    return item


@action("learning.remove_library_item")
def remove_library_item(item: LibraryItem, *, by: User, now: datetime) -> LibraryItem:
    """Remove a resource from the library; it stays on its meeting. Raise WrongState where it is removed."""
    if not LibraryItem.objects.filter(pk=item.pk, removed_at__isnull=True).update(removed_at=now):
        raise WrongState("This resource has already been removed from the library.")
    item.refresh_from_db()
    return item


@action("learning.restore_library_item")
def restore_library_item(item: LibraryItem, *, by: User, now: datetime) -> LibraryItem:
    """Put a removed resource back into the library. Raise WrongState where it is there."""
    if not LibraryItem.objects.filter(pk=item.pk, removed_at__isnull=False).update(removed_at=None):
        raise WrongState("This resource is in the library already.")
    item.refresh_from_db()
    return item
