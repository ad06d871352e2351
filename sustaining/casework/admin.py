"""Notes, concerns and schedules of chasers in Django admin, to be read: the pages of the site write them."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import ChaseSchedule, Concern, Note


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
