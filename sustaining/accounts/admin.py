"""People in Django admin, and Django admin's own door."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sustaining.common.admin import CarefulAdmin

from .actions import send_invitation
from .models import User


@admin.register(User)
class UserAdmin(CarefulAdmin):
    """Names, addresses and whether somebody may come in. Passwords are everyone's own: invite, or let them reset."""

    list_display = ["full_name", "email", "is_active", "is_superuser", "joined_at", "last_login"]
    list_filter = ["is_active", "is_superuser", "is_staff"]
    search_fields = ["full_name", "email"]
    fields = ["full_name", "email", "is_active", "is_staff", "is_superuser", "invited_at", "joined_at", "last_login"]
    readonly_fields = ["invited_at", "joined_at", "last_login"]
    actions = ["invite_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Everyone but the clock."""
        return super().get_queryset(request).filter(is_system=False)

    @admin.action(description="Invite (again)")
    def invite_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Send an invitation to those who have not been in yet."""
        for person in queryset:
            if person.has_usable_password():
                self.message_user(request, f"{person} has been in already.", messages.WARNING)
                continue
            send_invitation(person, role="member", place="Sustaining", by=request.user, now=timezone.now())  # type: ignore[arg-type]
            self.message_user(request, f"{person} is invited.")
