"""Sessions, proposals and visits in Django admin, read-only: the site's pages write them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from ..models import (
    ChangeRequest,
    ImportedSession,
    NextStep,
    Proposal,
    ProposedTime,
    Session,
    SessionAdvocate,
    SessionAim,
    SessionCorrection,
    SessionFile,
    Visit,
)
from .inlines import ReadOnlyInline


class SchoolName:
    """A mixin with a column for the school's name."""

    @admin.display(description="school")
    def school_name(self, row: Any) -> str:
        return str(row.school)


class AdvocateInline(ReadOnlyInline):
    """The Advocates who took part."""

    model = SessionAdvocate


class SessionAimInline(ReadOnlyInline):
    """The aims that the session supported."""

    model = SessionAim


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    list_display = ["held_on", "kind", "school_name", "specialist", "length", "state", "logged_by"]
    list_filter = ["state", "kind", "participation__project__academic_year", "participation__hub"]
    list_select_related = ["participation__school", "specialist__user", "logged_by"]
    search_fields = ["participation__school__name", "participation__school__urn", "what_happened"]
    date_hierarchy = "held_on"
    inlines = [AdvocateInline, SessionAimInline]

    @admin.display(description="school", ordering="participation__school__sort_name")
    def school_name(self, session: Session) -> str:
        return session.school.name


@admin.register(ChangeRequest)
class ChangeRequestAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["session", "school_name", "asked_by", "asked_at", "mended_by", "mended_at"]
    list_filter = [("mended_at", admin.EmptyFieldListFilter), "session__participation__hub"]
    list_select_related = ["session__participation__school", "asked_by", "mended_by"]
    search_fields = ["session__participation__school__name", "=session__participation__school__urn", "reason"]
    date_hierarchy = "asked_at"


@admin.register(NextStep)
class NextStepAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["text", "school_name", "owner", "check_on", "state", "added_by", "closed_by"]
    list_filter = ["state", "session__participation__hub"]
    list_select_related = ["session__participation__school", "owner", "added_by", "closed_by"]
    search_fields = ["session__participation__school__name", "=session__participation__school__urn", "text"]
    date_hierarchy = "check_on"


@admin.register(SessionCorrection)
class SessionCorrectionAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["session", "school_name", "what", "by", "at"]
    list_filter = ["what", "session__participation__hub"]
    list_select_related = ["session__participation__school", "by"]
    search_fields = ["session__participation__school__name", "=session__participation__school__urn", "reason"]
    date_hierarchy = "at"


@admin.register(ImportedSession)
class ImportedSessionAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["session", "school_name", "source", "source_row", "recorded_by", "recorded_at"]
    list_filter = ["session__participation__hub"]
    list_select_related = ["session__participation__school", "recorded_by"]
    search_fields = ["session__participation__school__name", "=session__participation__school__urn", "source"]
    date_hierarchy = "recorded_at"


@admin.register(SessionFile)
class SessionFileAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["name", "session", "school_name", "kind", "size", "added_by", "removed_at"]
    list_filter = ["kind", ("removed_at", admin.EmptyFieldListFilter), "session__participation__hub"]
    list_select_related = ["session__participation__school", "added_by"]
    search_fields = ["name", "session__participation__school__name", "=session__participation__school__urn"]
    date_hierarchy = "added_at"
    exclude = ["file", "thumbnail"]


class TimeInline(ReadOnlyInline):
    """The proposed times."""

    model = ProposedTime


@admin.register(Proposal)
class ProposalAdmin(SchoolName, ReadOnlyAdmin):
    list_display = ["kind", "school_name", "specialist", "state", "proposed_by", "proposed_at", "answered_by"]
    list_filter = ["state", "kind", "participation__project__academic_year", "participation__hub"]
    list_select_related = ["participation__school", "specialist__user", "proposed_by", "answered_by"]
    search_fields = [
        "participation__school__name",
        "=participation__school__urn",
        "about",
        "specialist__user__full_name",
    ]
    date_hierarchy = "proposed_at"
    inlines = [TimeInline]


class PlaceInline(ReadOnlyInline):
    """The schools that are coming."""

    model = Session
    fields = ["participation", "seats", "state", "logged_by"]
    readonly_fields = ["participation", "seats", "state", "logged_by"]
    show_change_link = True

    def get_queryset(self, request: Any) -> Any:
        return (
            super().get_queryset(request).select_related("participation__school", "participation__project", "logged_by")
        )


@admin.register(Visit)
class VisitAdmin(ReadOnlyAdmin):
    list_display = ["starts_at", "specialist", "focus", "places", "state", "offered_by"]
    list_filter = ["state", "specialist__hubs"]
    list_select_related = ["specialist__user", "specialist__home_school", "offered_by"]
    search_fields = ["focus", "specialist__user__full_name", "specialist__home_school__name"]
    date_hierarchy = "starts_at"
    inlines = [PlaceInline]
