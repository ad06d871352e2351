"""A hub's settings: a second factor for everyone who works for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from schools.actions import add_contact, edit_hub_settings
from schools.models import Hub, HubStaff
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.models import Email
from tests.sign_in import give_totp, totp_code

pytestmark = pytest.mark.django_db
STAFF = ("lead", "hubadmin", "auditor")


@pytest.fixture
def strict_hub(cast, now) -> Hub:
    return edit_hub_settings(cast.hub, staff_need_second_factor=True, by=cast.lead, now=now)


def home(client) -> str:
    """Return where the desk sends the client; empty if it shows."""
    return client.get("/").headers.get("Location", "")


@pytest.mark.parametrize("name", STAFF)
def test_staff_of_a_hub_that_asks_for_it_are_held_back_without_second_factor(cast, strict_hub, client_of, name):
    client = client_of(getattr(cast, name))
    for page in ("/", f"/schools/{cast.school.urn}/", "/claims/"):
        assert client.get(page).headers.get("Location") == reverse("mfa_index"), page
    assert client.post(f"/schools/{cast.school.urn}/people/", {}).headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("accounts:details")).status_code == 200


def test_people_outside_the_hub_are_not_asked_for_second_factor(cast, strict_hub, client_of):
    for person in (cast.other.lead, cast.advocate, cast.head, cast.finance, cast.specialist, cast.stranger):
        assert home(client_of(person)) == "", person


def test_second_factor_counts_only_in_the_session_that_gave_it(cast, strict_hub, client_of):
    secret = give_totp(cast.lead)
    first, second = client_of(cast.lead), client_of(cast.lead)
    assert home(first).startswith(reverse("mfa_reauthenticate"))
    first.post(reverse("mfa_reauthenticate"), {"code": totp_code(secret)})
    assert home(first) == ""
    assert home(second).startswith(reverse("mfa_reauthenticate"))


def test_first_factor_of_hub_staff_requires_the_mailbox_code(cast, strict_hub, client_of):
    client = client_of(cast.hubadmin)
    page = reverse("accounts:prove-mailbox")
    assert client.get(reverse("mfa_activate_totp")).headers["Location"].startswith(page)
    client.post(page, {"send": "yes"})
    deliver_all(timezone.now)
    code = re.search(r"\d{8}", [message for message in mail.outbox if message.to == [cast.hubadmin.email]][-1].body)[0]
    answer = client.post(page, {"code": code, "next": reverse("mfa_activate_totp")})
    assert answer.headers["Location"] == reverse("mfa_activate_totp")


def test_post_that_ended_or_has_not_begun_asks_for_no_second_factor(cast, strict_hub, client_of, now):
    today = timezone.localdate(now)
    HubStaff.objects.filter(user=cast.auditor).update(ends_on=today - timedelta(days=1))
    HubStaff.objects.filter(user=cast.hubadmin).update(starts_on=today + timedelta(days=1))
    assert home(client_of(cast.auditor)) == ""
    assert home(client_of(cast.hubadmin)) == ""


def test_hub_settings_page_saves_and_takes_back_the_choice(cast, client_of):
    client = client_of(cast.lead)
    page = reverse("schools:hub-settings", args=[cast.hub.pk])
    assert page in client.get("/").content.decode()
    assert client.post(page, {"staff_need_second_factor": "on"}).headers["Location"] == page
    cast.hub.refresh_from_db()
    assert cast.hub.staff_need_second_factor
    client.post(reverse("mfa_reauthenticate"), {"code": totp_code(give_totp(cast.lead))})
    client.post(page, {"sent": "yes"})
    cast.hub.refresh_from_db()
    assert not cast.hub.staff_need_second_factor


def test_hub_settings_are_the_leads_alone(cast, now):
    for person in (cast.hubadmin, cast.auditor, cast.other.lead, cast.advocate):
        with pytest.raises(PermissionDenied, match="hub lead"):
            edit_hub_settings(cast.hub, staff_need_second_factor=True, by=person, now=now)


def test_contact_email_is_changed_by_the_lead_and_gets_the_replies(cast, client_of):
    page = reverse("schools:hub-contact", args=[cast.hub.pk])
    assert client_of(cast.lead).post(page, {"contact_email": "hub@rivermead.example"}).status_code == 302
    cast.hub.refresh_from_db()
    assert cast.hub.contact_email == "hub@rivermead.example"
    refused = client_of(cast.lead).post(page, {"contact_email": "nobody"}).content.decode()
    assert "Enter the hub’s email address, for example hub@example.sch.uk." in refused
    assert client_of(cast.hubadmin).get(page).status_code == 403


def test_telephone_of_a_hub_is_optional_and_shown_in_help_and_below_its_emails(cast, now, client_of):
    page, contact = reverse("schools:hub-contact", args=[cast.hub.pk]), {"contact_email": "hub@rivermead.example"}
    client = client_of(cast.lead)
    refused = client.post(page, {**contact, "telephone": "ring us"}).content.decode()
    assert "Enter a telephone number, for example 0113 496 0187." in refused
    assert client.post(page, {**contact, "telephone": "+44 113 4960187"}).status_code == 302
    cast.hub.refresh_from_db()
    assert cast.hub.telephone == "0113 496 0187"
    assert 'value="0113 496 0187"' in client.get(page).content.decode()
    assert 'href="tel:+441134960187"' in client_of(cast.advocate).get("/help/").content.decode()
    add_contact(cast.school, full_name="Una", email="una@demo.example", role="finance", by=cast.lead, now=now)
    invitation = Email.objects.latest("pk")
    assert "write to hub@rivermead.example, or call 0113 496 0187." in invitation.text
    assert 'href="tel:+441134960187"' in invitation.html
    assert client.post(page, contact).status_code == 302
    cast.hub.refresh_from_db()
    assert cast.hub.telephone == ""
