"""Requests for everything that is kept about a person, and what was changed about accounts at people’s request."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse

from schools.choices import HubRole
from schools.models import HubStaff
from schools.notices import PrivacyNotice
from sustaining.common.files import files_storage
from sustaining.common.moves import protect_from_delete, protect_identity
from sustaining.common.status import Status

from .choices import REQUEST_MOVES, Change, RequestState, Scope

if TYPE_CHECKING:
    from sustaining.common.people import Reader

PERSON = settings.AUTH_USER_MODEL
STATUSES = {
    RequestState.WAITING: Status("In preparation", "wait"),
    RequestState.READY: Status("Ready", "go"),
    RequestState.ENDED: Status("Ended", ""),
}


class DataRequestQuerySet(models.QuerySet):
    """Reading requests for people’s data."""

    def visible_to(self, user: Reader) -> DataRequestQuerySet:
        """Return the requests that the user made, about others while they lead a hub; all for programme administrators."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        leads = Q(scope=Scope.HUB) & Exists(HubStaff.of(user, HubRole.LEAD))
        return self.filter(Q(scope=Scope.OWN) | leads, asked_by=user.pk)

    def to_make(self, now: datetime) -> DataRequestQuerySet:
        """Return the requests whose archive is to be made, the oldest first."""
        return self.filter(state=RequestState.WAITING, try_at__lte=now).order_by("asked_at", "pk")

    def to_end(self, now: datetime) -> DataRequestQuerySet:
        """Return the requests whose archive has been kept for its time."""
        return self.filter(state=RequestState.READY, ends_at__lte=now).order_by("ends_at", "pk")


@pghistory.track()
class DataRequest(models.Model):
    """A request for everything that is kept about a person, or about an address without an account.

    `person` is empty where the address has no account, or none that the hub knows. The archive is kept until `ends_at`, and
    every download is counted; history says when each was. `try_at` is when a worker makes the archive, or tries again.
    """

    scope = models.CharField(max_length=9, choices=Scope)
    state = models.CharField(max_length=7, choices=RequestState, default=RequestState.WAITING)
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="data_requests")
    address = models.EmailField("email address")
    reason = models.CharField(
        "how the person asked, and how you know that it was them", max_length=300, blank=True, default=""
    )
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="asked_data_requests")
    asked_at = models.DateTimeField("asked for")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    try_at = models.DateTimeField(editable=False)
    made_at = models.DateTimeField("made", null=True, blank=True)
    rows = models.PositiveIntegerField("rows in the archive", default=0)
    files = models.PositiveIntegerField("files in the archive", default=0)
    withheld = models.PositiveIntegerField(
        "rows to be checked first", default=0, help_text="Not in the archive until someone has read them."
    )
    size = models.PositiveBigIntegerField(default=0, help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="")
    file = models.FileField(storage=files_storage, max_length=120, blank=True, editable=False)
    ends_at = models.DateTimeField("kept until", null=True, blank=True)
    downloads = models.PositiveIntegerField(default=0)
    downloaded_at = models.DateTimeField("last downloaded", null=True, blank=True)
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "request for data"
        verbose_name_plural = "requests for data"
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "address", "scope"],
                condition=Q(state=RequestState.WAITING),
                name="one_waiting_request_an_address",
                violation_error_message="You have already asked for this. We’ll email you when the archive is ready.",
            ),
            models.CheckConstraint(
                condition=~Q(scope=Scope.OWN) | Q(person=models.F("asked_by")),
                name="own_data_is_asked_for_by_the_person",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.READY, made_at__isnull=False, ends_at__isnull=False) & ~Q(file="")
                | Q(state=RequestState.WAITING, made_at__isnull=True, file="")
                | Q(state=RequestState.ENDED, ended_at__isnull=False, file=""),
                name="an_archive_is_kept_while_it_is_ready",
            ),
        ]
        triggers = [
            REQUEST_MOVES.trigger("data_requests_move_by_rule"),
            protect_from_delete("data_requests_stay"),
            protect_identity(
                "data_requests_stay_with_who_asked",
                "asked_by_id",
                "scope",
                sentence="A request for data can’t pass to someone else. Ask again.",
            ),
        ]

    def __str__(self) -> str:
        return f"Data about {self.person or self.address}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:request", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Return whether the archive is still to be made."""
        return self.state == RequestState.WAITING

    @property
    def is_ready(self) -> bool:
        """Return whether the archive can be downloaded."""
        return self.state == RequestState.READY

    @property
    def is_late(self) -> bool:
        """Return whether making the archive has failed at least once."""
        return self.is_waiting and self.attempts > 0

    @property
    def status(self) -> Status:
        """Return the status as it is shown."""
        return STATUSES[RequestState(self.state)]


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    """Reading changes of accounts."""

    def visible_to(self, user: Reader) -> AccountChangeQuerySet:
        """Return all changes for programme administrators, else those of the user’s own account."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        return self.all() if user.is_superuser else self.filter(person=user.pk)


class AccountChange(models.Model):
    """A correction, closure or restriction of an account: when, by whom and why. Rows are never changed, but for retention.

    It says nothing of the old and the new name or address: the history of the account keeps those as long as the account.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="account_changes")
    kind = models.CharField(max_length=10, choices=Change)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "change of an account"
        verbose_name_plural = "changes of accounts"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") | Q(by=models.F("person")),
                name="change_by_another_has_a_reason",
                violation_error_message="Enter the reason.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="account_changes_are_kept_as_made", operation=pgtrigger.Update),
            protect_from_delete("account_changes_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class NoticeReadingQuerySet(models.QuerySet["NoticeReading"]):
    """Reading who has read which privacy notice."""

    def visible_to(self, user: Reader) -> NoticeReadingQuerySet:
        """Return all readings for programme administrators, those of their hubs’ notices for hub staff, else the user’s own."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(Q(person=user.pk) | Exists(HubStaff.of(user).filter(hub=models.OuterRef("notice__hub"))))


class NoticeReading(models.Model):
    """That a person was shown a version of a privacy notice and pressed *Continue*, or joined by a page that links to it."""

    notice = models.ForeignKey(PrivacyNotice, models.PROTECT, related_name="readings")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="notice_readings")
    read_at = models.DateTimeField("read")
    at_joining = models.BooleanField("when they joined", default=False, db_default=False)

    objects = NoticeReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-pk"]
        verbose_name = "reading of a privacy notice"
        verbose_name_plural = "readings of privacy notices"
        constraints = [
            models.UniqueConstraint(fields=["notice", "person"], name="one_reading_a_notice_and_person"),
        ]
        triggers = [
            pgtrigger.Protect(name="readings_are_kept_as_made", operation=pgtrigger.Update),
            protect_from_delete("readings_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.notice}"
