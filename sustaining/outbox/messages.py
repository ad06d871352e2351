"""Rendering of emails: the wording (a hub's or the default), then the kind's buttons, as text and HTML."""

from __future__ import annotations

from email.utils import make_msgid
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape

from .kinds import Category, Context, EmailKind, get_kind
from .letter import get_preview, keep_references_whole, read_letter
from .links import Address, collect_placeholders
from .wording import WordingText, fill, names_in, variable_values, wording_for

LONGEST_SUBJECT = 250
STOP, STOP_SUMMARY = "stop", "stop-summary"
"""Purposes of the links that end optional emails, in the email and in its List-Unsubscribe header."""
STOP_LABELS: dict[Category | None, str] = {
    Category.NEWS: "Stop these emails",
    Category.REMINDER: "Stop reminders",
    Category.SUMMARY: "Stop weekly summary",
}


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
    body = fill(wording.body, values)
    tables = {variable.name for variable in kind.variables if variable.is_table}
    layout: dict[str, Any] = {
        "subject": subject,
        "headline": keep_references_whole(escape(subject)),
        "body": body,
        "preview": get_preview(body),
    }
    layout["blocks"] = read_letter(wording.body, values, tables)
    layout |= _layout_buttons(kind, context)
    hub = kind.get_sender(context)
    # An action may know better whose the matter is than the wording does: its reply address wins.
    reply_to = context.get("reply_to") or getattr(hub, "contact_email", "") or settings.PROGRAMME_CONTACT
    layout |= {"hub": hub, "reply_to": reply_to, "telephone": getattr(hub, "telephone", "")}
    layout["stop_link"] = stop_address(kind, context.get("person"), context.get("about")) or ""
    layout["stop_label"] = STOP_LABELS.get(kind.category, "")
    text = render_to_string("email/layout.txt", layout)
    html = render_to_string("email/layout.html", layout)
    return Rendered(subject, text.strip() + "\n", html, reply_to=reply_to)


def _layout_buttons(kind: EmailKind, context: Context) -> dict[str, Any]:
    """Return the buttons and, apart, the links below them, without those that lead nowhere in this context."""
    shown = [(button, url) for button in kind.buttons if (url := button.url(context))]
    # A button that is alone is the one that matters.
    alone = len(shown) == 1
    rows = [
        {
            "label": button.get_label(context),
            "url": url,
            "is_main": button.is_main or alone,
            "is_link": button.is_link and not alone,
        }
        for button, url in shown
    ]
    return {
        "actions": rows,
        "buttons": [row for row in rows if not row["is_link"]],
        "links": [row for row in rows if row["is_link"]],
    }


def stop_address(kind: EmailKind, person: Any, about: Any) -> Address | None:
    """Return the link that stops emails of the kind's category, None for a kind that cannot be declined.

    A reader without an account has it too. Its row needs a subject, so it hangs on what the email is about.
    """
    subject = person if person is not None else about
    if not kind.is_optional or subject is None:
        return None
    if kind.category == Category.SUMMARY:
        return Address(STOP_SUMMARY, subject)
    return Address(STOP, subject, {"category": str(kind.category)})


def new_message_id() -> str:
    """Return a Message-ID in the site's domain. It is fixed when the email is written, so that repeats are recognised."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "sustaining.invalid")
