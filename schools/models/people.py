"""Posts in schools: Mastery Advocates and the other people whom the programme deals with."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from sustaining.common.clock import today
from sustaining.common.moves import protect_from_delete

from ..choices import ContactRole
from ..querysets import DatedQuerySet
from ..roles import ADVOCATE_READERS, CONTACT_READERS
from ..scope import scoped
from ..triggers import (
    ADVOCACIES_ARE_LOGGED,
    ADVOCACIES_STAY_WITH_THEIR_PERSON,
    CONTACTS_ARE_LOGGED,
    CONTACTS_STAY_WITH_THEIR_PERSON,
)
from .hubs import ENDS_AFTER_START, LAST_DAY_FIRST
from .register import School


class PersonAtSchool(models.Model):
    """Base of Advocate and SchoolContact: a post at a school from a day to a day."""

    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


@pghistory.track()
class Advocate(PersonAtSchool):
    """A Mastery Advocate: a teacher of the department who took part in a Development Work Group. A school has two."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="advocacies")
    school = models.ForeignKey(School, models.PROTECT, related_name="advocates")
    post = models.CharField("post in the department", max_length=100, blank=True)
    development_group = models.CharField("Development Work Group", max_length=150, blank=True)
    development_year = models.PositiveSmallIntegerField("year of that group", null=True, blank=True)

    objects = scoped("school", ADVOCATE_READERS, queryset=DatedQuerySet)

    class Meta:
        verbose_name = "Mastery Advocate"
        ordering = ["school", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START, name="advocacy_ends_after_start", violation_error_message=LAST_DAY_FIRST
            ),
            models.UniqueConstraint(
                fields=["user", "school"],
                condition=Q(ends_on__isnull=True),
                name="one_open_advocacy_a_school",
                violation_error_message="This person is already an Advocate at this school.",
            ),
        ]
        triggers = [protect_from_delete("advocates_stay"), ADVOCACIES_ARE_LOGGED, ADVOCACIES_STAY_WITH_THEIR_PERSON]

    def __str__(self) -> str:
        return f"{self.user}, Advocate at {self.school}"


@pghistory.track()
class SchoolContact(PersonAtSchool):
    """A person the programme deals with at a school: headteacher, head of department or finance contact."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contact_posts")
    school = models.ForeignKey(School, models.PROTECT, related_name="contacts")
    role = models.CharField(max_length=20, choices=ContactRole)
    own_name = models.CharField(
        "name, where several people share the mailbox",
        max_length=150, blank=True, default="", db_default="",
        help_text="Empty for the holder of the account. A contact with a name here is written to and does not sign in.",
    )  # fmt: skip

    objects = scoped("school", CONTACT_READERS, queryset=DatedQuerySet)

    class Meta:
        verbose_name = "school contact"
        ordering = ["school", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START, name="contact_ends_after_start", violation_error_message=LAST_DAY_FIRST
            ),
            models.UniqueConstraint(
                fields=["user", "school", "role", "own_name"],
                condition=Q(ends_on__isnull=True),
                name="one_open_contact_a_role",
                violation_error_message="This person already holds this post at this school.",
            ),
        ]
        triggers = [protect_from_delete("contacts_stay"), CONTACTS_ARE_LOGGED, CONTACTS_STAY_WITH_THEIR_PERSON]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display().lower()} at {self.school}"

    @property
    def name(self) -> str:
        """Return the contact's name: their own where they share the mailbox of another person's account."""
        return self.own_name or str(self.user)
