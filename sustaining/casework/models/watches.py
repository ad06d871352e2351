"""Schools that a person keeps an eye on, and when they last looked."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import School
from schools.triggers import MERGED, SUCCEEDED
from sustaining.common.moves import protect_from_delete, protect_identity

from ..watch_querysets import WatchlistVisitQuerySet, WatchQuerySet

PERSON = settings.AUTH_USER_MODEL


@pghistory.track()
class Watch(models.Model):
    """A school that a person watches, until they stop or until a day. Nobody else sees it.

    It counts only while the person may watch the school (`WatchQuerySet.in_force`), so that it ends with a post or an
    assignment without a job that must run.
    """

    user = models.ForeignKey(PERSON, models.PROTECT, related_name="watches")
    school = models.ForeignKey(School, models.PROTECT, related_name="watches")
    reason = models.CharField(max_length=200, blank=True, db_default="")
    note = models.TextField(max_length=2_000, blank=True, db_default="")
    until = models.DateField("last day", null=True, blank=True)
    started_on = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = "watched school"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school"],
                condition=Q(ended_at__isnull=True),
                name="a_person_watches_a_school_once",
                violation_error_message="You already watch this school.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("started_on")),
                name="a_watch_ends_after_it_begins",
                violation_error_message="The last day must be today or later.",
            ),
        ]
        triggers = [
            protect_from_delete("watches_stay"),
            protect_identity(
                "watches_stay_with_their_person",
                "user_id",
                "school_id",
                "started_at",
                unless="OLD.started_at = NEW.started_at AND "
                f"(OLD.school_id = NEW.school_id OR {SUCCEEDED}) AND (OLD.user_id = NEW.user_id OR {MERGED})",
                sentence="A watched school stays with its person. Stop watching it, and watch the other school.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, watched by {self.user}"

    def get_absolute_url(self) -> str:
        """Return its place on the watchlist."""
        return f"{reverse('desk:watchlist')}#school-{self.school_id}"


@pghistory.track()
class WatchlistVisit(models.Model):
    """When a person last opened their watchlist, and the time before that: what moved since then is news."""

    user = models.OneToOneField(PERSON, models.PROTECT, related_name="watchlist_visit")
    at = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True)

    objects = WatchlistVisitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user}, {self.at}"
