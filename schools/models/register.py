"""The register of schools (GIAS)."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from sustaining.common.folded import sort_key_column
from sustaining.common.moves import protect_from_delete

from ..fulltext import SEARCH_VECTOR
from ..querysets import SchoolQuerySet
from ..roles import EVERYONE
from ..scope import scoped
from ..triggers import takes_nothing_new
from .hubs import Hub


# History by statement, not by row: an import writes 50,000 of them in one.
@pghistory.track(level=pghistory.Statement, exclude=["found_by", "sort_name"])
class School(models.Model):
    """An establishment from the register (GIAS), never entered by hand. `urn` is its six-digit Unique Reference Number."""

    urn = models.PositiveIntegerField("URN", unique=True)
    name = models.CharField(max_length=150)
    sort_name = sort_key_column("name")
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
        "hub set by hand", default=False, help_text="The import doesn’t change this school’s hub."
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", db_index=False
    )

    found_by = models.GeneratedField(expression=SEARCH_VECTOR, output_field=SearchVectorField(), db_persist=True)

    objects = scoped("pk", EVERYONE, queryset=SchoolQuerySet)

    class Meta:
        ordering = ["sort_name", "urn"]
        constraints = [
            models.CheckConstraint(condition=Q(urn__range=(100000, 999999)), name="urn_has_six_digits"),
        ]
        indexes = [
            models.Index(fields=["hub", "sort_name"], name="school_by_hub"),
            models.Index(fields=["successor"], name="school_by_successor", condition=Q(successor__isnull=False)),
            # New words wait in a list of 256 kB at most, or an import would sort in each by itself; it empties the list.
            GinIndex(fields=["found_by"], name="school_by_words", fastupdate=True, gin_pending_list_limit=256),
        ]
        triggers = [
            protect_from_delete("schools_stay"),
            takes_nothing_new("merged_hubs_get_no_schools", pgtrigger.Insert | pgtrigger.UpdateOf("hub_id")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("desk:school", args=[self.urn])

    @property
    def school(self) -> School:
        """Return the school itself, so that rules can use `.school` on anything that belongs to a school."""
        return self

    @property
    def address(self) -> list[str]:
        """Return the lines of the address that are not empty."""
        lines = [self.street, self.locality, self.address3, self.town, self.county, self.postcode]
        return [line for line in lines if line]

    @property
    def is_open(self) -> bool:
        """Return whether the school is open, including one that is proposed to close."""
        return self.status.startswith("Open")
