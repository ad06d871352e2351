"""What a Work Group learns between and after its meetings: gap task responses, feedback and a library of resources."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import Hub, Participation, School
from sustaining.common.files import StoredFile
from sustaining.common.moves import protect_from_delete, protect_identity
from sustaining.workgroups.models import Attendance, Meeting, MeetingFile, MeetingLink

from .choices import TOPICS, Confidence, Usefulness
from .querysets import FeedbackQuerySet, LibraryQuerySet, ResponseFileQuerySet, ResponseQuerySet

PERSON = settings.AUTH_USER_MODEL
MOST_FILES = 6
"""How many files a gap task response may have."""


@pghistory.track()
class GapTaskResponse(models.Model):
    """What an Advocate submitted for the gap task that a meeting set, for the members of its group.

    One a person and meeting: handing in again changes it. Withdrawn by setting `withdrawn_at`, never deleted.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="gap_task_responses")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="gap_task_responses")
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="gap_task_responses")
    text = models.TextField("what you tried, and what happened", max_length=10_000, blank=True)
    submitted_at = models.DateTimeField("submitted")
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "written_by"], name="one_response_a_person_and_gap_task"),
        ]
        triggers = [
            protect_from_delete("gap_task_responses_stay"),
            protect_identity(
                "gap_task_responses_stay_with_their_meeting",
                "meeting_id",
                "participation_id",
                sentence="A gap task response can’t move to another meeting or school. Submit another one.",
            ),
        ]

    def __str__(self) -> str:
        return f"Gap task response of {self.written_by} to {self.meeting}"

    def get_absolute_url(self) -> str:
        """Return its place on the page of its gap task."""
        return f"{reverse('learning:gap-task', args=[self.meeting_id])}#response-{self.pk}"

    @property
    def school(self) -> School:
        """Return the school that it is from."""
        return self.participation.school

    @property
    def hub(self) -> Hub:
        """Return the hub of the group."""
        return self.meeting.hub


@pghistory.track()
class GapTaskFile(StoredFile):
    """A photograph or file of a gap task response."""

    response = models.ForeignKey(GapTaskResponse, models.PROTECT, related_name="files")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        triggers = [protect_from_delete("gap_task_files_stay")]

    def get_absolute_url(self) -> str:
        return reverse("learning:response-file", args=[self.pk])

    @property
    def hub(self) -> Hub:
        """Return the hub of the group."""
        return self.response.hub


@pghistory.track()
class MeetingFeedback(models.Model):
    """What somebody who was at a meeting says of it: two answers from 1 to 4, and a comment.

    Leads and hubs read the answers as counts and the comments without names; the row has the person, so that each gives
    feedback once and can change it.
    """

    attendance = models.OneToOneField(Attendance, models.PROTECT, related_name="feedback")
    useful = models.PositiveSmallIntegerField(choices=Usefulness)
    confident = models.PositiveSmallIntegerField(choices=Confidence)
    comment = models.TextField(max_length=4_000, blank=True, db_default="")
    given_at = models.DateTimeField("given")

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "meeting feedback"
        verbose_name_plural = "meeting feedback"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(useful__range=(1, 4), confident__range=(1, 4)), name="feedback_is_from_one_to_four"
            )
        ]
        triggers = [
            protect_from_delete("feedback_stays"),
            protect_identity(
                "feedback_stays_with_its_meeting",
                "attendance_id",
                sentence="Feedback can’t move to another meeting or person. Give feedback on the other meeting.",
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback on {self.attendance.meeting}"

    @property
    def meeting(self) -> Meeting:
        """Return the meeting that it is about."""
        return self.attendance.meeting


@pghistory.track()
class LibraryItem(models.Model):
    """A link or file of a meeting that a hub keeps in its library, where next year's groups find it."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="library_items")
    link = models.OneToOneField(MeetingLink, models.PROTECT, null=True, blank=True, related_name="library_item")
    file = models.OneToOneField(MeetingFile, models.PROTECT, null=True, blank=True, related_name="library_item")
    title = models.CharField(max_length=150)
    topic = models.CharField(max_length=20, choices=TOPICS)
    about = models.TextField("what it is for", max_length=1_000, blank=True, db_default="")
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="library_items_added")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = "library resource"
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=True, file__isnull=False) | Q(link__isnull=False, file__isnull=True),
                name="a_library_item_is_a_link_or_a_file",
            )
        ]
        triggers = [
            protect_from_delete("library_items_stay"),
            protect_identity(
                "library_items_stay_what_they_are",
                "hub_id",
                "link_id",
                "file_id",
                sentence="A resource can’t become another link or file. Remove it, and add the other one.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return where it opens: the link's own address, or the file."""
        return self.link.address if self.link else reverse("learning:library-file", args=[self.pk])

    @property
    def resource(self) -> MeetingLink | MeetingFile:
        """Return the link or file itself."""
        return self.link or self.file  # type: ignore[return-value]

    @property
    def meeting(self) -> Meeting:
        """Return the meeting that it was made for."""
        return self.resource.meeting
