"""What a hub keeps about a school while it works with it: notes of contacts, and concerns."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import Hub, School
from schools.triggers import SUCCEEDED
from sustaining.common.clock import today
from sustaining.common.moves import Moves, done_by_somebody, protect_from_delete, protect_identity
from sustaining.common.status import StatusMixin

from ..choices import CONCERN_STATUSES, ConcernKind, ConcernState, NoteKind
from ..querysets import ConcernQuerySet, NoteQuerySet

PERSON = settings.AUTH_USER_MODEL
CONCERN_MOVES = Moves(
    start=[ConcernState.OPEN],
    close=([ConcernState.OPEN], ConcernState.CLOSED),
    reopen=([ConcernState.CLOSED], ConcernState.OPEN),
)


class CaseRow(models.Model):
    """Something that a hub keeps about a school; the school and the auditor never see it.

    `hub` is the hub that wrote it: it stays there when the school moves to another hub. `for_specialist` shares it with
    the school's Specialist. `once` is the key of the form that made it, so that a form sent twice makes one row.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="%(class)ss")
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="%(class)ss")
    for_specialist = models.BooleanField("shared with the Specialist", default=False, db_default=False)
    once = models.UUIDField(unique=True, editable=False)

    class Meta:
        abstract = True


@pghistory.track()
class Note(CaseRow):
    """A note of a contact with a school, with the next action that follows from it, if any."""

    kind = models.CharField(max_length=10, choices=NoteKind)
    happened_on = models.DateField("date")
    contact = models.CharField("contact", max_length=150, blank=True, db_default="")
    text = models.TextField("note", max_length=10_000)
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="notes_written")
    written_at = models.DateTimeField()
    action = models.CharField("next action", max_length=200, blank=True, db_default="")
    action_on = models.DateField("due", null=True, blank=True)
    action_owner = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="next_actions")
    action_done_at = models.DateTimeField("done", null=True, blank=True)
    action_done_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    remove_reason = models.TextField("why it was removed", blank=True, db_default="")

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["school", "-happened_on"], name="note_school"),
            models.Index(
                fields=["action_owner", "action_on"],
                condition=Q(action_on__isnull=False, action_done_at__isnull=True),
                name="note_open_action",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(action="", action_on__isnull=True, action_owner__isnull=True)
                | (~Q(action="") & Q(action_on__isnull=False, action_owner__isnull=False)),
                name="a_next_action_has_a_day_and_an_owner",
                violation_error_message="A next action needs a date and a person.",
            ),
            done_by_somebody("action_done", name="a_next_action_is_done_by_somebody", action_on__isnull=False),
            done_by_somebody("removed", name="a_note_is_removed_with_a_reason", reason="remove_reason"),
        ]
        triggers = [
            protect_from_delete("notes_stay"),
            protect_identity(
                "notes_stay_with_their_school",
                "school_id",
                "hub_id",
                "written_by_id",
                unless=f"OLD.hub_id = NEW.hub_id AND OLD.written_by_id = NEW.written_by_id AND {SUCCEEDED}",
                sentence="A note can’t move to another school, hub or writer. Remove it, and write it at the other school.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.happened_on.day} {self.happened_on:%B %Y}"

    def get_absolute_url(self) -> str:
        """Return its place among the notes of its school."""
        return f"{reverse('casework:school', args=[self.school.urn])}#note-{self.pk}"

    @property
    def has_open_action(self) -> bool:
        """Return whether its next action is still to be done."""
        return self.action_on is not None and self.action_done_at is None and self.removed_at is None

    @property
    def is_overdue(self) -> bool:
        """Return whether its next action should have been done before today."""
        return self.has_open_action and self.action_on < today()  # type: ignore[operator]


@pghistory.track()
class Concern(StatusMixin, CaseRow):
    """A concern about a school: what is agreed, when it is reviewed, who else knows, and how it ended."""

    kind = models.CharField("about", max_length=12, choices=ConcernKind)
    summary = models.TextField("concern", max_length=4_000)
    agreed = models.TextField("what is agreed", max_length=4_000, blank=True, db_default="")
    review_on = models.DateField("review on", null=True, blank=True)
    escalated_to = models.CharField("escalated to", max_length=150, blank=True, db_default="")
    state = models.CharField(max_length=8, choices=ConcernState, default=ConcernState.OPEN)
    raised_by = models.ForeignKey(PERSON, models.PROTECT, related_name="concerns_raised")
    raised_at = models.DateTimeField()
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(max_length=4_000, blank=True, db_default="")
    reopen_reason = models.TextField("why it was reopened", blank=True, db_default="")

    objects = ConcernQuerySet.as_manager()
    STATUSES: ClassVar = CONCERN_STATUSES

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [
            models.Index(fields=["school"], condition=Q(state="open"), name="concern_open"),
        ]
        constraints = [
            done_by_somebody("closed", name="a_concern_is_closed_with_an_outcome", reason="outcome", state="closed"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | Q(state="open", closed_at__isnull=True),
                name="a_concern_is_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="closed") | Q(review_on__isnull=False),
                name="an_open_concern_has_a_review_day",
                violation_error_message="An open concern needs a review date.",
            ),
        ]
        triggers = [
            CONCERN_MOVES.trigger("concern_moves"),
            protect_from_delete("concerns_stay"),
            protect_identity(
                "concerns_stay_with_their_school",
                "school_id",
                "hub_id",
                "raised_by_id",
                unless=f"OLD.hub_id = NEW.hub_id AND OLD.raised_by_id = NEW.raised_by_id AND {SUCCEEDED}",
                sentence="A concern can’t move to another school, hub or person. Close it, and raise one at the other school.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.school}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("casework:concern", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Return whether it is being worked on."""
        return self.state == ConcernState.OPEN

    @property
    def is_due(self) -> bool:
        """Return whether its review day has come."""
        return self.is_open and self.review_on is not None and self.review_on <= today()
