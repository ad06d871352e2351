"""People and security events in Django admin."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sustaining.common.admin import BaseAdmin, ReadOnlyAdmin
from sustaining.common.errors import DomainError

from .actions import merge_people, send_invitation
from .merging import list_belongings
from .models import SecurityEvent, User
from .second_factor import remove_factor


@admin.register(User)
class UserAdmin(BaseAdmin):
    """Names, addresses and access. Nobody sets another person's password: invite them, or let them reset it."""

    list_display = ["full_name", "email", "is_active", "is_superuser", "joined_at", "last_login"]
    list_filter = ["is_active", "is_superuser", "is_staff"]
    search_fields = ["full_name", "email"]
    fields = ["full_name", "email", "is_active", "is_staff", "is_superuser", "invited_at", "joined_at", "last_login"]
    readonly_fields = ["invited_at", "joined_at", "last_login"]
    actions = ["invite_again", "merge"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the fields that stay: nobody takes away their own access."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "is_active", "is_staff", "is_superuser"] if obj == request.user else fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return everyone except the system user."""
        return super().get_queryset(request).filter(is_system=False)

    @admin.action(description="Send an invitation")
    def invite_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Send an invitation to people who have not signed in yet."""
        for person in queryset:
            if person.has_usable_password():
                self.message_user(request, f"{person} already has an account.", messages.WARNING)
                continue
            send_invitation(person, role="member", place="Sustaining", by=request.user, now=timezone.now())  # type: ignore[arg-type]
            self.message_user(request, f"{person} invited.")

    @admin.action(description="Merge two accounts for one person…")
    def merge(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Show both accounts with their belongings; once one is chosen, merge the other into it."""
        pair = list(queryset.order_by("joined_at", "pk")[:3])
        if len(pair) != 2:
            self.message_user(request, "Select exactly two accounts to merge.", messages.WARNING)
            return None
        remaining = next((person for person in pair if str(person.pk) == request.POST.get("keep")), None)
        if remaining is not None:
            other = next(person for person in pair if person != remaining)
            try:
                merge_people(remaining, other=other, by=cast("User", request.user), now=timezone.now())
            except DomainError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, f"{other.email} is closed. Everything in it has moved to {remaining.email}.")
                return None
        accounts = [{"person": person, "belongings": list_belongings(person)} for person in pair]
        title = "Merge two accounts for one person"
        data = {**self.admin_site.each_context(request), "accounts": accounts, "title": title, "opts": self.opts}
        return render(request, "admin/accounts/merge.html", data)


# A verified address signs in as its account, and people end their own sessions: pages of the site do both. Roles are posts.
for unused in (EmailAddress, Authenticator, UserSession, Group):
    admin.site.unregister(unused)


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Who has which second factors; their secrets are not shown."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "user__email"]
    exclude = ["data"]
    actions = ["remove"]

    @admin.action(description="Remove lost sign-in steps")
    def remove(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        """Remove other people's second factors, and email them."""
        for factor in queryset.select_related("user"):
            if factor.user_id == request.user.pk:
                self.message_user(request, "Remove your own sign-in steps on your account page.", messages.WARNING)
                continue
            if factor.type == Authenticator.Type.RECOVERY_CODES:
                self.message_user(request, "Recovery codes are removed with the last sign-in step.", messages.WARNING)
                continue
            self.log_deletions(request, Authenticator.objects.filter(pk=factor.pk))
            remove_factor(factor, request)
            self.message_user(request, f"Removed from {factor.user.email}, who has been emailed.")


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    """Sign-ins, changes to accounts and downloads."""

    list_display = ["at", "kind", "user", "email", "ip", "detail"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "email", "ip"]
    date_hierarchy = "at"
