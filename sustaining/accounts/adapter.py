"""allauth's adapter: accounts begin with an invitation, and allauth's emails go through the outbox like all others."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string

from sustaining.common.templatetags.sustaining import long_when
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.kinds import KINDS
from sustaining.outbox.limits import TooManyEmails
from sustaining.outbox.messages import render_email
from sustaining.outbox.parts import get_home_hub
from sustaining.outbox.sealing import Sealed

from . import devices
from .addresses import TAKEN, ensure_address, is_taken
from .models import SecurityEvent, User
from .sign_in_stops import next_stop
from .templatetags.accounts import device_name

NO_ADDRESS = "0.0.0.0"  # noqa: S104  (stands for a client behind a socket without an address)

SECRETS = {"code", "key", "token"}
OTHER_MAIL = "account_mail"


class AccountAdapter(DefaultAccountAdapter):
    """No public sign-up; mails are queued in the same transaction as what caused them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_taken": TAKEN,
        "email_password_mismatch": "The email address or password is not correct. Check both and try again.",
        "incorrect_code": "The code is not correct. Check the latest code and enter it again.",
        "incorrect_password": "The password is not correct. Enter it again.",
        "too_many_login_attempts": (
            "There have been too many attempts. Wait five minutes, or select “Email me a code” to sign in with a code."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: a hub invites."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address as the trusted proxies give it; the rest of the header may be forged."""
        trusted = settings.TRUSTED_PROXY_COUNT or 0
        forwarded = request.headers.get("x-forwarded-for", "").split(",")
        candidate = forwarded[-trusted] if 0 < trusted <= len(forwarded) else request.META.get("REMOTE_ADDR", "")
        try:
            return str(ipaddress.ip_address(candidate.strip()))
        except ValueError:
            return NO_ADDRESS

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords by client and account: nobody locks a person out from elsewhere."""
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{ratelimit.get_ip(request)}:{account}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limit attempts by client, by client and account, and, with a far higher limit, by account alone."""
        super().pre_authenticate(request, **credentials)
        account = super()._get_login_attempts_cache_key(request, **credentials)
        self._account_usage = ratelimit.consume(
            request, app="allauth.account", action="login_failed_anywhere", key=account
        )
        if not self._account_usage:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        self._account_usage.rollback()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a wrong password in the log of security events."""
        email = credentials.get("email", "")
        SecurityEvent.record(SecurityEvent.Kind.SIGN_IN_FAILED, request, email=email)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Verify an address, unless another account has got it in the meantime."""
        if is_taken(email_address.email, exclude=email_address.user):
            self.add_message(request, messages.ERROR, message=TAKEN)
            return False
        return super().confirm_email(request, email_address)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember the device, email the person about a new one, and show them what waits to be read first."""
        ensure_address(user)
        response = super().post_login(request, user, **kwargs)
        SecurityEvent.record(SecurityEvent.Kind.SIGNED_IN, request, user=user)
        if not devices.is_known(request, user):
            self.send_notification_mail("account/email/new_device", user)
        devices.remember(request, response, user)
        if destination := response.get("Location"):
            response["Location"] = next_stop(user, timezone.now(), destination=destination)
        return response

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Email about a change to the account, and record it in the log of security events."""
        name = template_prefix.rsplit("/", 1)[-1]
        if name in SecurityEvent.Kind.values:
            SecurityEvent.record(name, self.request, user=user)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails. Its codes and links are sealed apart from the text, and deleted once it is sent.

        Over the limit for outsiders nothing is queued; the page answers as always, so that it gives no account away.
        """
        name = f"account_{template_prefix.rsplit('/', 1)[-1]}"
        sealed = {key: Sealed(value, number) for number, (key, value) in enumerate(_secret_values(context))}
        to = User.objects.filter(email__iexact=email).first() or email
        message_context = {**context, **sealed, "email": email, "hub": get_home_hub(to)}
        if name not in KINDS:
            message = self.render_mail(template_prefix, email, message_context)
            happened = {
                "when": long_when(context["timestamp"]) if "timestamp" in context else "",
                "device": device_name(context["user_agent"]) if "user_agent" in context else "",
                "ip": context.get("ip", ""),
            }
            message_context |= {"subject": message.subject, "message": message.body, **happened}
            name = OTHER_MAIL
        rendered = render_email(name, message_context)
        parts = {str(secret): secret.as_json() for secret in sealed.values() if str(secret) in "".join(rendered[:3])}
        with suppress(TooManyEmails), transaction.atomic():
            queue_rendered(
                f"account:{name}:{email}:{get_random_string(16)}",
                rendered._replace(placeholders={**rendered.placeholders, **parts}),
                to=to,
                kind=name,
                now=timezone.now(),
            )


def _secret_values(context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of what only the reader may see: codes, keys, and URLs that carry one."""
    for name, value in context.items():
        if isinstance(value, str) and value and (name in SECRETS or name.endswith(("_url", "_key", "_code"))):
            yield name, value
