"""Applications to take part: a hub's call and its own questions, a school's application and its answers."""

from __future__ import annotations

from datetime import datetime

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from schools.models import Hub, Participation, PrivacyNotice, Project, School
from schools.triggers import takes_nothing_new
from sustaining.common.moves import Moves, protect_from_delete
from sustaining.common.status import StatusMixin

from .choices import APPLICATION_STATUSES, ApplicationState, HeadAnswer, QuestionKind
from .querysets import ApplicationQuerySet, CallQuerySet, hub_manager
from .triggers import ANSWERS_STAND, CALLS_STAY_AT_THEIR_HUB, NEVER_FEWER_THAN_TAKEN, NEVER_OVERSOLD

AT_THE_HUB = ("submitted", "offered", "waitlisted", "accepted")


@pghistory.track()
class Call(models.Model):
    """A project that a hub opens to its schools, with places and times. Without an opening time it is to be announced."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="calls")
    project = models.ForeignKey(Project, models.PROTECT, related_name="calls")
    places = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(500)])
    opens_at = models.DateTimeField(null=True, blank=True, help_text="Leave empty if to be announced.")
    closes_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(
        "what your schools should know", blank=True, help_text="Shown above the form, in the hub's own words."
    )

    objects = hub_manager("hub", CallQuerySet)

    class Meta:
        verbose_name = "call for applications"
        verbose_name_plural = "calls for applications"
        ordering = ["-project__academic_year", "project__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "project"],
                name="one_call_a_hub_and_project",
                violation_error_message="This hub has already opened applications for this project.",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(opens_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message="Closing time must be after the opening time.",
            ),
        ]
        triggers = [
            NEVER_FEWER_THAN_TAKEN,
            CALLS_STAY_AT_THEIR_HUB,
            protect_from_delete("calls_stay"),
            takes_nothing_new("merged_hubs_open_no_calls"),
        ]

    def __str__(self) -> str:
        return f"{self.project.code}, {self.hub}"

    def get_absolute_url(self) -> str:
        return reverse("applications:call", args=[self.pk])

    def is_open(self, now: datetime) -> bool:
        """Return whether it accepts applications at `now`."""
        return self.opens_at is not None and self.opens_at <= now and not self.is_closed(now)

    def is_closed(self, now: datetime) -> bool:
        """Return whether its closing time has passed."""
        return self.closes_at is not None and self.closes_at <= now


@pghistory.track()
class Question(models.Model):
    """A hub's own question. A removed question keeps its row (`taken_out_at`), because answers refer to it."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    words = models.CharField("the question", max_length=250)
    help = models.CharField("help", max_length=250, blank=True, help_text="A sentence below the question.")
    kind = models.CharField("takes", max_length=10, choices=QuestionKind, default=QuestionKind.LONG)
    choices = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    required = models.BooleanField("must be answered", default=True)
    taken_out_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = hub_manager("call__hub")

    class Meta:
        ordering = ["call", "position", "pk"]
        triggers = [protect_from_delete("questions_stay")]

    def __str__(self) -> str:
        return self.words

    @property
    def hub_id(self) -> int:
        """Return the hub of its call, for permission rules."""
        return self.call.hub_id


@pghistory.track()
class Interest(models.Model):
    """An address to email when a project opens: at one hub, or at any. It is written to once its owner has confirmed it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="interests")
    hub = models.ForeignKey(Hub, models.PROTECT, null=True, blank=True, related_name="interests")
    email = models.EmailField("email address", max_length=254)
    left_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When the owner confirmed it.")

    objects = hub_manager("hub")

    class Meta:
        verbose_name = "registered interest"
        verbose_name_plural = "registered interests"
        ordering = ["-left_at"]
        constraints = [
            models.UniqueConstraint("project", Lower("email"), name="one_interest_a_project"),
        ]

    def __str__(self) -> str:
        return self.email


APPLICATION_MOVES = Moves(
    start={ApplicationState.DRAFT},
    submit=({ApplicationState.DRAFT}, ApplicationState.SUBMITTED),
    offer=({ApplicationState.SUBMITTED, ApplicationState.WAITLISTED}, ApplicationState.OFFERED),
    waitlist=({ApplicationState.SUBMITTED}, ApplicationState.WAITLISTED),
    decline=({ApplicationState.SUBMITTED, ApplicationState.WAITLISTED}, ApplicationState.DECLINED),
    accept=({ApplicationState.OFFERED}, ApplicationState.ACCEPTED),
    withdraw=(
        {
            ApplicationState.DRAFT,
            ApplicationState.SUBMITTED,
            ApplicationState.WAITLISTED,
            ApplicationState.OFFERED,
        },
        ApplicationState.WITHDRAWN,
    ),
    reconsider=(
        {
            ApplicationState.OFFERED,
            ApplicationState.WAITLISTED,
            ApplicationState.DECLINED,
            ApplicationState.WITHDRAWN,
        },
        ApplicationState.SUBMITTED,
    ),
    one_way={
        "submit": "the hub reads it. The school can withdraw it until it accepts a place.",
        "withdraw": "one that was never submitted is started again. Any other can be reconsidered by the hub.",
    },
    final={
        ApplicationState.ACCEPTED: "the school takes part: its year has been opened. It can withdraw from the project.",
    },
)


@pghistory.track()
class Application(StatusMixin, models.Model):
    """A school's application to a hub's call. Texts are empty until answered; `form_sections.py` knows what is missing."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    school = models.ForeignKey(School, models.PROTECT, related_name="applications")
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    state_since = models.DateTimeField()
    begun_at = models.DateTimeField()
    contact_name = models.CharField("name of the applicant", max_length=150)
    contact_email = models.EmailField("address of the applicant", max_length=254)
    leader_name = models.CharField("head of department", max_length=150, blank=True)
    leader_email = models.EmailField("address of the head of department", max_length=254, blank=True)
    head_name = models.CharField("headteacher", max_length=150, blank=True)
    head_email = models.EmailField("address of the headteacher", max_length=254, blank=True)
    head_asked_at = models.DateTimeField(null=True, blank=True)
    head_answer = models.CharField("headteacher’s answer", max_length=10, choices=HeadAnswer, blank=True)
    head_answered_at = models.DateTimeField(null=True, blank=True)
    head_words = models.TextField("headteacher’s comment", blank=True)
    worked_before = models.TextField("work with the hub before", blank=True)
    priorities = models.TextField("priorities of the department", blank=True)
    focus = models.CharField(max_length=1, blank=True)
    hopes = models.TextField("what the school hopes to achieve", blank=True)
    declared_by = models.CharField("declared by", max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    notice = models.ForeignKey(
        PrivacyNotice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The privacy notice version at the declaration.",
    )
    override_reason = models.TextField("reason for the exception", blank=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="overridden_applications"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_applications"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField("reply to the offer by", null=True, blank=True)
    participation = models.OneToOneField(
        Participation, models.PROTECT, null=True, blank=True, related_name="application"
    )

    STATUSES = APPLICATION_STATUSES

    objects = hub_manager("call__hub", ApplicationQuerySet)

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "school"],
                condition=Q(state__in=AT_THE_HUB),
                name="one_application_a_school_and_call",
                violation_error_message="Someone from this school has already applied.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(submitted_at__isnull=False),
                name="at_the_hub_means_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("offered", "waitlisted", "declined", "accepted"))
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="application_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(participation__isnull=False), name="accepted_means_taking_part"
            ),
            models.CheckConstraint(
                condition=Q(override_reason="", overridden_by__isnull=True)
                | (~Q(override_reason="") & Q(overridden_by__isnull=False)),
                name="application_override_has_reason_and_person",
            ),
        ]
        indexes = [models.Index(fields=["call", "state"], name="application_by_state")]
        triggers = [
            APPLICATION_MOVES.trigger("application_moves"),
            NEVER_OVERSOLD,
            protect_from_delete("applications_stay"),
        ]

    def __str__(self) -> str:
        return f"Application of {self.school}"

    def get_absolute_url(self) -> str:
        return reverse("applications:application", args=[self.pk])

    @property
    def hub_id(self) -> int:
        """Return the hub that receives it, for permission rules."""
        return self.call.hub_id

    @property
    def is_open(self) -> bool:
        """Return whether the school may still do something about it."""
        return "withdraw" in APPLICATION_MOVES.open_to(self)

    @property
    def focus_title(self) -> str:
        """Return the text of the focus that the school would prefer; empty when it prefers none."""
        return self.call.project.focus_title(self.focus)

    @property
    def is_offered(self) -> bool:
        """Return whether a place is offered and not yet answered."""
        return self.state == ApplicationState.OFFERED


@pghistory.track()
class ApplicantAdvocate(models.Model):
    """One of the two teachers named as Mastery Advocates. `experience` is in years of teaching."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="advocates")
    number = models.PositiveSmallIntegerField()
    full_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField("email address", max_length=254, blank=True)
    post = models.CharField("post in the department", max_length=100, blank=True)
    experience = models.PositiveSmallIntegerField("years of teaching", null=True, blank=True)
    development_group = models.CharField("Development Work Group", max_length=150, blank=True)
    development_year = models.PositiveSmallIntegerField("year of that group", null=True, blank=True)

    objects = hub_manager("application__call__hub")

    class Meta:
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="an_applicant_advocate_once"),
            models.CheckConstraint(condition=Q(number__in=(1, 2)), name="two_applicant_advocates"),
        ]
        triggers = [ANSWERS_STAND]

    def __str__(self) -> str:
        return self.full_name or f"Advocate {self.number}"


@pghistory.track()
class Answer(models.Model):
    """An answer to a hub's question, with the wording it answered. `text` holds a date as ISO, a yes as `yes`."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    asked = models.CharField("the question as it was asked", max_length=250)
    kind = models.CharField(max_length=10, choices=QuestionKind)
    text = models.TextField(blank=True)

    objects = hub_manager("application__call__hub")

    class Meta:
        ordering = ["application", "question__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="an_answer_a_question")]
        triggers = [ANSWERS_STAND]

    def __str__(self) -> str:
        return self.asked


@pghistory.track()
class Note(models.Model):
    """A note of the hub's staff on an application; never shown to the school."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="application_notes")
    at = models.DateTimeField()
    text = models.TextField(max_length=4000)

    objects = hub_manager("application__call__hub")

    class Meta:
        ordering = ["at", "pk"]
        triggers = [protect_from_delete("notes_stay")]

    def __str__(self) -> str:
        return f"Note by {self.by}"
