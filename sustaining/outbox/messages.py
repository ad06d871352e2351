"""Rendering: three small files a template (subject, text, HTML), or words that a room above registers, to one row's worth."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import make_msgid
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from .optional import is_optional, stop_link


class Rendered(NamedTuple):
    """A mail in words."""

    subject: str
    text: str
    html: str


Words = Callable[[str, dict[str, Any]], tuple[str, str, dict[str, Any]]]
_WORDS: dict[str, Words] = {}


def worded_by(words: Words, *templates: str) -> None:
    """Register mails whose words a room above finds: `words(template, context)` gives the subject, the folder's file to
    render (`email/<file>.txt` and `.html`), and what that file is given beside the context."""
    _WORDS.update(dict.fromkeys(templates, words))


def render_email(template: str, context: dict[str, Any]) -> Rendered:
    """Render `templates/email/<template>.{subject,txt,html}`. The subject is plain text, folded into one line."""
    said = {**context, "site_url": settings.SITE_URL}
    person = context.get("person")
    if person is not None and is_optional(template):
        said["stop_link"] = stop_link(person.pk)
    if template in _WORDS:
        subject, file, more = _WORDS[template](template, said)
        said |= more
    else:
        subject, file = unescape(render_to_string(f"email/{template}.subject", said)), template
    subject = " ".join(subject.split())[:250]
    return Rendered(
        subject,
        render_to_string(f"email/{file}.txt", said).strip() + "\n",
        render_to_string(f"email/{file}.html", {**said, "subject": subject}),
    )


def new_message_id() -> str:
    """A Message-ID under the site's own name; fixed when the mail is written, so that a repeat can be folded."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "sustaining.invalid")
