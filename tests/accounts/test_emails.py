"""Emails of accounts: an accepted invitation is not sent; allauth's emails have kinds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schools.choices import HubRole
from schools.models import HubStaff
from sustaining.accounts.actions import send_invitation
from sustaining.accounts.adapter import AccountAdapter
from sustaining.accounts.models import User
from sustaining.accounts.templatetags.accounts import device_name
from sustaining.outbox.delivery import build_message
from sustaining.outbox.links import mint
from sustaining.outbox.models import Email
from sustaining.outbox.parts import get_home_hub
from tests.outbox.still_true import close_account, goes

pytestmark = pytest.mark.django_db
CHROME_ON_WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.fixture
def invited(cast, now):
    """A person who has not signed in yet."""
    person = User.objects.create_user("grace@demo.example", full_name="Grace Holloway")
    send_invitation(person, role="Advocate", place="Castle Hill", by=cast.lead, now=now)
    return person


def test_invitation_without_a_hub_is_signed_by_that_of_the_persons_post(cast, now):
    person = User.objects.create_user("grace@demo.example", full_name="Grace Holloway")
    HubStaff.objects.create(user=person, hub=cast.hub, role=HubRole.ADMINISTRATOR)
    send_invitation(person, role="member", place="Sustaining", by=cast.admin, now=now)
    assert Email.objects.get(kind="invitation", user=person).reply_to == cast.hub.contact_email


def test_invitation_after_a_password_is_set_is_not_sent(invited, now):
    assert goes("invitation", now)
    invited.set_password("a-long-enough-one")
    invited.save()
    assert not goes("invitation", now)


def test_invitation_to_a_closed_account_is_not_sent(invited, now):
    close_account(invited)
    assert not goes("invitation", now)


def test_email_of_allauth_is_queued_with_its_own_kind(cast):
    AccountAdapter().send_mail("account/email/unknown_account", cast.lead.email, {"email": cast.lead.email})
    email = Email.objects.get(kind="account_unknown_account")
    assert cast.lead.email in email.text


def test_account_email_goes_out_as_text_and_html_from_the_hub_of_its_reader(cast):
    AccountAdapter().send_mail("account/email/login_code", cast.lead.email, {"code": "H7K2PQ"})
    email = Email.objects.get(kind="account_login_code")
    assert email.reply_to == cast.hub.contact_email
    assert "H7K2PQ" not in email.text + email.html, "the code is sealed apart"
    message = build_message(email, filled=mint(email, now=email.queued_at))
    (html, kind), *_ = message.alternatives
    assert kind == "text/html"
    assert message.reply_to == [cast.hub.contact_email]
    for version in (message.body, html):
        assert "H7K2PQ" in version
        assert str(cast.hub) in version
        assert "link.invalid" not in version
    assert ">H7K2PQ</b>" in html


def test_account_email_is_the_one_that_the_gallery_shows(cast, client_of):
    """Both have the HTML version with its one button, and the hub's name."""
    AccountAdapter().send_mail(
        "account/email/password_reset_key", cast.lead.email, {"password_reset_url": "https://testserver/reset/abc/"}
    )
    email = Email.objects.get(kind="account_password_reset_key")
    shown = client_of(cast.admin).get("/help/emails/account_password_reset_key/message/").content.decode()
    for html in (email.html, shown):
        assert html.count('class="main"') == 1
        assert ">Choose a new password</a>" in html
        assert "Questions? Reply to this email" in html


def test_notification_names_a_readable_device_and_warns_once(cast):
    AccountAdapter().send_mail(
        "account/email/new_device",
        cast.advocate.email,
        {
            "user": cast.advocate,
            "timestamp": datetime(2026, 11, 27, 16, 10, tzinfo=UTC),
            "ip": "192.0.2.14",
            "user_agent": CHROME_ON_WINDOWS,
        },
    )
    email = Email.objects.get(kind="account_mail")
    assert "When: Friday 27 November 2026, 4:10pm\nDevice: Chrome on Windows\nIP address: 192.0.2.14" in email.text
    assert "Mozilla" not in email.text + email.html
    assert email.text.count("straight away") == 1
    assert email.html.count('class="main"') == 1
    assert f"\n-- \n{cast.hub}\n" in email.text


@pytest.mark.parametrize("person", ["lead", "hubadmin", "specialist", "advocate", "head", "finance"])
def test_hub_of_an_account_is_that_of_its_post(cast, person):
    assert get_home_hub(getattr(cast, person)) == cast.hub
    assert get_home_hub(cast.other.lead) == cast.other.hub


def test_hub_at_which_a_person_works_goes_before_that_of_their_school(cast):
    HubStaff.objects.create(user=cast.advocate, hub=cast.other.hub, role=HubRole.ADMINISTRATOR)
    assert get_home_hub(cast.advocate) == cast.other.hub


def test_account_without_a_hub_is_answered_by_the_programme(cast, settings):
    settings.PROGRAMME_CONTACT = "programme@school.example"
    assert get_home_hub(cast.admin) is None
    AccountAdapter().send_mail("account/email/unknown_account", "nobody@school.example", {})
    email = Email.objects.get(kind="account_unknown_account")
    assert email.reply_to == "programme@school.example"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME_ON_WINDOWS, "Chrome on Windows"),
        (f"{CHROME_ON_WINDOWS} Edg/131.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        (f"{IPHONE} Version/18.1 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{IPHONE} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{IPHONE} FxiOS/133.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/27.0 Chrome/125.0 Mobile", "Samsung Internet on Android"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/131.0.0.0 Safari/537.36", "Chrome on Chromebook"),
        ("curl/8.5.0", "Unknown device"),
    ],
)
def test_device_is_named_as_its_owner_would(user_agent, name):
    assert device_name(user_agent) == name
