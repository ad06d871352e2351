"""Data requests and changes of accounts in Django admin, to be read: the pages of the site write them."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import AccountChange, DataRequest


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
