"""Rendering: three small files a template (subject, text, HTML) to one row's worth of words."""

from __future__ import annotations

from email.utils import make_msgid
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string


class Rendered(NamedTuple):
    """A mail in words."""

    subject: str
    text: str
    html: str


def render_email(template: str, context: dict[str, Any]) -> Rendered:
    """Render `templates/email/<template>.{subject,txt,html}`. The subject is plain text, folded into one line."""
    said = {**context, "site_url": settings.SITE_URL}
    subject = " ".join(unescape(render_to_string(f"email/{template}.subject", said)).split())
    return Rendered(
        subject[:250],
        render_to_string(f"email/{template}.txt", said).strip() + "\n",
        render_to_string(f"email/{template}.html", {**said, "subject": subject}),
    )


def new_message_id() -> str:
    """A Message-ID under the site's own name; fixed when the mail is written, so that a repeat can be folded."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "sustaining.invalid")
