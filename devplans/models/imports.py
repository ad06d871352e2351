"""Plans that departments bring in: a Word document or pasted text, its parts until they are saved, and what was added."""

from __future__ import annotations

from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import School
from sustaining.common.counts import join_words
from sustaining.common.decoding import decode
from sustaining.common.files import Decoded
from sustaining.common.moves import done_by_somebody, protect_from_delete
from sustaining.common.people import Reader
from sustaining.common.sheet_uploads import OwnUploads, SheetUpload
from sustaining.common.word_uploads import LIMITS

from ..plan_parser import parse_plan
from .plans import Plan


class PlanImports(OwnUploads):
    """Plans brought in, for the people who did so."""

    def visible_to(self, user: Reader) -> Self:
        """Return what this person brought in, at schools whose plan they still see."""
        return super().visible_to(user).filter(plan__in=Plan.objects.visible_to(user))


@pghistory.track(exclude=["file", "thumbnail", "rows", "read_as"])
class PlanImport(SheetUpload):
    """An existing plan that somebody brings in. `rows` holds its parts until they are saved, a day at most.

    What was added is known afterwards by keys alone: `aims`, and for each text of the plan its length before. `digest` is
    that of what was added, to see whether any of it has changed.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="imports")
    aims = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    action_count = models.PositiveSmallIntegerField(default=0, editable=False)
    text_lengths = models.JSONField(
        default=dict, blank=True, editable=False, help_text="How long each text of the plan was before, by its field."
    )
    digest = models.CharField("SHA-256 of what was added", max_length=64, blank=True, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = PlanImports.as_manager()

    class Meta:
        ordering = ["-added_at"]
        verbose_name = "imported plan"
        verbose_name_plural = "imported plans"
        constraints = [
            done_by_somebody("undone", name="plan_import_undone_by_somebody"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(saved_at__isnull=False), name="only_a_saved_import_is_undone"
            ),
        ]
        triggers = [protect_from_delete("plan_imports_stay")]

    def get_absolute_url(self) -> str:
        return reverse("devplans:check-import", args=[self.school.urn, self.pk])

    @property
    def school(self) -> School:
        """Return the school that the plan belongs to."""
        return self.plan.school

    @property
    def summary(self) -> str:
        """Return what was added: `4 aims and 9 actions`."""
        counts = [(len(self.aims), "aim"), (self.action_count, "action"), (len(self.text_lengths), "section")]
        phrases = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count]
        return join_words(phrases)

    def decode_content(self, content: bytes) -> Decoded:
        """Read the document in a process with limits, and return its parts. Raise DomainError with a sentence."""
        document, _ = decode("words", content, **LIMITS)
        return Decoded(values={"rows": parse_plan(document["blocks"])})
