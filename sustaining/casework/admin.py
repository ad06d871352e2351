"""What hubs keep and send, in Django admin, to be read: the pages of the site write it."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import ChaseSchedule, Concern, Mailing, MailingRecipient, MessageTemplate, Note, SavedGroup


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ["school", "kind", "happened_on", "written_by", "action_on", "action_done_at", "removed_at"]
    list_filter = ["kind", "hub"]
    list_select_related = ["school", "written_by"]
    search_fields = ["school__name", "=school__urn"]


@admin.register(Concern)
class ConcernAdmin(ReadOnlyAdmin):
    list_display = ["school", "kind", "state", "review_on", "raised_by", "raised_at", "closed_at"]
    list_filter = ["state", "kind", "hub"]
    list_select_related = ["school", "raised_by"]
    search_fields = ["school__name", "=school__urn"]


@admin.register(ChaseSchedule)
class ChaseScheduleAdmin(ReadOnlyAdmin):
    list_display = ["hub", "kind", "every_weeks", "starts_on", "ends_on", "most_times", "started_by", "stopped_at"]
    list_filter = ["kind", "hub"]
    list_select_related = ["hub", "started_by"]


@admin.register(Mailing)
class MailingAdmin(ReadOnlyAdmin):
    list_display = ["subject", "hub", "state", "written_by", "written_at", "send_at", "sent_at"]
    list_filter = ["state", "hub"]
    list_select_related = ["hub", "written_by"]
    search_fields = ["subject"]


@admin.register(MailingRecipient)
class MailingRecipientAdmin(ReadOnlyAdmin):
    list_display = ["mailing", "user", "role", "participation", "reason"]
    list_select_related = ["mailing", "user", "participation__school", "participation__project"]
    search_fields = ["mailing__subject", "user__full_name", "=user__email"]


@admin.register(MessageTemplate, SavedGroup)
class HubsOwnAdmin(ReadOnlyAdmin):
    list_display = ["name", "hub", "saved_by", "saved_at", "removed_at"]
    list_filter = ["hub"]
    list_select_related = ["hub", "saved_by"]
    search_fields = ["name"]
