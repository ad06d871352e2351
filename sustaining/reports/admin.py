"""Impact reports and frozen returns in Django admin, to read; they are made on the site."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import CompletionReturn, ImpactLink, ImpactReport, ProgrammeReturn, ReturnColumns, SetAsideProblem


@admin.register(ImpactReport)
class ImpactReportAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "academic_year", "written_by", "written_at"]
    list_filter = ["academic_year"]
    list_select_related = ["school", "hub", "written_by"]
    search_fields = ["school__name", "=school__urn", "hub__name"]


@admin.register(ImpactLink)
class ImpactLinkAdmin(ReadOnlyAdmin):
    list_display = ["report", "sent_to", "ends_on", "made_by", "made_at", "ended_at"]
    list_filter = ["ends_on"]
    list_select_related = ["report__school", "report__hub", "made_by"]
    search_fields = ["sent_to", "report__school__name", "report__hub__name"]


@admin.register(CompletionReturn)
class CompletionReturnAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "taken_for", "schools", "completed", "taken_by", "taken_at"]
    list_filter = ["academic_year", "point"]
    list_select_related = ["hub", "taken_by"]
    search_fields = ["hub__name"]


@admin.register(ProgrammeReturn)
class ProgrammeReturnAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "taken_for", "number", "taken_by", "taken_at"]
    list_filter = ["academic_year", "kind"]
    list_select_related = ["hub", "taken_by"]
    search_fields = ["hub__name"]


@admin.register(ReturnColumns)
class ReturnColumnsAdmin(ReadOnlyAdmin):
    list_display = ["kind", "changed_by", "changed_at"]
    list_filter = ["kind"]
    list_select_related = ["changed_by"]


@admin.register(SetAsideProblem)
class SetAsideProblemAdmin(ReadOnlyAdmin):
    list_display = ["check_name", "key", "hub", "set_aside_by", "set_aside_at", "taken_back_at"]
    list_filter = ["check_name"]
    list_select_related = ["hub", "set_aside_by"]
