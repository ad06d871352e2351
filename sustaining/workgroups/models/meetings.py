"""Meetings, who is invited, and who came."""

from __future__ import annotations

from datetime import datetime

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import Hub, Participation
from sustaining.common.files import StoredFile
from sustaining.common.moves import Moves, protect_from_delete, protect_identity, raise_trigger
from sustaining.common.status import StatusMixin

from ..choices import MEETING_STATUSES, Correction, Mark, MeetingState, Mode, Rsvp
from ..querysets import AttendanceQuerySet, InvitationQuerySet, MeetingQuerySet, MeetingRowQuerySet
from .groups import WorkGroup

MEETING_MOVES = Moves(
    start={MeetingState.TO_BE_ANNOUNCED, MeetingState.SCHEDULED},
    schedule=({MeetingState.TO_BE_ANNOUNCED}, MeetingState.SCHEDULED),
    hold=({MeetingState.SCHEDULED, MeetingState.REOPENED}, MeetingState.HELD),
    reopen=({MeetingState.HELD}, MeetingState.REOPENED),
    cancel=({MeetingState.TO_BE_ANNOUNCED, MeetingState.SCHEDULED}, MeetingState.CANCELLED),
    undo_import=({MeetingState.HELD}, MeetingState.CANCELLED),
    restore=({MeetingState.CANCELLED}, MeetingState.SCHEDULED),
    restore_undated=({MeetingState.CANCELLED}, MeetingState.TO_BE_ANNOUNCED),
)


ONLY_IMPORTED = "A meeting that was held can’t be cancelled."
MARKS_STAY = "A mark in a register stays. Correct it instead."


@pghistory.track()
class Meeting(StatusMixin, models.Model):
    """A meeting of a Work Group. Without a date it is *to be announced*. Times are shown in Europe/London.

    `sequence` is the SEQUENCE of its calendar entry (RFC 5545): it rises with every change that members are emailed about.
    """

    group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.TO_BE_ANNOUNCED)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    place = models.CharField(max_length=200, blank=True)
    map_link = models.URLField(max_length=500, blank=True, help_text="Where the place is, on a map.")
    joining_link = models.URLField(max_length=500, blank=True, help_text="Shown to members only.")
    agenda = models.TextField(blank=True)
    gap_task = models.TextField("gap task for next time", blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    STATUSES = MEETING_STATUSES

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["group", "number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_meeting_a_number"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message="End time must be after the start time.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("tba", "cancelled")) | Q(starts_at__isnull=False), name="scheduled_has_a_date"
            ),
            models.CheckConstraint(condition=~Q(state="tba") | Q(starts_at__isnull=True), name="announced_has_no_date"),
        ]
        triggers = [
            MEETING_MOVES.trigger("meeting_moves"),
            protect_from_delete("meetings_stay"),
            raise_trigger(
                "only_imported_meetings_are_undone",
                operation=pgtrigger.UpdateOf("state"),
                when_sql="OLD.state = 'held' AND NEW.state = 'cancelled' AND NOT EXISTS "
                "(SELECT 1 FROM workgroups_importedmeeting i WHERE i.meeting_id = NEW.id)",
                sentence=ONLY_IMPORTED,
            ),
            protect_identity(
                "meetings_stay_in_their_group",
                "group_id",
                sentence="A meeting cannot move to another Work Group. Cancel it, and add one there.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, meeting {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("workgroups:meeting", args=[self.pk])

    @property
    def hub(self) -> Hub:
        """Return the meeting's hub."""
        return self.group.hub

    @property
    def is_to_be_announced(self) -> bool:
        """Return whether its date is still to be set."""
        return self.state == MeetingState.TO_BE_ANNOUNCED

    @property
    def is_scheduled(self) -> bool:
        """Return whether it has a date and is to come."""
        return self.state == MeetingState.SCHEDULED

    @property
    def is_held(self) -> bool:
        """Return whether it took place and its register is closed."""
        return self.state == MeetingState.HELD

    @property
    def is_reopened(self) -> bool:
        """Return whether it took place and its register is being corrected."""
        return self.state == MeetingState.REOPENED

    @property
    def took_place(self) -> bool:
        """Return whether it was held, whether or not its register is being corrected."""
        return self.state in (MeetingState.HELD, MeetingState.REOPENED)

    @property
    def is_cancelled(self) -> bool:
        """Return whether it was cancelled."""
        return self.state == MeetingState.CANCELLED

    def has_begun(self, now: datetime) -> bool:
        """Return whether it has begun or is over. Without a date it has not."""
        return self.starts_at is not None and self.starts_at <= now

    def is_ahead(self, now: datetime) -> bool:
        """Return whether it is on and has not begun, so that people can answer and be invited."""
        return self.is_scheduled and not self.has_begun(now)


class MeetingResource(models.Model):
    """A link or file of a meeting, which belongs to the meeting's hub."""

    class Meta:
        abstract = True

    @property
    def hub(self) -> Hub:
        """Return the meeting's hub."""
        return self.meeting.hub  # type: ignore[attr-defined]


@pghistory.track()
class MeetingLink(MeetingResource):
    """A link to something to read or bring. Removed by setting `removed_at`, never deleted."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="links")
    title = models.CharField(max_length=150)
    address = models.URLField(max_length=500)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="meeting_links")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        triggers = [protect_from_delete("meeting_links_stay")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class MeetingFile(MeetingResource, StoredFile):
    """A file to read or bring."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="files")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        triggers = [protect_from_delete("meeting_files_stay")]

    def get_absolute_url(self) -> str:
        return reverse("workgroups:file", args=[self.pk])


@pghistory.track()
class Invitation(models.Model):
    """A person's invitation to a meeting, for a school, and their answer."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="meeting_invitations")
    participation = models.ForeignKey(
        Participation, models.PROTECT, null=True, blank=True, related_name="invitations", help_text="None for leads."
    )
    rsvp = models.CharField("answer", max_length=10, choices=Rsvp, default=Rsvp.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    times_invited = models.PositiveSmallIntegerField(
        default=1, db_default=1, editable=False, help_text="Rises when a withdrawn invitation is opened again."
    )
    told_at = models.DateTimeField(null=True, blank=True, help_text="When they were last emailed the date.")
    reason = models.CharField("reason for apologies", max_length=300, blank=True)
    is_late = models.BooleanField(default=False, help_text="Apologies came after the hub's notice period began.")
    substitute_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="When the school had left the group: no longer invited."
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_invitation_a_person")]
        triggers = [protect_from_delete("invitations_stay")]

    def __str__(self) -> str:
        return f"{self.user} for {self.meeting}"

    @property
    def sequence(self) -> int:
        """Return the SEQUENCE of this person's calendar entry (RFC 5545).

        It rises with the meeting's, and each time that they are withdrawn or invited again.
        """
        return self.meeting.sequence + 2 * (self.times_invited - 1) + (self.withdrawn_at is not None)


@pghistory.track()
class Attendance(models.Model):
    """One row of a meeting's register: a user and their mark, or only a name for a colleague who came along."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    name = models.CharField(max_length=150, blank=True, help_text="A guest without an account.")
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="attendances")
    mark = models.CharField(max_length=10, choices=Mark)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="marks_made")
    marked_at = models.DateTimeField()
    imported = models.OneToOneField(
        "ImportedMark",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="attendance",
        help_text="If a list brought it in.",
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="one_mark_a_person"),
            models.UniqueConstraint(
                fields=["meeting", "participation", "name"], condition=Q(user__isnull=True), name="one_mark_a_name"
            ),
            models.CheckConstraint(
                condition=(Q(user__isnull=False) & Q(name="")) | (Q(user__isnull=True) & ~Q(name="")),
                name="a_mark_is_somebodys",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="attendances_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=pgtrigger.Func(
                    f"""
                    IF NOT EXISTS (
                        SELECT 1 FROM workgroups_importedmark i WHERE i.id = OLD.imported_id AND i.undone_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION '{MARKS_STAY}' USING ERRCODE = 'check_violation', CONSTRAINT = 'attendances_stay';
                    END IF;
                    RETURN OLD;
                    """
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.get_mark_display()}"

    @property
    def who(self) -> str:
        """Return the person's name, with an account or without."""
        return str(self.user) if self.user else self.name


@pghistory.track()
class MeetingCorrection(models.Model):
    """What was put right about a meeting, by whom and why: register reopened, date corrected, or cancellation reversed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="corrections")
    what = models.CharField(max_length=10, choices=Correction)
    was_at = models.DateTimeField("when it was said to start", null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="meeting_corrections")
    at = models.DateTimeField()

    objects = MeetingRowQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [protect_from_delete("meeting_corrections_stay")]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_what_display()}"
