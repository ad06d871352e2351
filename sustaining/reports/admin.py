"""Impact reports and frozen returns in Django admin, to read; they are made on the site."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import CompletionReturn, ImpactReport


@admin.register(ImpactReport)
class ImpactReportAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "academic_year", "written_by", "written_at"]
    list_filter = ["academic_year"]
    list_select_related = ["school", "hub", "written_by"]
    search_fields = ["school__name", "=school__urn", "hub__name"]


@admin.register(CompletionReturn)
class CompletionReturnAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "taken_for", "schools", "completed", "taken_by", "taken_at"]
    list_filter = ["academic_year", "point"]
    list_select_related = ["hub", "taken_by"]
    search_fields = ["hub__name"]
