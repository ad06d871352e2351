"""Uploaded files of the register: checked before they are loaded, and kept with their report."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from sustaining.common.clock import london_day
from sustaining.common.moves import Moves, protect_from_delete

from ..querysets import AdministratorsQuerySet


class LoadState(models.TextChoices):
    """State of an uploaded file."""

    UPLOADED = "uploaded", "Being checked"
    CHECKED = "checked", "Checked: nothing is changed yet"
    WANTED = "wanted", "Being loaded"
    LOADED = "loaded", "Loaded"
    REFUSED = "refused", "Not the register"


LOAD_MOVES = Moves(
    start={LoadState.UPLOADED},
    check=({LoadState.UPLOADED}, LoadState.CHECKED),
    want=({LoadState.CHECKED}, LoadState.WANTED),
    load=({LoadState.WANTED}, LoadState.LOADED),
    refuse=({LoadState.UPLOADED, LoadState.WANTED}, LoadState.REFUSED),
    one_way={
        "check": "nothing is changed yet. Upload another file instead.",
        "want": "the file is being loaded. The next file of the register corrects it.",
    },
    final={
        LoadState.LOADED: "the next file of the register corrects it.",
        LoadState.REFUSED: "nothing was loaded. Upload the file again.",
    },
)


@pghistory.track(exclude=["content", "links"])
class RegisterLoad(models.Model):
    """An upload of GIAS. `content` and `links` are the files, compressed with gzip; `rows` is the approximate number.

    `report` is a list of sentences, `changes` the first twenty differences.
    """

    name = models.CharField("file", max_length=200)
    content = models.BinaryField()
    links = models.BinaryField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=LoadState, default=LoadState.UPLOADED)
    report = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    shortfall = models.TextField("why it is not the whole register", blank=True, db_default="", default="")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="register_loads")
    uploaded_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = AdministratorsQuerySet.as_manager()

    class Meta:
        app_label = "schools"
        verbose_name = "register upload"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("uploaded", "checked", "wanted")) | Q(settled_at__isnull=False),
                name="settled_load_has_its_moment",
            ),
        ]
        triggers = [LOAD_MOVES.trigger("register_load_moves"), protect_from_delete("register_loads_stay")]

    def __str__(self) -> str:
        day = london_day(self.uploaded_at)
        return f"{self.name}, {day.day} {day:%B %Y}"
