"""Impact reports in Django admin: to look at; they are written on the site."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import ImpactReport


@admin.register(ImpactReport)
class ImpactReportAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "academic_year", "written_by", "written_at"]
    list_filter = ["academic_year"]
    list_select_related = ["school", "hub", "written_by"]
    search_fields = ["school__name", "=school__urn", "hub__name"]
