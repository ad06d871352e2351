"""The marker of a training site in Django admin."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import TrainingSite


@admin.register(TrainingSite)
class TrainingSiteAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "loaded_at"]
    list_filter = ["loaded_at"]
