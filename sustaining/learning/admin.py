"""Gap tasks, feedback and the library in Django admin, to be read: the pages of the site write them."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import GapTaskFile, GapTaskResponse, LibraryItem, MeetingFeedback


@admin.register(GapTaskResponse)
class GapTaskResponseAdmin(ReadOnlyAdmin):
    list_display = ["meeting", "participation", "written_by", "submitted_at", "withdrawn_at"]
    list_select_related = ["meeting__group", "participation__school", "participation__project", "written_by"]
    search_fields = ["participation__school__name", "meeting__group__name"]


@admin.register(GapTaskFile)
class GapTaskFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "response", "kind", "size", "added_at", "removed_at"]
    list_select_related = ["response__meeting__group", "response__written_by"]
    search_fields = ["name"]


@admin.register(MeetingFeedback)
class MeetingFeedbackAdmin(ReadOnlyAdmin):
    list_display = ["meeting", "useful", "confident", "given_at"]
    list_filter = ["useful", "confident"]
    list_select_related = ["attendance__meeting__group"]
    search_fields = ["attendance__meeting__group__name"]


@admin.register(LibraryItem)
class LibraryItemAdmin(ReadOnlyAdmin):
    list_display = ["title", "topic", "hub", "added_by", "added_at", "removed_at"]
    list_filter = ["topic", "hub"]
    list_select_related = ["hub", "added_by"]
    search_fields = ["title", "about"]
