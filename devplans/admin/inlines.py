"""Base classes for inlines in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin


class ReadOnlyInline(admin.TabularInline):
    """An inline without adding, changing or deleting."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False
