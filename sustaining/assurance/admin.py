"""Assurance in Django admin, to read; it is worked with on the site."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import AssurancePack, EvidenceDownload, GrantReceipt, PackFile


@admin.register(GrantReceipt)
class GrantReceiptAdmin(ReadOnlyAdmin):
    list_display = ["hub", "academic_year", "received_on", "amount", "reference", "recorded_by", "cancelled_at"]
    list_filter = ["academic_year"]
    list_select_related = ["hub", "recorded_by"]
    search_fields = ["hub__name", "reference"]


@admin.register(AssurancePack)
class AssurancePackAdmin(ReadOnlyAdmin):
    list_display = ["hub", "academic_year", "state", "requested_by", "requested_at", "made_at", "sha256"]
    list_filter = ["academic_year", "state"]
    list_select_related = ["hub", "requested_by"]
    search_fields = ["hub__name", "=sha256"]


@admin.register(PackFile)
class PackFileAdmin(ReadOnlyAdmin):
    list_display = ["pack", "part", "size", "sha256"]
    list_filter = ["part"]
    list_select_related = ["pack__hub"]
    search_fields = ["pack__hub__name", "=sha256"]


@admin.register(EvidenceDownload)
class EvidenceDownloadAdmin(ReadOnlyAdmin):
    list_display = ["sample", "what", "by", "at"]
    list_filter = ["at"]
    list_select_related = ["sample", "by"]
    search_fields = ["what", "by__full_name"]
