"""Work Groups, their members and meetings, and who came."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import Hub, Participation, Project, School
from schools.scope import EVERYONE, scoped
from specialists.models import Specialist
from sustaining.common.clock import today
from sustaining.common.moves import Moves, keep

from .choices import Mark, MeetingState, Mode, Rsvp
from .querysets import LeadQuerySet, MeetingQuerySet, MeetingRowQuerySet, WorkGroupQuerySet


@pghistory.track()
class WorkGroup(models.Model):
    """A professional learning community of a hub's schools in one project's year."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="work_groups")
    project = models.ForeignKey(Project, models.PROTECT, related_name="work_groups")
    name = models.CharField(max_length=100)
    focus = models.CharField(max_length=1, blank=True)
    leads = models.ManyToManyField(Specialist, related_name="led_groups", through="GroupLead")

    objects = WorkGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "Work Group"
        ordering = ["-project__academic_year", "name"]
        constraints = [models.UniqueConstraint(fields=["hub", "project", "name"], name="one_group_a_name")]
        triggers = [keep("groups_stay")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workgroups:group", args=[self.pk])


@pghistory.track()
class GroupLead(models.Model):
    """A Specialist who leads a Work Group."""

    group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="lead_links")
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="group_links")

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = "Work Group Lead"
        constraints = [models.UniqueConstraint(fields=["group", "specialist"], name="one_lead_link")]

    def __str__(self) -> str:
        return f"{self.specialist} leads {self.group}"


@pghistory.track()
class Membership(models.Model):
    """A school's place in a Work Group, from a day to a day."""

    group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="memberships")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="memberships")
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)

    objects = scoped("participation__school", *EVERYONE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(ends_on__isnull=True),
                name="one_open_membership_a_participation",
                violation_error_message="This school is in a Work Group of this project already.",
            ),
        ]
        triggers = [keep("memberships_stay")]

    def __str__(self) -> str:
        return f"{self.participation.school} in {self.group}"

    @property
    def school(self) -> School:
        """The member school."""
        return self.participation.school


MEETING_MOVES = Moves(
    start={MeetingState.TO_BE_ANNOUNCED, MeetingState.SCHEDULED},
    schedule=({MeetingState.TO_BE_ANNOUNCED}, MeetingState.SCHEDULED),
    hold=({MeetingState.SCHEDULED}, MeetingState.HELD),
    cancel=({MeetingState.TO_BE_ANNOUNCED, MeetingState.SCHEDULED}, MeetingState.CANCELLED),
)


@pghistory.track()
class Meeting(models.Model):
    """A meeting of a Work Group. Without a date it is *to be announced*. Times are shown in Europe/London.

    `sequence` is the calendar entry's: it rises with every change that members are told of (RFC 5545, SEQUENCE).
    """

    group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.TO_BE_ANNOUNCED)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    place = models.CharField(max_length=200, blank=True)
    joining_link = models.URLField(max_length=500, blank=True, help_text="Shown to members only.")
    agenda = models.TextField(blank=True)
    gap_task = models.TextField("gap task for next time", blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["group", "number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_meeting_a_number"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message="The meeting ends before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("tba", "cancelled")) | Q(starts_at__isnull=False), name="scheduled_has_a_date"
            ),
            models.CheckConstraint(condition=~Q(state="tba") | Q(starts_at__isnull=True), name="announced_has_no_date"),
        ]
        triggers = [MEETING_MOVES.trigger("meeting_moves"), keep("meetings_stay")]

    def __str__(self) -> str:
        return f"{self.group}, meeting {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("workgroups:meeting", args=[self.pk])

    @property
    def is_announced(self) -> bool:
        """Whether it has a date."""
        return self.starts_at is not None

    @property
    def hub(self) -> Hub:
        """The hub whose meeting it is."""
        return self.group.hub


@pghistory.track()
class Invitation(models.Model):
    """A person invited to a meeting, for a school, and what they answered."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="meeting_invitations")
    participation = models.ForeignKey(
        Participation, models.PROTECT, null=True, blank=True, related_name="invitations", help_text="None for leads."
    )
    rsvp = models.CharField("answer", max_length=10, choices=Rsvp, default=Rsvp.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_invitation_a_person")]
        triggers = [keep("invitations_stay")]

    def __str__(self) -> str:
        return f"{self.user} for {self.meeting}"


@pghistory.track()
class Attendance(models.Model):
    """One line of a meeting's register: a person of a school, and the mark."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances")
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="attendances")
    mark = models.CharField(max_length=10, choices=Mark)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="marks_made")
    marked_at = models.DateTimeField()

    objects = MeetingRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_mark_a_person")]
        triggers = [keep("attendances_stay")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_mark_display()}"
