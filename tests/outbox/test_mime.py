"""Emails as MIME: what Django's own messages would be, to the byte, but for the boundary."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.policy import compat32

import pytest
from django.core.mail import EmailMultiAlternatives

from sustaining.outbox.mime import OutboxMessage, PlainHeadersPolicy

HEADERS = [
    ("Subject", "Meeting on Wed 4 Nov 2026"),
    ("Subject", "word " * 30),
    ("Subject", "x" * 400),
    ("Subject", " spaces  within and at the end "),
    ("Subject", ""),
    ("Subject", "one\ttab"),
    ("From", "Sustaining <no-reply@sustaining.example>"),
    ("To", "o'neill@school.example"),
    ("Message-ID", "<179590851844.11904.15649485861266389020@a-rather-long-name.sustaining.example>"),
    ("Content-Type", 'multipart/alternative; boundary="a"'),
    ("List-Unsubscribe", f"<https://sustaining.example/mail/stop/{'t' * 43}/>"),
    ("X-Note", "a" * 69),
    ("X-Note", "a" * 70),
    ("X-Note", "a" * 71),
    ("X-Note", "Grüße"),
]


@pytest.mark.parametrize(("name", "value"), HEADERS)
def test_header_is_written_as_by_python(name, value):
    for end in ("\n", "\r\n"):
        ours, djangos = PlainHeadersPolicy(linesep=end), compat32.clone(linesep=end)
        assert ours.fold(name, value) == djangos.fold(name, value)
        if value.isascii():
            assert ours.fold_binary(name, value) == djangos.fold_binary(name, value)


@pytest.mark.parametrize("subject", ["Hello", "Ωμέγα – ½ day " * 9, "x" * 400])
def test_email_is_djangos_but_for_its_boundary(subject):
    fields = (subject, "Grüße,\nFrom Ines\n.\n", "Sustaining <a@b.example>", ["Ines Ü <ines@school.example>"])
    headers = {"Message-ID": "<1@b.example>", "Date": "Sat, 28 Nov 2026 23:29:18 -0000"}
    messages = []
    for kind in (OutboxMessage, EmailMultiAlternatives):
        message = kind(*fields, reply_to=["hub@b.example"], headers=headers)
        message.attach_alternative("<p>Grüße</p>", "text/html")
        message.attach("meeting.ics", "BEGIN:VCALENDAR", "text/calendar")
        messages.append(message.message())
    # Outermost first: a boundary is told apart from the text around it by its own header.
    written, expected = (message.as_bytes(linesep="\r\n") for message in messages)
    for ours, djangos in zip(messages[0].walk(), messages[1].walk(), strict=True):
        if ours.is_multipart():
            written = written.replace(ours.get_boundary().encode(), b"boundary")
            expected = expected.replace(djangos.get_boundary().encode(), b"boundary")
    assert written == expected


def test_boundary_is_new_for_each_email_and_parts_are_read():
    boundaries = set()
    for _ in range(3):
        message = OutboxMessage("Hello", "Text", "a@b.example", ["ines@school.example"])
        message.attach_alternative("<p>Text</p>", "text/html")
        parsed = message_from_bytes(message.message().as_bytes(linesep="\r\n"), policy=policy.default)
        assert [part.get_content().strip() for part in parsed.iter_parts()] == ["Text", "<p>Text</p>"]
        boundaries.add(parsed.get_boundary())
    assert len(boundaries) == 3
