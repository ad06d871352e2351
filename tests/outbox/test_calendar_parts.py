"""A calendar file goes as an alternative that calendars act on, and as an attachment; every provider accepts the message."""

from __future__ import annotations

from email import message_from_bytes, policy
from importlib import import_module

import pytest
from django.core.mail import EmailMultiAlternatives

from sustaining.outbox.delivery import build_message
from sustaining.outbox.models import Email

FILE = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{}\r\nX-WR-CALNAME:Ratio – Émrys\r\nEND:VCALENDAR\r\n"
PROVIDERS = {
    "brevo": {"API_KEY": "x"},
    "mailgun": {"API_KEY": "x"},
    "mailjet": {"API_KEY": "x", "SECRET_KEY": "x"},
    "mailersend": {"API_TOKEN": "x"},
    "mandrill": {"API_KEY": "x"},
    "postmark": {"SERVER_TOKEN": "x"},
    "resend": {"API_KEY": "x"},
    "sparkpost": {"API_KEY": "x"},
}


def message(method: str) -> EmailMultiAlternatives:
    return build_message(
        Email(
            subject="Ratio", text="Come.", html="<p>Come.</p>", calendar=FILE.format(method), to="a@b.example",
            message_id="<1@b.example>", pk=1,
        )
    )  # fmt: skip


def parts(method: str) -> list[tuple[str, str, str, str]]:
    """Return type, method, disposition and container of each part, as Python's parser reads the raw message."""
    raw = message_from_bytes(message(method).message().as_bytes(), policy=policy.default)

    def walk(part, container):
        if part.is_multipart():
            for inner in part.iter_parts():
                yield from walk(inner, part.get_content_subtype())
        else:
            params = part["content-type"].params
            yield part.get_content_type(), params.get("method", ""), part.get_content_disposition() or "", container

    return list(walk(raw, ""))


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_invitation_is_an_alternative_beside_the_attachment(method):
    assert parts(method) == [
        ("text/plain", "", "", "alternative"),
        ("text/html", "", "", "alternative"),
        ("text/calendar", method, "", "alternative"),
        ("application/ics", "", "attachment", "mixed"),
    ]
    raw = message_from_bytes(message(method).message().as_bytes(), policy=policy.default)
    calendar = next(part for part in raw.walk() if part.get_content_type() == "text/calendar")
    attachment = next(part for part in raw.walk() if part.get_content_type() == "application/ics")
    assert calendar["content-type"].params["charset"] == "utf-8"
    assert calendar.get_content().replace("\r\n", "\n") == FILE.format(method).replace("\r\n", "\n")
    assert attachment.get_content().decode() == FILE.format(method)
    assert attachment.get_filename() == "meeting.ics"


def test_file_to_import_is_an_attachment_only():
    assert parts("PUBLISH") == [
        ("text/plain", "", "", "alternative"),
        ("text/html", "", "", "alternative"),
        ("text/calendar", "PUBLISH", "attachment", "mixed"),
    ]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_provider_accepts_an_invitation_and_is_given_its_method(settings, provider):
    settings.EMAIL_PROVIDER = provider
    settings.ANYMAIL = {f"{provider.upper()}_{name}": value for name, value in PROVIDERS[provider].items()}
    backend = import_module(f"anymail.backends.{provider}").EmailBackend()
    backend.open()
    try:
        payload = backend.build_message_payload(message("REQUEST"), {})
    finally:
        backend.close()
    assert payload
    (attachment,) = message("REQUEST").attachments
    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_param("method") == "REQUEST"
