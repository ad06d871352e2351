"""What allauth reports of factors and addresses: kept in the log, and emailed where allauth does not do so itself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import authentication_step_completed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from .addresses import confirm_address
from .models import SecurityEvent
from .second_factor import note_proved_mailbox


@receiver(authenticator_added)
def factor_was_added(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """A session that has just set a factor up has it at hand: it counts as given there, and there alone."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(authenticator_used)
def recovery_code_was_used(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Email about a recovery code: somebody who found the list would use one."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        get_adapter(request).send_notification_mail("account/email/recovery_code_used", user)


@receiver(authentication_failed)
def factor_was_wrong(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Keep a wrong code in the log."""
    SecurityEvent.record(SecurityEvent.Kind.SIGN_IN_FAILED, request, user=user, detail="second factor")


@receiver(authentication_step_completed)
def code_from_mail_was_used(request: HttpRequest, user: Any, method: str, **kwargs: Any) -> None:
    """A code that came by email proves the mailbox, and so verifies the address."""
    if method == "code":
        confirm_address(user)


@receiver(password_reset)
def password_was_reset(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """So does the link by which a password is reset."""
    confirm_address(user)
    note_proved_mailbox(request, timezone.now())
