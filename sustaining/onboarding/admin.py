"""Lists that hubs upload in Django admin, to be read: the pages of the site upload, save and undo them."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import EnrolmentUpload, OpeningUpload


@admin.register(EnrolmentUpload)
class EnrolmentUploadAdmin(ReadOnlyAdmin):
    list_display = ["name", "hub", "added_by", "added_at", "check_state", "saved_at", "undone_at"]
    list_filter = ["check_state", "hub"]
    list_select_related = ["hub", "added_by"]
    search_fields = ["name", "added_by__full_name"]
    exclude = ["file", "thumbnail", "rows", "headings", "columns", "left_out", "made", "seen"]


@admin.register(OpeningUpload)
class OpeningUploadAdmin(ReadOnlyAdmin):
    list_display = ["name", "list_kind", "hub", "added_by", "added_at", "check_state", "saved_at", "undone_at"]
    list_filter = ["list_kind", "check_state", "hub"]
    list_select_related = ["hub", "added_by"]
    search_fields = ["name", "added_by__full_name"]
    exclude = ["file", "thumbnail", "rows", "headings", "columns", "left_out", "made", "seen"]
