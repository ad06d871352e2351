"""Specialists and their assignments in Django admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from sustaining.accounts.actions import send_invitation
from sustaining.common.admin import BaseAdmin, CheckedInline, WrittenByPages

from .models import Assignment, Specialist, SpecialistDate, SpecialistHub, SpecialistTerm, SpecialistYear


class HubInline(CheckedInline):
    """The hubs that a Specialist works for."""

    model = SpecialistHub
    identity_fields = ("hub",)
    autocomplete_fields = ["hub"]


class DaysInline(CheckedInline):
    """The days that a Specialist can give in a year, where they differ from the usual ones."""

    model = SpecialistYear
    can_delete = False
    identity_fields = ("academic_year",)


class TermInline(CheckedInline):
    """The weekdays of terms on which a Specialist is free."""

    model = SpecialistTerm
    identity_fields = ("academic_year", "term")


class DateInline(CheckedInline):
    """Single dates on which a Specialist is free, or is not."""

    model = SpecialistDate
    identity_fields = ("on",)


@admin.register(Specialist)
class SpecialistAdmin(BaseAdmin):
    list_display = ["user", "home_school", "accredited_in", "days_a_year", "ends_on"]
    list_filter = ["hubs", "accredited_in"]
    list_select_related = ["user", "home_school"]
    search_fields = ["user__full_name", "user__email", "home_school__name", "=home_school__urn"]
    autocomplete_fields = ["user", "home_school"]
    inlines = [HubInline, DaysInline, TermInline, DateInline]
    identity_fields = ("user",)
    readonly_fields = ["ends_on"]  # the page Leaves on hands over what is open

    def save_model(self, request: HttpRequest, obj: Specialist, form: Any, change: bool) -> None:
        """Invite a new Specialist, unless they have signed in before."""
        super().save_model(request, obj, form, change)
        if not change:
            now, by, school = timezone.now(), request.user, obj.home_school
            place, role = str(school), "Mastery Specialist"
            send_invitation(obj.user, role=role, place=place, hub=school.hub, by=by, now=now)  # type: ignore[arg-type]


@admin.register(Assignment)
class AssignmentAdmin(WrittenByPages):
    list_display = ["specialist", "school_name", "project", "days", "starts_on", "ends_on"]
    list_filter = ["participation__project__academic_year", "participation__hub"]
    list_select_related = ["specialist__user", "participation__school", "participation__project"]
    search_fields = ["specialist__user__full_name", "participation__school__name", "=participation__school__urn"]
    autocomplete_fields = ["specialist", "participation"]
    readonly_fields = ["taken_back_by", "taken_back_at"]
    identity_fields = ("specialist", "participation")

    @admin.display(description="school", ordering="participation__school__sort_name")
    def school_name(self, assignment: Assignment) -> str:
        return assignment.school.name

    @admin.display(ordering="participation__project__code")
    def project(self, assignment: Assignment) -> str:
        return assignment.participation.project.code
