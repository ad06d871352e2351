"""Providers tell of mail that came back, by the addresses and with the proofs that they really use (django-anymail)."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from scripts.places import ROOT
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.messages import Rendered
from sustaining.outbox.models import Email, EmailPreference, EmailState, MailChoice
from tests.desks import todos_for
from tests.outbox.disruption import url_of_the_tests

KEY, NAME = "signing-key", "hook:a long secret"
KEYS = {
    "MAILGUN_API_KEY": "key",
    "MAILGUN_WEBHOOK_SIGNING_KEY": KEY,
    "POSTMARK_SERVER_TOKEN": "t",
    "WEBHOOK_SECRET": NAME,
}
MAILGUN, POSTMARK = "/anymail/mailgun/tracking/", "/anymail/postmark/tracking/"
CAME = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)


def sent(to, provider_id: str, **fields: object) -> Email:
    """A mail that a provider took under `provider_id`."""
    email = queue_rendered(provider_id, Rendered("A date", "Hello", ""), to=to, kind="meeting_date", now=CAME, **fields)
    Email.objects.filter(pk=email.pk).update(state=EmailState.SENT, provider_id=provider_id, settled_at=CAME)
    return email


def mailgun(provider_id: str, event: str, key: str = KEY, **more: object) -> tuple[str, str, dict[str, str]]:
    """As Mailgun says it, signed as Mailgun signs."""
    stamp, token = str(int(CAME.timestamp())), "f0e1d2c3"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data = {
        "event": event, "timestamp": CAME.timestamp(), "message": {"headers": {"message-id": provider_id.strip("<>")}}, **more,
    }  # fmt: skip
    body = {"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data}
    return MAILGUN, json.dumps(body), {"Authorization": basic(NAME)}


def postmark(provider_id: str, record: str, secret: str = NAME, **more: object) -> tuple[str, str, dict[str, str]]:
    """As Postmark says it, with the name and the password of its webhook."""
    body = {"RecordType": record, "MessageID": provider_id, "ID": 42, "Email": "who@school.example", **more}
    return POSTMARK, json.dumps(body), {"Authorization": basic(secret)}


def basic(secret: str) -> str:
    """A name and a password as HTTP carries them."""
    return f"Basic {b64encode(secret.encode()).decode()}"


def post_events(*events: tuple[str, str, dict[str, str]]) -> list[int]:
    """What the site with a provider answers to each."""
    environment = {
        **os.environ, "DATABASE_URL": url_of_the_tests(), "DJANGO_SETTINGS_MODULE": "sustaining.settings",
        "EMAIL_PROVIDER": "mailgun", "ANYMAIL": json.dumps(KEYS), "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    lines = "".join(f"{json.dumps(event)}\n" for event in events)
    done = subprocess.run(
        [sys.executable, "-m", "tests.outbox.webhooks"],
        input=lines, env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [int(line) for line in done.stdout.split()]


@pytest.mark.django_db(transaction=True)
def test_provider_webhooks_mark_bounces_and_complaints(cast, now, client_of):
    gone = sent(cast.advocate, "<gone@mg.example>", about=cast.school)
    full = sent(cast.advocate, "full-1", about=cast.school)
    late = sent(cast.advocate, "<late@mg.example>")
    forged = sent(cast.advocate, "<forged@mg.example>")
    sent(cast.finance, "enough-1")
    status = {"code": 550, "message": "550 5.1.1 no such person"}
    answers = post_events(
        mailgun("<gone@mg.example>", "failed", severity="permanent", reason="bounce", **{"delivery-status": status}),
        mailgun("<gone@mg.example>", "failed", severity="permanent", reason="bounce", **{"delivery-status": status}),
        mailgun("<late@mg.example>", "failed", severity="temporary"),
        mailgun("<forged@mg.example>", "failed", key="guessed", severity="permanent"),
        mailgun("<unknown@mg.example>", "failed", severity="permanent"),
        (MAILGUN, "{}", {"Authorization": basic(NAME)}),
        postmark("full-1", "Bounce", Type="HardBounce", Details="552 mailbox full", BouncedAt="2026-11-24T10:05:00Z"),
        postmark("<forged@mg.example>", "Bounce", secret="hook:guessed", Type="HardBounce"),
        postmark("enough-1", "SpamComplaint", Type="SpamComplaint"),
    )
    assert answers == [200, 200, 200, 400, 200, 400, 200, 400, 200]
    for email, state, answer in (
        (gone, EmailState.BOUNCED, status["message"]), (full, EmailState.BOUNCED, "552 mailbox full"),
        (late, EmailState.SENT, ""), (forged, EmailState.SENT, ""),
    ):  # fmt: skip
        email.refresh_from_db()
        assert (email.state, email.last_answer) == (state, answer)
    assert gone.settled_at == CAME
    assert MailChoice.objects.get().user == cast.finance
    assert MailChoice.objects.get().wanted == EmailPreference.NO_REMINDERS
    about = [item for item in todos_for(cast.hubadmin, now) if "was not delivered" in item.title]
    assert {item.url for item in about} == {reverse("outbox:email", args=[email.pk]) for email in (gone, full)}
    assert "no such person" in client_of(cast.hubadmin).get("/").content.decode()
    assert not any("was not delivered" in item.title for item in todos_for(cast.other.hubadmin, now))
