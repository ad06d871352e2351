"""Claims, their lines, messages and files."""

from __future__ import annotations

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import Hub, School
from schools.roles import MONEY_READERS, MONEY_TEXT_READERS
from schools.scope import scoped_by_participation
from sustaining.common.files import StoredFile
from sustaining.common.moves import Moves, protect_from_delete
from sustaining.common.status import StatusMixin
from sustaining.outbox.links import sent_to
from sustaining.outbox.models import Link

from ..choices import CLAIM_STATUSES, ENDED_CLAIMS, ClaimState, Release
from ..instalment_triggers import CLAIMED_BY_INSTALMENT
from ..querysets import ClaimQuerySet
from ..triggers import CLAIM_AGREES_WITH_LEDGER, CLAIM_WITHIN_GRANT, LINES_FROZEN, another_person
from .grants import PENNY, Grant
from .instalments import Instalment
from .runs import PaymentRun

DECIDED_BY_ANOTHER = "You can’t decide a claim that you made."

CLAIM_MOVES = Moves(
    start={ClaimState.DRAFT},
    submit=({ClaimState.DRAFT, ClaimState.QUERIED}, ClaimState.SUBMITTED),
    answer=({ClaimState.QUERIED}, ClaimState.SUBMITTED),
    query=({ClaimState.SUBMITTED}, ClaimState.QUERIED),
    approve=({ClaimState.SUBMITTED}, ClaimState.APPROVED),
    reject=({ClaimState.SUBMITTED}, ClaimState.REJECTED),
    withdraw=({ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.QUERIED}, ClaimState.WITHDRAWN),
    include=({ClaimState.APPROVED}, ClaimState.IN_RUN),
    exclude=({ClaimState.IN_RUN}, ClaimState.APPROVED),
    pay=({ClaimState.IN_RUN}, ClaimState.PAID),
    unpay=({ClaimState.PAID}, ClaimState.APPROVED),
    reinstate=({ClaimState.APPROVED}, ClaimState.PAID),
    recall=({ClaimState.PAID}, ClaimState.IN_RUN),
    unapprove=({ClaimState.APPROVED}, ClaimState.SUBMITTED),
    reconsider=({ClaimState.REJECTED}, ClaimState.SUBMITTED),
    restore=({ClaimState.WITHDRAWN}, ClaimState.DRAFT),
)


@pghistory.track()
class Claim(StatusMixin, models.Model):
    """A school's claim on its grant.

    `total` is frozen at submission, `approved` at approval. People quote `reference`. The school gives payee and invoice
    number.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="claims")
    instalment = models.ForeignKey(
        Instalment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        help_text="Empty where the project’s grant is claimed item by item.",
    )
    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.DRAFT)
    total = models.DecimalField(max_digits=8, decimal_places=2, default=0, validators=[MinValueValidator(0)])
    approved = models.DecimalField("approved for", max_digits=8, decimal_places=2, null=True, blank=True)
    invoice_number = models.CharField(max_length=40, blank=True)
    payee = models.CharField("pay to", max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims_made")
    made_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="claims_submitted"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="claims_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, blank=True, related_name="claims")
    client_key = models.UUIDField(
        unique=True, editable=False, help_text="From the form, so that sending it twice makes one claim."
    )

    STATUSES = CLAIM_STATUSES

    objects = scoped_by_participation("grant__participation", MONEY_READERS, queryset=ClaimQuerySet)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "instalment"],
                condition=~Q(state__in=ENDED_CLAIMS),
                name="one_claim_an_instalment",
                violation_error_message="This instalment has already been claimed.",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="claim_total_not_negative"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("made_by")) & (Q(submitted_by__isnull=True) | ~Q(decided_by=F("submitted_by")))),
                name="claim_decided_by_another",
                violation_error_message=DECIDED_BY_ANOTHER,
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "in_run", "paid", "rejected")) | Q(decided_by__isnull=False),
                name="decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=("approved", "in_run", "paid")) & Q(approved__isnull=True))
                | (Q(state__in=("approved", "in_run", "paid")) & Q(approved__gt=0) & Q(approved__lte=F("total"))),
                name="approved_up_to_the_total",
                violation_error_message="A claim can be approved for the amount claimed or less.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("in_run", "paid")) | Q(run__isnull=False), name="paid_in_a_run"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(total__gt=0), name="submitted_claims_something"
            ),
        ]
        triggers = [
            CLAIM_MOVES.trigger("claim_moves"),
            another_person(
                "claim_decided_by_another", "decided_by_id", ("made_by_id", "submitted_by_id"), DECIDED_BY_ANOTHER
            ),
            CLAIM_WITHIN_GRANT,
            CLAIMED_BY_INSTALMENT,
            CLAIM_AGREES_WITH_LEDGER,
            protect_from_delete("claims_stay"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("funding:claim", args=[self.reference])

    @property
    def title(self) -> str:
        """Return what a sentence calls it."""
        return f"Claim {self.reference}"

    @property
    def school(self) -> School:
        """Return the school that claims."""
        return self.grant.participation.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.grant.participation.hub

    @property
    def payable(self) -> Decimal:
        """Return the approved GBP, or the claimed GBP before a decision."""
        return self.total if self.approved is None else self.approved

    @property
    def lines_key(self) -> str:
        """Return a key of the lines as they are: each save writes new rows. A form sends back the one it was opened with."""
        return "-".join(str(pk) for pk in sorted(self.lines.values_list("pk", flat=True)))

    @property
    def is_with_school(self) -> bool:
        """Return whether its school may still change it."""
        return self.state in (ClaimState.DRAFT, ClaimState.QUERIED)

    @property
    def is_queried(self) -> bool:
        """Return whether the hub waits for the school's answer."""
        return self.state == ClaimState.QUERIED

    @property
    def is_rejected(self) -> bool:
        """Return whether it was decided against."""
        return self.state == ClaimState.REJECTED


@pghistory.track()
class ClaimLine(models.Model):
    """One release of a teacher: the day, the teacher, the cost in GBP. Fixed once the claim is submitted.

    The one item of an instalment has the day on which its condition was met, in words in `occasion_words`, and no teacher.
    `occasion` is the key of the session or meeting that the teacher was released for (`session:12`), `occasion_words` its
    description at the time. `explanation` answers the question about an odd line.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines")
    released_on = models.DateField("date")
    teacher = models.CharField("teacher released", max_length=120)
    length = models.CharField("released for", max_length=5, choices=Release, default=Release.WHOLE)
    hours = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(PENNY)])
    occasion = models.CharField(max_length=40, blank=True)
    occasion_words = models.CharField("for", max_length=200, blank=True)
    explanation = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = scoped_by_participation("claim__grant__participation", MONEY_READERS)

    class Meta:
        verbose_name = "claim item"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cost__gt=0), name="line_costs_something"),
            models.CheckConstraint(
                condition=(Q(length="hours") & Q(hours__gt=0) & Q(hours__lte=10))
                | (~Q(length="hours") & Q(hours__isnull=True)),
                name="hours_where_hours_are_claimed",
            ),
        ]
        triggers = [LINES_FROZEN]

    def __str__(self) -> str:
        return f"{self.teacher or self.occasion_words}, {self.released_on.day} {self.released_on:%B %Y}"

    @property
    def school(self) -> School:
        """Return the school that claims."""
        return self.claim.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.claim.hub

    @property
    def initials(self) -> str:
        """Return initials (`N. H.`), for readers who may not see names."""
        return " ".join(f"{word[0]}." for word in self.teacher.replace(".", " ").split()[:3])


@pghistory.track()
class Message(models.Model):
    """The hub's query about a claim, or its school's answer. Append-only."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="messages")
    words = models.TextField()
    from_hub = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="claim_messages")
    link = models.ForeignKey(
        Link, models.PROTECT, null=True, blank=True, related_name="+", help_text="The link it was written with, if any."
    )
    at = models.DateTimeField()

    objects = scoped_by_participation("claim__grant__participation", MONEY_TEXT_READERS)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "claim message"
        verbose_name_plural = "claim messages"
        triggers = [pgtrigger.Protect(name="messages_stand", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.author} about {self.claim}"

    @property
    def author(self) -> str:
        """Return the author's name. An answer by link has no signed-in author: name the link's recipient."""
        return sent_to(self.link) or str(self.by)

    @property
    def school(self) -> School:
        """Return the school that claims."""
        return self.claim.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.claim.hub


@pghistory.track(exclude=["file", "thumbnail"])
class ClaimFile(StoredFile):
    """A file of a claim: an invoice, or evidence for a sample."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="files")
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = scoped_by_participation("claim__grant__participation", MONEY_TEXT_READERS)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = "claim file"
        verbose_name_plural = "claim files"
        triggers = [protect_from_delete("claim_files_stay")]

    @property
    def school(self) -> School:
        """Return the school that claims."""
        return self.claim.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.claim.hub
