"""How allauth fits in: accounts begin with an invitation, and its mails go through the outbox like all others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string

from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.limits import TooManyEmails
from sustaining.outbox.messages import Rendered
from sustaining.outbox.sealing import Sealed

from .models import User

SECRETS = {"code", "key", "token"}


class AccountAdapter(DefaultAccountAdapter):
    """No public sign-up; mails are queued in the same transaction as what caused them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: a hub invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails. Its codes and links are sealed apart from the text, and gone once it is sent.

        Over the limit for outsiders nothing is written, and the page answers as it always does.
        """
        sealed = {name: Sealed(value, number) for number, (name, value) in enumerate(_secrets_of(context))}
        message = self.render_mail(template_prefix, email, {**context, **sealed})
        name = template_prefix.rsplit("/", 1)[-1]
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
        parts = {
            str(one): one.as_json() for one in sealed.values() if str(one) in f"{message.subject}{message.body}{html}"
        }
        with suppress(TooManyEmails), transaction.atomic():
            queue_rendered(
                f"account:{name}:{email}:{get_random_string(16)}",
                Rendered(message.subject, message.body, html, parts),
                to=User.objects.filter(email__iexact=email).first() or email,
                kind=f"account/{name}",
                now=timezone.now(),
            )


def _secrets_of(context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What an allauth mail must show to its reader alone: codes, keys, and addresses that carry one."""
    for name, value in context.items():
        if isinstance(value, str) and value and (name in SECRETS or name.endswith(("_url", "_key", "_code"))):
            yield name, value
