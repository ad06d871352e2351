"""System checks of `check --deploy`: settings without which a production site looks right and is not."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

NOBODY = ".invalid"
LEAST_TOKEN_LENGTH = 24
NO_SENDER = "FROM_EMAIL is not set: emails would have no sender."


def get_sender_address() -> str:
    """Return the address that emails are from; empty while none is set."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return "" if address.endswith(NOBODY) else address


@register(Tags.security, deploy=True)
def sender_is_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report a missing sender: mail servers refuse or hide emails from an address that nobody owns."""
    if settings.TRAINING_SITE or get_sender_address():
        return []
    hint = "Set it to an address of a domain that you may send for, for example Sustaining <no-reply@example.org>."
    return [Error(NO_SENDER, hint=hint, id="sustaining.E013")]


@register(Tags.security, deploy=True)
def hosts_share_their_files(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report files on the disk of each of several web hosts: what was uploaded to one is missing on the other."""
    if settings.WEB_HOSTS < 2 or settings.FILES_BUCKET:
        return []
    hint = "Set FILES_BUCKET to a bucket that all hosts and workers use, or WEB_HOSTS to 1."
    return [Error("Several web hosts keep files on their own disks.", hint=hint, id="sustaining.E014")]


@register(Tags.security, deploy=True)
def metrics_token_is_long(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report a METRICS_TOKEN that could be guessed: nothing limits how often one may try."""
    if not settings.METRICS_TOKEN or len(settings.METRICS_TOKEN) >= LEAST_TOKEN_LENGTH:
        return []
    hint = "Make one by: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
    return [Error(f"METRICS_TOKEN is shorter than {LEAST_TOKEN_LENGTH} characters.", hint=hint, id="sustaining.E015")]
