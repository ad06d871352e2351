"""What people may ask not to get, one press from a mail program, the limit a minute, what comes back, who looks after it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sustaining.accounts.models import User
from sustaining.outbox import actions, bounces
from sustaining.outbox.delivery import LIMIT, deliver_all
from sustaining.outbox.kinds import get_kind
from sustaining.outbox.links import hash_token
from sustaining.outbox.messages import Rendered, render_email
from sustaining.outbox.models import Email, EmailPreference, EmailState, Link, MailChoice
from sustaining.outbox.optional import preference_for
from sustaining.outbox.skip_reasons import NOT_WANTED
from tests.desks import todos_for
from tests.links import stop_path

pytestmark = pytest.mark.django_db


def write(to, kind: str = "meeting_reminder", occasion: str = "hello", **fields) -> Email:
    return actions.queue_rendered(
        occasion, Rendered("Hello", "Hello", ""), to=to, kind=kind, now=timezone.now(), **fields
    )


@pytest.fixture
def mail(cast):
    """Mails without facts are not asked whether they are still true; what the cast's year has written waits."""
    Email.objects.update(not_before=timezone.now() + timedelta(days=99))
    return cast.advocate


def test_optional_emails_alone_have_unsubscribe_headers(smtp_server, mail):
    write(mail)
    write(mail, "claim_approved", "b")
    deliver_all(timezone.now)
    first, second = smtp_server.messages
    (link,) = Link.objects.filter(purpose="stop")
    assert (link.user, hash_token(first["List-Unsubscribe"].strip("<>").split("/")[-2])) == (mail, link.token_hash)
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert second["List-Unsubscribe"] is None
    assert {message["Auto-Submitted"] for message in smtp_server.messages} == {"auto-generated"}


def test_one_click_unsubscribe_stops_reminders_only(smtp_server, mail):
    path = stop_path(mail)
    client = Client(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert not MailChoice.objects.exists(), "looking at it changes nothing"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MailChoice.objects.get().wanted == EmailPreference.NO_REMINDERS
    for number, template in enumerate(
        ("meeting_reminder", "meeting_nudge", "meeting_date", "meeting_moved", "meeting_cancelled")
    ):
        write(mail, template, f"m{number}")
    assert deliver_all(timezone.now) == {"missed": 2, "sent": 3}
    assert set(Email.objects.filter(state=EmailState.MISSED).values_list("last_answer", flat=True)) == {NOT_WANTED}


def test_news_is_stopped_by_the_link_in_it_and_changes_still_arrive(smtp_server, mail, client):
    write(mail, "meeting_date", "news")
    deliver_all(timezone.now)
    (message,) = smtp_server.messages
    path = urlsplit(message["List-Unsubscribe"].strip().strip("<>")).path
    assert "Stop these emails?" in client.get(path).content.decode()
    assert not MailChoice.objects.exists(), "looking at it changes nothing"
    assert "Emails stopped" in client.post(path).content.decode()
    assert MailChoice.objects.get().wanted == EmailPreference.CHANGES_ONLY
    for number, template in enumerate(("meeting_reminder", "meeting_date", "meeting_moved")):
        write(mail, template, f"m{number}")
    assert deliver_all(timezone.now) == {"missed": 2, "sent": 1}


def test_stopping_reminders_leaves_a_stricter_choice_as_it_is(cast, now, client):
    actions.choose_mail(cast.advocate, preference=EmailPreference.CHANGES_ONLY, by=cast.advocate, now=now)
    assert "Reminders stopped" in client.post(stop_path(cast.advocate)).content.decode()
    assert MailChoice.objects.get().wanted == EmailPreference.CHANGES_ONLY


@pytest.mark.parametrize("token", ["1", "1:x", "x" * 500, "1:1:1"])
def test_invalid_unsubscribe_link_stops_nothing(client, mail, token):
    assert client.post(f"/mail/stop/{token}/").status_code == 404
    assert not MailChoice.objects.exists()


def test_changes_and_cancellations_are_sent_at_any_preference(smtp_server, mail, client_of):
    page = client_of(mail).post(reverse("outbox:choices"), {"preference": "changes"})
    assert page.status_code == 302
    for number, template in enumerate(("meeting_reminder", "meeting_date", "meeting_moved", "meeting_cancelled")):
        write(mail, template, f"m{number}")
    assert deliver_all(timezone.now) == {"missed": 2, "sent": 2}
    assert client_of(mail).post(reverse("outbox:choices"), {"preference": "silence"}).status_code == 200


def test_choosing_mail_for_someone_else_is_denied(cast, now):
    with pytest.raises(PermissionDenied):
        actions.choose_mail(cast.advocate, preference=EmailPreference.ALL, by=cast.lead, now=now)


def test_delivery_stops_at_the_limit_per_minute(smtp_server, settings):
    settings.EMAIL_RATE_PER_MINUTE = 3
    for number in range(5):
        write("someone@school.example", "note", f"m{number}")
    assert deliver_all(timezone.now) == {"sent": 3, LIMIT: 1}
    assert deliver_all(timezone.now) == {LIMIT: 1}
    assert deliver_all(lambda: timezone.now() + timedelta(seconds=61)) == {"sent": 2}


def test_delivery_round_ends_after_its_seconds(smtp_server):
    write("someone@school.example", "note")
    assert deliver_all(timezone.now, seconds=0) == {}


def test_bounced_email_is_shown_to_the_hub_and_can_be_resent(cast, now, client_of):
    email = write(cast.advocate, "meeting_date", about=cast.school)
    Email.objects.filter(pk=email.pk).update(state=EmailState.SENT, provider_id="abc-1", settled_at=now)
    event = SimpleNamespace(
        event_type="bounced", message_id="abc-1", mta_response="550 no such person", description="", reject_reason="",
        timestamp=now,
    )  # fmt: skip
    for _ in range(2):
        bounces.record_tracking_event(None, event)
    email.refresh_from_db()
    assert (email.state, email.last_answer) == (EmailState.BOUNCED, "550 no such person")
    assert any("was not delivered" in item.title for item in todos_for(cast.hubadmin, now))
    assert not any("was not delivered" in item.title for item in todos_for(cast.other.hubadmin, now))
    page = client_of(cast.hubadmin).get(reverse("outbox:email", args=[email.pk])).content.decode()
    assert "What to do" in page
    EmailAddress.objects.create(user=cast.advocate, email="right@school.example", verified=True)
    cast.advocate.email = "right@school.example"
    cast.advocate.save()
    client_of(cast.hubadmin).post(reverse("outbox:retry", args=[email.pk]))
    email.refresh_from_db()
    assert (email.state, email.to) == (EmailState.QUEUED, "right@school.example")


def test_email_set_aside_leaves_the_desk(cast, now):
    email = write(cast.advocate, "meeting_date", about=cast.school)
    Email.objects.filter(pk=email.pk).update(state=EmailState.FAILED, settled_at=now)
    actions.set_email_aside(email, by=cast.lead, now=now)
    assert not any("was not delivered" in item.title for item in todos_for(cast.hubadmin, now))


def test_complaint_turns_reminders_off(cast, now):
    email = write(cast.advocate)
    Email.objects.filter(pk=email.pk).update(state=EmailState.SENT, provider_id="abc-2")
    bounces.record_tracking_event(None, SimpleNamespace(event_type="complained", message_id="abc-2", timestamp=now))
    assert MailChoice.objects.get(user=cast.advocate).wanted == EmailPreference.NO_REMINDERS


@pytest.fixture
def reminder(mail, cast, now):
    """A reminder that waits, to an address without an account."""
    return write("Ines@School.example", "application_closing", "closing", about=cast.school)


def test_reminder_to_an_address_without_an_account_can_be_stopped(smtp_server, reminder, client):
    deliver_all(timezone.now)
    (message,) = smtp_server.messages
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(message["List-Unsubscribe"].strip().strip("<>")).path
    page = client.get(path).content.decode()
    assert "Ines@School.example" in page
    assert "choose which emails" not in page, "who has no account has nothing to sign in to"
    assert not MailChoice.objects.exists(), "looking at it changes nothing"
    assert "Reminders stopped" in client.post(path).content.decode()
    assert MailChoice.objects.get().address == "ines@school.example"
    write("ines@school.EXAMPLE", "application_closing", "again", about=reminder.about)
    write("ines@school.example", "application_offer", "offer", about=reminder.about)
    assert deliver_all(timezone.now) == {"missed": 1, "sent": 1}
    assert Email.objects.get(occasion="again").last_answer == NOT_WANTED


def test_text_of_a_reminder_offers_to_stop_it_without_an_account(cast):
    kind = get_kind("application_closing")
    context = {**kind.sample(), "about": cast.school}
    assert "Stop reminders: https://link.invalid/stop/" in render_email(kind.name, context).text


def test_account_keeps_the_choice_of_its_address_until_it_makes_its_own(cast, now):
    system = User.objects.system()
    actions.choose_mail(cast.advocate.email.upper(), preference=EmailPreference.NO_REMINDERS, by=system, now=now)
    assert preference_for(cast.advocate.pk, cast.advocate.email) == EmailPreference.NO_REMINDERS
    actions.choose_mail(cast.advocate, preference=EmailPreference.ALL, by=cast.advocate, now=now)
    assert preference_for(cast.advocate.pk, cast.advocate.email) == EmailPreference.ALL


def test_nobody_signed_in_chooses_for_an_address(cast, now):
    with pytest.raises(PermissionDenied):
        actions.choose_mail(cast.lead.email, preference=EmailPreference.ALL, by=cast.lead, now=now)


def test_complaint_about_an_email_to_an_address_turns_its_reminders_off(reminder):
    Email.objects.filter(pk=reminder.pk).update(provider_id="abc-3")
    event = SimpleNamespace(event_type="complained", message_id="abc-3", timestamp=timezone.now())
    bounces.record_tracking_event(None, event)
    assert MailChoice.objects.get(address="ines@school.example").wanted == EmailPreference.NO_REMINDERS


@pytest.mark.parametrize("fields", [{}, {"address": "a@b.example", "has_user": True}])
def test_choice_belongs_to_an_account_or_an_address(cast, now, fields):
    user = cast.advocate if fields.pop("has_user", False) else None
    with pytest.raises(IntegrityError), transaction.atomic():
        MailChoice.objects.create(user=user, wanted=EmailPreference.ALL, chosen_at=now, **fields)
