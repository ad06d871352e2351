"""Hubs, the register, people in schools, projects and participation in Django admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from sustaining.common.admin import CarefulAdmin

from .models import Advocate, Hub, HubAuthority, HubStaff, Participation, Project, School, SchoolContact


class AuthorityInline(admin.TabularInline):
    """The local authorities that a hub serves."""

    model = HubAuthority
    extra = 0


class StaffInline(admin.TabularInline):
    """The hub's people; a post ends by its last day, never by deletion."""

    model = HubStaff
    extra = 0
    can_delete = False
    autocomplete_fields = ["user"]


@admin.register(Hub)
class HubAdmin(CarefulAdmin):
    list_display = ["name", "region", "lead_school", "contact_email"]
    list_filter = ["region"]
    search_fields = ["name", "lead_school"]
    inlines = [StaffInline, AuthorityInline]


@admin.register(HubStaff)
class HubStaffAdmin(CarefulAdmin):
    list_display = ["user", "hub", "role", "starts_on", "ends_on"]
    list_filter = ["role", "hub"]
    list_select_related = ["user", "hub"]
    search_fields = ["user__full_name", "user__email", "hub__name"]
    autocomplete_fields = ["user", "hub"]


@admin.register(School)
class SchoolAdmin(CarefulAdmin):
    list_display = ["urn", "name", "town", "phase", "status", "hub"]
    list_filter = ["status", "phase", "hub"]
    list_select_related = ["hub"]
    search_fields = ["name", "=urn", "postcode", "town"]
    autocomplete_fields = ["hub", "successor"]
    # What the register says is mended in the register: an import would write it over.
    REGISTER = [
        "urn", "name", "local_authority", "establishment_type", "type_group", "phase", "status", "low_age", "high_age",
        "street", "locality", "address3", "town", "county", "postcode", "website", "telephone", "trust_code",
        "trust_name", "ukprn", "easting", "northing", "opened_on", "closed_on", "register_changed_on",
    ]  # fmt: skip
    fields = ["hub", "hub_is_by_hand", "successor", *REGISTER]
    readonly_fields = REGISTER

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Schools come from GIAS: `manage.py import_gias`."""
        return False


class PostAdmin(CarefulAdmin):
    """People at schools, alike for Advocates and contacts."""

    list_select_related = ["user", "school"]
    search_fields = ["user__full_name", "user__email", "school__name", "=school__urn"]
    autocomplete_fields = ["user", "school"]


@admin.register(Advocate)
class AdvocateAdmin(PostAdmin):
    list_display = ["user", "school", "post", "development_group", "development_year", "starts_on", "ends_on"]
    list_filter = ["development_year", "school__hub"]


@admin.register(SchoolContact)
class SchoolContactAdmin(PostAdmin):
    list_display = ["user", "school", "role", "starts_on", "ends_on"]
    list_filter = ["role", "school__hub"]


@admin.register(Project)
class ProjectAdmin(CarefulAdmin):
    list_display = ["code", "title", "stage", "year", "release_grant", "support_days", "places"]
    list_filter = ["academic_year", "stage"]
    search_fields = ["code", "title"]
    autocomplete_fields = ["requires"]
    actions = ["roll_forward"]

    @admin.action(description="Roll forward to the next academic year")
    def roll_forward(self, request: HttpRequest, queryset: Any) -> None:
        """Copy projects into the year after, dates to be announced; past years stay as they were."""
        for project in queryset:
            copy = project.rolled_forward()
            if Project.objects.filter(code=copy.code).exists():
                self.message_user(request, f"{copy.code} is there already.")
                continue
            copy.save()
            self.message_user(request, f"{copy.code} is made. Edit what is new this year.")


@admin.register(Participation)
class ParticipationAdmin(CarefulAdmin):
    list_display = ["school", "project", "state", "focus", "enrolled_at", "overridden_by"]
    list_filter = ["state", "project__academic_year", "project", "school__hub"]
    list_select_related = ["school", "project", "overridden_by"]
    search_fields = ["school__name", "=school__urn", "project__code"]
    date_hierarchy = "enrolled_at"
    readonly_fields = [
        "school", "project", "state", "enrolled_by", "enrolled_at", "override_reason", "overridden_by", "ended_on",
        "end_reason",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Enrolment has consequences (invitations, plan, grant): the site's own page does it."""
        return False
