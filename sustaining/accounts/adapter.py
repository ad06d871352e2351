"""How allauth fits in: accounts begin with an invitation, and its mails go through the outbox like all others."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string

from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.messages import Rendered

from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """No public sign-up; mails are queued in the same transaction as what caused them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: a hub invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails. It may carry a code or a link: its body is blanked once it is sent."""
        message = self.render_mail(template_prefix, email, context)
        name = template_prefix.rsplit("/", 1)[-1]
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        queue_rendered(
            f"account:{name}:{email}:{get_random_string(16)}",
            Rendered(message.subject, message.body, html),
            to=User.objects.filter(email__iexact=email).first() or email,
            kind=f"account/{name}",
            now=timezone.now(),
            secret=True,
        )
