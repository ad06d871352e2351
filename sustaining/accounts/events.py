"""What accounts say to the apps above, and receivers of allauth's signals.

The receivers record what happens in the log, verify addresses, and email what allauth does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import authentication_step_completed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from sustaining.common.events import declare

from .addresses import confirm_address
from .models import SecurityEvent
from .second_factor import note_proved_mailbox

if TYPE_CHECKING:
    from sustaining.accounts.models import User

declare("accounts.joined", "An invited person set a first password by the link in the invitation.", subject="person")


@receiver(authenticator_added)
def factor_was_added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count a factor that was just set up as given, in this session only."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(authenticator_used)
def recovery_code_was_used(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Email the person about a used recovery code: somebody else may have the list."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        get_adapter(request).send_notification_mail("account/email/recovery_code_used", user)


@receiver(authentication_failed)
def factor_was_wrong(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record a wrong code in the log."""
    SecurityEvent.record(SecurityEvent.Kind.SIGN_IN_FAILED, request, user=user, detail="second factor")


@receiver(authentication_step_completed)
def code_from_mail_was_used(request: HttpRequest, user: User, method: str, **kwargs: Any) -> None:
    """Verify the address when an emailed code was used: it proves the mailbox."""
    if method == "code":
        confirm_address(user)


@receiver(password_reset)
def password_was_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Verify the address when an emailed link was used to reset the password."""
    confirm_address(user)
    note_proved_mailbox(request, timezone.now())
