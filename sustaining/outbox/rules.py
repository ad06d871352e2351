"""Who may do what with the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from sustaining.common.permissions import register_permission
from sustaining.common.predicates import asked_once, is_administrator, is_self, is_system

from .models import Email

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@rules.predicate
@asked_once
def can_manage_email(user: User, email: Any) -> bool:
    """Return whether the user may manage this email."""
    return email is not None and Email.objects.visible_to(user).filter(pk=email.pk).exists()


for _verb in ("retry_email", "set_email_aside"):
    register_permission(
        f"outbox.{_verb}",
        is_administrator | can_manage_email,
        otherwise="Only the hub concerned can manage failed emails.",
    )
register_permission(
    "outbox.choose_mail",
    is_self | is_system,
    otherwise="You can only change your own email settings.",
)
register_permission(
    "outbox.send_new_link",
    is_system,
    otherwise="Ask for a new link on the page of the expired one.",
)
register_permission(
    "outbox.write_reminders",
    is_administrator | is_system,
    otherwise="Only a programme administrator can send reminders.",
)
