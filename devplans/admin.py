"""Plans and sessions in Django admin: to look, and to mend words; what moves them is pressed on the site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from sustaining.common.admin import CarefulAdmin, ReadOnlyAdmin

from .models import Aim, Plan, PlanVersion, Session, SessionAdvocate, SessionAim, Step


class ReadOnlyInline(admin.TabularInline):
    """Rows to look at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False


class AimInline(ReadOnlyInline):
    """The aims of a plan."""

    model = Aim
    fields = ["title", "need_of", "horizon", "dropped_at"]
    readonly_fields = ["title", "need_of", "horizon", "dropped_at"]
    show_change_link = True


@admin.register(Plan)
class PlanAdmin(CarefulAdmin):
    list_display = ["school", "state", "state_since"]
    list_filter = ["state", "school__hub"]
    list_select_related = ["school"]
    search_fields = ["school__name", "school__urn"]
    readonly_fields = ["school", "state", "state_since"]
    inlines = [AimInline]

    def has_add_permission(self, request: Any) -> bool:
        """A plan begins with a school's first enrolment."""
        return False


@admin.register(Aim)
class AimAdmin(CarefulAdmin):
    list_display = ["title", "school_name", "need_of", "horizon", "dropped_at"]
    list_filter = ["need_of", "horizon", "plan__school__hub"]
    list_select_related = ["plan__school"]
    search_fields = ["title", "plan__school__name", "plan__school__urn"]
    readonly_fields = ["plan"]

    def has_add_permission(self, request: Any) -> bool:
        """Aims are written in the plan."""
        return False

    @admin.display(description="school")
    def school_name(self, aim: Aim) -> str:
        return aim.school.name


@admin.register(Step)
class StepAdmin(CarefulAdmin):
    list_display = ["what", "aim", "who", "due_on", "progress"]
    list_filter = ["progress", "aim__plan__school__hub"]
    list_select_related = ["aim"]
    search_fields = ["what", "who", "aim__title", "aim__plan__school__name"]
    readonly_fields = ["aim"]

    def has_add_permission(self, request: Any) -> bool:
        """Steps are written in the plan."""
        return False


@admin.register(PlanVersion)
class PlanVersionAdmin(ReadOnlyAdmin):
    list_display = ["plan", "number", "agreed_by", "agreed_at"]
    list_select_related = ["plan__school", "agreed_by"]
    search_fields = ["plan__school__name", "plan__school__urn"]
    date_hierarchy = "agreed_at"


class AdvocateInline(ReadOnlyInline):
    """Advocates who took part."""

    model = SessionAdvocate


class SessionAimInline(ReadOnlyInline):
    """Aims that it served."""

    model = SessionAim


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    list_display = ["held_on", "kind", "school_name", "specialist", "length", "state", "logged_by"]
    list_filter = ["state", "kind", "participation__project__academic_year", "participation__school__hub"]
    list_select_related = ["participation__school", "specialist__user", "logged_by"]
    search_fields = ["participation__school__name", "participation__school__urn", "what_happened"]
    date_hierarchy = "held_on"
    inlines = [AdvocateInline, SessionAimInline]

    @admin.display(description="school", ordering="participation__school__name")
    def school_name(self, session: Session) -> str:
        return session.school.name
