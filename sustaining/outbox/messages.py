"""Rendering of emails: the wording (a hub's or the default), then the kind's buttons, as text and HTML."""

from __future__ import annotations

from email.utils import make_msgid
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from .kinds import Category, Context, EmailKind, get_kind
from .links import Address, collect_placeholders
from .wording import WordingText, fill, names_in, variable_values, wording_for

LONGEST_SUBJECT = 250
STOP, STOP_SUMMARY = "stop", "stop-summary"
"""Purposes of the links that end optional emails, in the email and in its List-Unsubscribe header."""


class Rendered(NamedTuple):
    """An email's subject, text, HTML, what replaces its placeholders when it is sent, and the hub's address for replies."""

    subject: str
    text: str
    html: str
    placeholders: dict[str, Any] = {}
    reply_to: str = ""


def render_email(name: str, context: Context, *, wording: WordingText | None = None) -> Rendered:
    """Render an email of the kind `name`, with `wording` instead of the usual one when given.

    The subject is plain text on one line.
    """
    with collect_placeholders() as parts:
        rendered = _render(get_kind(name), context, wording)
    return rendered._replace(placeholders=parts)


def _render(kind: EmailKind, context: Context, wording: WordingText | None) -> Rendered:
    wording = wording or wording_for(kind, context)
    values = variable_values(kind, context, names_in(wording.subject) | names_in(wording.body))
    subject = " ".join(fill(wording.subject, values).split())[:LONGEST_SUBJECT]
    layout = {"subject": subject, **_layout_context(fill(wording.body, values))}
    buttons = [(button, url) for button in kind.buttons if (url := button.url(context))]
    # A button that is alone is the one that matters.
    layout["buttons"] = [
        {"label": button.label, "url": url, "is_main": button.is_main or len(buttons) == 1} for button, url in buttons
    ]
    hub = kind.get_sender(context)
    # An action may know better whose the matter is than the wording does: its reply address wins.
    reply_to = context.get("reply_to") or (hub.contact_email if hub is not None else "")
    layout |= {"hub": hub, "reply_to": reply_to}
    layout["stop_link"] = stop_address(kind, context.get("person"), context.get("about")) or ""
    layout["stop_label"] = "Stop weekly summary" if kind.category == Category.SUMMARY else "Stop reminders"
    text = render_to_string("email/layout.txt", layout)
    html = render_to_string("email/layout.html", layout)
    return Rendered(subject, text.strip() + "\n", html, reply_to=reply_to)


def _layout_context(body: str) -> dict[str, Any]:
    return {"body": body, "paragraphs": [paragraph.split("\n") for paragraph in body.split("\n\n")]}


def stop_address(kind: EmailKind, person: Any, about: Any) -> Address | None:
    """Return the link that stops reminders or the weekly summary, None for a kind that cannot be declined.

    A reader without an account has it too. Its row needs a subject, so it hangs on what the email is about.
    """
    subject = person if person is not None else about
    if not kind.is_optional or subject is None:
        return None
    return Address(STOP_SUMMARY if kind.category == Category.SUMMARY else STOP, subject)


def new_message_id() -> str:
    """Return a Message-ID in the site's domain. It is fixed when the email is written, so that repeats are recognised."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "sustaining.invalid")
