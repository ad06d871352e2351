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
from sustaining.outbox.kinds import KINDS
from sustaining.outbox.limits import TooManyEmails
from sustaining.outbox.messages import render_email
from sustaining.outbox.sealing import Sealed

from .models import User

SECRETS = {"code", "key", "token"}
OTHER_MAIL = "account_mail"


class AccountAdapter(DefaultAccountAdapter):
    """No public sign-up; mails are queued in the same transaction as what caused them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: a hub invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails. Its codes and links are sealed apart from the text, and gone once it is sent.

        Over the limit for outsiders nothing is written, and the page answers as it always does.
        """
        name = f"account_{template_prefix.rsplit('/', 1)[-1]}"
        sealed = {key: Sealed(value, number) for number, (key, value) in enumerate(_secrets_of(context))}
        given = {**context, **sealed, "email": email}
        if name not in KINDS:
            message = self.render_mail(template_prefix, email, given)
            name, given = OTHER_MAIL, {"subject": message.subject, "message": message.body}
        rendered = render_email(name, given)._replace(html="")  # a code in HTML would be made a link
        parts = {str(secret): secret.as_json() for secret in sealed.values() if str(secret) in "".join(rendered[:2])}
        with suppress(TooManyEmails), transaction.atomic():
            queue_rendered(
                f"account:{name}:{email}:{get_random_string(16)}",
                rendered._replace(placeholders={**rendered.placeholders, **parts}),
                to=User.objects.filter(email__iexact=email).first() or email,
                kind=name,
                now=timezone.now(),
            )


def _secrets_of(context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What an allauth mail must show to its reader alone: codes, keys, and addresses that carry one."""
    for name, value in context.items():
        if isinstance(value, str) and value and (name in SECRETS or name.endswith(("_url", "_key", "_code"))):
            yield name, value
