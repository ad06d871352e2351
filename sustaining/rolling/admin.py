"""Proposed years in Django admin, to be read: the pages of the site make and answer them."""

from __future__ import annotations

from django.contrib import admin

from sustaining.common.admin import ReadOnlyAdmin

from .models import YearProposal


@admin.register(YearProposal)
class YearProposalAdmin(ReadOnlyAdmin):
    list_display = ["participation", "specialist", "group", "asked_at", "times_asked", "answered_at"]
    list_filter = ["participation__project", "participation__state"]
    list_select_related = ["participation__school", "participation__project", "specialist__user", "group"]
    search_fields = ["participation__school__name", "=participation__school__urn"]
