"""Work Groups in Django admin: read-only, or for corrections that no page offers."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import CheckedInline, ReadOnlyAdmin, WrittenByPages

from .models import (
    Attendance,
    CalendarFeed,
    Certificate,
    GroupLead,
    ImportedMark,
    ImportedMeeting,
    Invitation,
    Meeting,
    MeetingCorrection,
    MeetingFile,
    MeetingLink,
    Membership,
    ReminderSchedule,
    SubstituteProposal,
    Wording,
    WorkGroup,
)


class LeadInline(CheckedInline):
    """The Specialists who lead a group."""

    model = GroupLead
    can_delete = False
    identity_fields = ("specialist",)
    autocomplete_fields = ["specialist"]


@admin.register(WorkGroup)
class WorkGroupAdmin(WrittenByPages):
    list_display = ["name", "hub", "project", "focus"]
    list_filter = ["project__academic_year", "hub"]
    list_select_related = ["hub", "project"]
    search_fields = ["name", "hub__name", "project__code"]
    autocomplete_fields = ["hub", "project"]
    identity_fields = ("hub", "project")
    inlines = [LeadInline]


@admin.register(Membership)
class MembershipAdmin(WrittenByPages):
    list_display = ["school_name", "group", "starts_on", "ends_on"]
    list_filter = ["group__project__academic_year", "group__hub"]
    list_select_related = ["participation__school", "group"]
    search_fields = ["participation__school__name", "participation__school__urn", "group__name"]
    autocomplete_fields = ["group", "participation"]
    identity_fields = ("group", "participation")

    @admin.display(description="school", ordering="participation__school__sort_name")
    def school_name(self, membership: Membership) -> str:
        return membership.participation.school.name


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ["group", "number", "title", "state", "starts_at", "mode"]
    list_filter = ["state", "mode", "group__project__academic_year", "group__hub"]
    list_select_related = ["group"]
    search_fields = ["title", "group__name", "place"]
    date_hierarchy = "starts_at"


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["user", "meeting", "rsvp", "answered_at", "is_late", "told_at", "withdrawn_at"]
    list_filter = ["rsvp", "is_late", "meeting__group__hub"]
    list_select_related = ["user", "meeting__group"]
    search_fields = ["user__full_name", "user__email", "meeting__group__name"]


@admin.register(SubstituteProposal)
class SubstituteProposalAdmin(ReadOnlyAdmin):
    list_display = ["name", "invitation", "proposed_at", "outcome", "decided_by"]
    list_filter = ["outcome", "invitation__meeting__group__hub"]
    list_select_related = ["invitation__user", "invitation__meeting__group", "decided_by"]
    search_fields = ["name", "email", "invitation__user__full_name"]


@admin.register(MeetingCorrection)
class MeetingCorrectionAdmin(ReadOnlyAdmin):
    list_display = ["meeting", "what", "by", "at"]
    list_filter = ["what", "meeting__group__hub"]
    list_select_related = ["meeting__group", "by"]
    search_fields = ["meeting__group__name"]


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ["who", "meeting", "mark", "marked_by", "marked_at"]
    list_filter = ["mark", "meeting__group__hub"]
    list_select_related = ["user", "meeting__group", "marked_by"]
    search_fields = ["user__full_name", "user__email", "meeting__group__name"]


@admin.register(ImportedMark)
class ImportedMarkAdmin(ReadOnlyAdmin):
    list_display = ["user", "meeting", "mark", "source", "source_row", "recorded_by", "recorded_at", "undone_at"]
    list_filter = ["mark", "meeting__group__hub"]
    list_select_related = ["user", "meeting__group", "recorded_by"]
    search_fields = ["user__full_name", "user__email", "meeting__group__name", "source"]


@admin.register(ImportedMeeting)
class ImportedMeetingAdmin(ReadOnlyAdmin):
    list_display = ["meeting", "source", "source_row", "recorded_by", "recorded_at"]
    list_filter = ["meeting__group__hub"]
    list_select_related = ["meeting__group", "recorded_by"]
    search_fields = ["meeting__group__name", "source"]


@admin.register(ReminderSchedule)
class ReminderScheduleAdmin(ReadOnlyAdmin):
    list_display = ["hub", "remind_days", "nudge_days", "thanks_days", "sends_from", "sends_until", "notice_days"]
    list_select_related = ["hub"]
    search_fields = ["hub__name"]


@admin.register(Wording)
class WordingAdmin(ReadOnlyAdmin):
    list_display = ["template", "hub", "subject", "is_used"]
    list_filter = ["template", "is_used"]
    list_select_related = ["hub"]
    search_fields = ["hub__name", "subject"]


@admin.register(MeetingLink, MeetingFile)
class ResourceAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "meeting", "added_by", "removed_at"]
    list_select_related = ["meeting__group", "added_by"]
    search_fields = ["meeting__group__name"]


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnlyAdmin):
    """Who has a private calendar. Its address is never shown: it opens the calendar."""

    list_display = ["user", "renewed_at"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "user__email"]


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ["number", "name", "school_name", "kind", "state", "attended", "held", "issued_at"]
    list_filter = ["state", "kind", "academic_year", "group__hub"]
    search_fields = ["=number", "name", "school_name"]
    date_hierarchy = "issued_at"
