"""Data requests, changes of accounts and readings of notices in Django admin, to be read: the pages of the site write them."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import AccountChange, DataRequest, NoticeReading


@admin.register(DataRequest)
class DataRequestAdmin(ReadOnlyAdmin):
    list_display = ["address", "scope", "state", "asked_by", "asked_at", "made_at", "downloads", "ended_at"]
    list_filter = ["scope", "state"]
    list_select_related = ["asked_by"]
    search_fields = ["address"]


@admin.register(AccountChange)
class AccountChangeAdmin(ReadOnlyAdmin):
    list_display = ["person", "kind", "at", "by", "reason"]
    list_filter = ["kind"]
    list_select_related = ["person", "by"]
    search_fields = ["person__full_name", "person__email"]
    date_hierarchy = "at"


@admin.register(NoticeReading)
class NoticeReadingAdmin(ReadOnlyAdmin):
    list_display = ["person", "notice", "read_at", "at_joining"]
    list_select_related = ["person", "notice__hub"]
    search_fields = ["person__full_name", "person__email"]
    date_hierarchy = "read_at"
