"""Hubs, the register of schools, people in schools, projects and participations: everything else refers to them."""

from __future__ import annotations

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from sustaining.common.clock import today
from sustaining.common.moves import Moves, protect_from_delete
from sustaining.common.people import Reader
from sustaining.common.years import AcademicYear

from .choices import ContactRole, HubRole, ParticipationState, Stage
from .fulltext import SEARCH_VECTOR
from .querysets import (
    DatedQuerySet,
    HubQuerySet,
    ParticipationQuerySet,
    ProjectQuerySet,
    PublicQuerySet,
    SchoolQuerySet,
    current,
)
from .roles import ADVOCATE_READERS, CONTACT_READERS, EVERYONE
from .scope import scoped
from .triggers import POSTS_ARE_LOGGED

ENDS_AFTER_START = Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))


@pghistory.track()
class Hub(models.Model):
    """A Maths Hub: a partnership led by a lead school that holds the grant and answers for the money."""

    name = models.CharField(max_length=100, unique=True)
    region = models.CharField(max_length=60)
    lead_school = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField(max_length=254, blank=True, help_text="Replies to our e-mails go here.")

    objects = HubQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        triggers = [protect_from_delete("hubs_stay")]

    def __str__(self) -> str:
        return f"{self.name} Maths Hub"


@pghistory.track()
class HubAuthority(models.Model):
    """A local authority whose schools a hub serves. Each authority belongs to one hub."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="authorities")
    local_authority = models.CharField(max_length=100, unique=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["local_authority"]
        verbose_name = "local authority of a hub"
        verbose_name_plural = "local authorities of hubs"

    def __str__(self) -> str:
        return self.local_authority


class HubStaffQuerySet(DatedQuerySet):
    """Queries on hub staff."""

    def visible_to(self, user: Reader, *, on: date | None = None) -> HubStaffQuerySet:
        """Return the staff of the hubs that the user works for; all for programme administrators."""
        if user.is_active and user.is_superuser:
            return self.all()
        return self.filter(hub__in=HubStaff.of(user, on=on).values("hub"))


@pghistory.track()
class HubStaff(models.Model):
    """A person's post at a hub, with a first and, if ended, a last day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hub_posts")
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="staff")
    role = models.CharField(max_length=15, choices=HubRole)
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)

    objects = HubStaffQuerySet.as_manager()

    class Meta:
        verbose_name = "post at a hub"
        verbose_name_plural = "posts at hubs"
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START,
                name="post_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
            models.UniqueConstraint(
                fields=["user", "hub", "role"], condition=Q(ends_on__isnull=True), name="one_open_post_a_role"
            ),
        ]
        triggers = [protect_from_delete("posts_stay"), POSTS_ARE_LOGGED]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()} of {self.hub}"

    @classmethod
    def of(cls, user: Reader | int, *roles: str, on: date | None = None) -> models.QuerySet[HubStaff]:
        """Return the posts that an account, a viewer or a key holds on a day (default today), in any of `roles`.

        Without `roles`, posts of every role.
        """
        posts = cls._base_manager.filter(current(on or today()), user=getattr(user, "pk", user))
        return posts.filter(role__in=roles) if roles else posts


# History by statement, not by row: an import writes 50,000 of them in one.
@pghistory.track(level=pghistory.Statement, exclude=["found_by"])
class School(models.Model):
    """An establishment from the register (GIAS), never entered by hand. `urn` is its six-digit Unique Reference Number."""

    urn = models.PositiveIntegerField("URN", unique=True)
    name = models.CharField(max_length=150)
    local_authority = models.CharField(max_length=100, blank=True)
    establishment_type = models.CharField("type", max_length=100, blank=True)
    type_group = models.CharField(max_length=100, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=60, default="Open")
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    street = models.CharField(max_length=150, blank=True)
    locality = models.CharField(max_length=150, blank=True)
    address3 = models.CharField("address, third line", max_length=150, blank=True)
    town = models.CharField(max_length=100, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    website = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    trust_code = models.CharField(max_length=20, blank=True)
    trust_name = models.CharField("trust", max_length=200, blank=True)
    ukprn = models.CharField("UKPRN", max_length=10, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    register_changed_on = models.DateField("last changed in GIAS", null=True, blank=True)
    hub = models.ForeignKey(Hub, models.PROTECT, null=True, blank=True, related_name="schools", db_index=False)
    hub_is_by_hand = models.BooleanField(
        "hub set by hand", default=False, help_text="The import leaves the hub of this school alone."
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", db_index=False
    )

    found_by = models.GeneratedField(expression=SEARCH_VECTOR, output_field=SearchVectorField(), db_persist=True)

    objects = scoped("pk", EVERYONE, queryset=SchoolQuerySet)

    class Meta:
        ordering = ["name", "urn"]
        constraints = [
            models.CheckConstraint(condition=Q(urn__range=(100000, 999999)), name="urn_has_six_digits"),
        ]
        indexes = [
            models.Index(fields=["hub", "name"], name="school_by_hub"),
            models.Index(fields=["successor"], name="school_by_successor", condition=Q(successor__isnull=False)),
            GinIndex(fields=["found_by"], name="school_by_words", fastupdate=False),
        ]
        triggers = [protect_from_delete("schools_stay")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("desk:school", args=[self.urn])

    @property
    def school(self) -> School:
        """The school itself, so that rules can use `.school` on anything that belongs to a school."""
        return self

    @property
    def address(self) -> list[str]:
        """The lines of the address that are not empty."""
        lines = [self.street, self.locality, self.address3, self.town, self.county, self.postcode]
        return [line for line in lines if line]

    @property
    def is_open(self) -> bool:
        """Whether the school is open, including one that is proposed to close."""
        return self.status.startswith("Open")


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
            models.CheckConstraint(condition=ENDS_AFTER_START, name="advocacy_ends_after_start"),
            models.UniqueConstraint(
                fields=["user", "school"], condition=Q(ends_on__isnull=True), name="one_open_advocacy_a_school"
            ),
        ]
        triggers = [protect_from_delete("advocates_stay")]

    def __str__(self) -> str:
        return f"{self.user}, Advocate at {self.school}"


@pghistory.track()
class SchoolContact(PersonAtSchool):
    """A person the programme deals with at a school: headteacher, head of department or finance contact."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contact_posts")
    school = models.ForeignKey(School, models.PROTECT, related_name="contacts")
    role = models.CharField(max_length=20, choices=ContactRole)

    objects = scoped("school", CONTACT_READERS, queryset=DatedQuerySet)

    class Meta:
        verbose_name = "school contact"
        ordering = ["school", "role", "pk"]
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_START, name="contact_ends_after_start"),
            models.UniqueConstraint(
                fields=["user", "school", "role"], condition=Q(ends_on__isnull=True), name="one_open_contact_a_role"
            ),
        ]
        triggers = [protect_from_delete("contacts_stay")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()} at {self.school}"


@pghistory.track()
class Project(models.Model):
    """A National Collaborative Project of one year; everything about it changes each year, so none of it is code.

    `release_grant` is in GBP for each participation, `support_days` a Specialist's days for each school; each may be
    None. Dates that are not known yet are empty: *to be announced*.
    """

    code = models.CharField(max_length=12, unique=True, validators=[RegexValidator(r"^[A-Z]{2,5}\d{2}-\d{1,3}$")])
    title = models.CharField(max_length=150)
    stage = models.CharField(max_length=15, choices=Stage)
    academic_year = models.PositiveSmallIntegerField()
    foci = ArrayField(models.CharField(max_length=120), default=list, blank=True, help_text="In order: a, b, c, d.")
    release_grant = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    support_days = models.DecimalField(
        max_digits=4, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    has_work_groups = models.BooleanField(default=True)
    requires = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="required_by")
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    applications_open_on = models.DateField(null=True, blank=True)
    applications_close_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True, help_text="Leave empty while it is to be announced.")
    ends_on = models.DateField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-academic_year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(release_grant__isnull=True) | Q(release_grant__gte=0), name="release_grant_not_negative"
            ),
        ]
        triggers = [protect_from_delete("projects_stay")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def year(self) -> AcademicYear:
        """The academic year as a value."""
        return AcademicYear(self.academic_year)

    def rolled_forward(self) -> Project:
        """Return an unsaved copy for the next academic year: code renumbered, dates to be announced."""
        start = self.academic_year + 1
        head, number = self.code.split("-")
        copy = Project(
            code=f"{head.rstrip('0123456789')}{start % 100:02d}-{number}",
            academic_year=start,
            requires=None,
            **{name: getattr(self, name) for name in ("title", "stage", "foci", "release_grant", "support_days")},
        )
        copy.has_work_groups, copy.places = self.has_work_groups, self.places
        return copy

    def focus_title(self, letter: str) -> str:
        """Return the text of focus `a`, `b`, …; empty when there is none."""
        place = ord(letter) - ord("a") if len(letter) == 1 else -1
        return self.foci[place] if 0 <= place < len(self.foci) else ""


PARTICIPATION_MOVES = Moves(
    start={ParticipationState.ACTIVE},
    complete=({ParticipationState.ACTIVE}, ParticipationState.COMPLETED),
    withdraw=({ParticipationState.ACTIVE}, ParticipationState.WITHDRAWN),
)


@pghistory.track()
class Participation(models.Model):
    """A school's year in a project: one per school and project."""

    school = models.ForeignKey(School, models.PROTECT, related_name="participations")
    project = models.ForeignKey(Project, models.PROTECT, related_name="participations")
    state = models.CharField(max_length=10, choices=ParticipationState, default=ParticipationState.ACTIVE)
    focus = models.CharField(max_length=1, blank=True)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField()
    override_reason = models.TextField(
        "why it may take part all the same", blank=True, help_text="Kept when a hub lead overrides who can take part."
    )
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="overrides"
    )
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects = scoped("school", EVERYONE, queryset=ParticipationQuerySet)

    class Meta:
        ordering = ["-project__academic_year", "school__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "project"],
                name="one_participation_a_project",
                violation_error_message="This school takes part in this project already.",
            ),
            models.CheckConstraint(
                condition=(Q(override_reason="") & Q(overridden_by__isnull=True))
                | (~Q(override_reason="") & Q(overridden_by__isnull=False)),
                name="override_has_reason_and_person",
            ),
        ]
        triggers = [PARTICIPATION_MOVES.trigger("participation_moves"), protect_from_delete("participations_stay")]

    def __str__(self) -> str:
        return f"{self.school}, {self.project.code}"

    @property
    def hub(self) -> Hub | None:
        """The hub that the school belongs to."""
        return self.school.hub


from .gias.models import RegisterLoad  # noqa: E402  (Django finds an app's models here)
from .notices import PrivacyNotice  # noqa: E402
from .term_dates import TermDates  # noqa: E402

__all__ = [
    "Advocate",
    "Hub",
    "HubAuthority",
    "HubStaff",
    "Participation",
    "PrivacyNotice",
    "Project",
    "RegisterLoad",
    "School",
    "SchoolContact",
    "TermDates",
]
