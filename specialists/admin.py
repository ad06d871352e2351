"""Specialists and their assignments in Django admin."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import CarefulAdmin

from .models import Assignment, Specialist, SpecialistHub


class HubInline(admin.TabularInline):
    """The hubs that a Specialist works for."""

    model = SpecialistHub
    extra = 0
    autocomplete_fields = ["hub"]


@admin.register(Specialist)
class SpecialistAdmin(CarefulAdmin):
    list_display = ["user", "home_school", "accredited_in", "days_a_year", "ends_on"]
    list_filter = ["hubs", "accredited_in"]
    list_select_related = ["user", "home_school"]
    search_fields = ["user__full_name", "user__email", "home_school__name", "=home_school__urn"]
    autocomplete_fields = ["user", "home_school"]
    inlines = [HubInline]


@admin.register(Assignment)
class AssignmentAdmin(CarefulAdmin):
    list_display = ["specialist", "school_name", "project", "days", "starts_on", "ends_on"]
    list_filter = ["participation__project__academic_year", "participation__school__hub"]
    list_select_related = ["specialist__user", "participation__school", "participation__project"]
    search_fields = ["specialist__user__full_name", "participation__school__name", "=participation__school__urn"]
    autocomplete_fields = ["specialist", "participation"]

    @admin.display(description="school", ordering="participation__school__name")
    def school_name(self, assignment: Assignment) -> str:
        return assignment.school.name

    @admin.display(ordering="participation__project__code")
    def project(self, assignment: Assignment) -> str:
        return assignment.participation.project.code
