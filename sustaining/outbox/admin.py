"""The outbox in Django admin: read emails, retry failed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sustaining.common.admin import ReadOnlyAdmin
from sustaining.common.errors import DomainError

from .actions import retry_email
from .models import Backup, BeatLease, Email, Hold, Link, MailChoice, OutsideCount

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@admin.register(Email)
class EmailAdmin(ReadOnlyAdmin):
    list_display = ["subject", "to", "kind", "state", "attempts", "queued_at", "settled_at"]
    list_filter = ["state", "kind"]
    search_fields = ["to", "subject", "occasion", "message_id"]
    date_hierarchy = "queued_at"
    actions = ["send_again"]

    @admin.action(description="Send again")
    def send_again(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        """Queue the selected failed emails again, with a message for each."""
        for email in queryset:
            try:
                retry_email(email, by=cast("User", request.user), now=timezone.now())
            except (DomainError, PermissionDenied) as error:
                self.message_user(request, f"{email.subject}: {error}", messages.WARNING)
            else:
                self.message_user(request, f"{email.subject} is waiting to be sent again.")


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    list_display = ["key", "kind", "by", "why", "held_at", "released_at"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    search_fields = ["key", "why", "by__full_name"]


@admin.register(MailChoice)
class MailChoiceAdmin(ReadOnlyAdmin):
    list_display = ["user", "address", "wanted", "weekly_summary", "chosen_at"]
    list_filter = ["wanted", "weekly_summary"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "user__email", "address"]


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    """Links and when they were opened, used and revoked. Neither the token nor its hash is shown."""

    list_display = ["purpose", "to", "created_at", "expires_at", "last_opened_at", "used_at", "revoked_at"]
    list_filter = ["purpose"]
    search_fields = ["to", "user__full_name"]
    exclude = ["token_hash"]


@admin.register(OutsideCount)
class OutsideCountAdmin(ReadOnlyAdmin):
    list_display = ["window_starts_at", "count"]
    search_fields = ["key"]


@admin.register(Backup)
class BackupAdmin(ReadOnlyAdmin):
    list_display = ["made_at", "size", "is_encrypted"]
    list_filter = ["is_encrypted"]


@admin.register(BeatLease)
class BeatLeaseAdmin(ReadOnlyAdmin):
    list_display = ["holder", "taken_at", "renewed_at", "ends_at"]
    search_fields = ["holder"]
