"""Addresses, limits, second factors, sessions and what people hear of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.core import mail
from django.core.checks import run_checks
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schools.actions import add_contact, end_post
from schools.choices import ContactRole
from sustaining.accounts.actions import end_session
from sustaining.accounts.models import SecurityEvent, User
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.models import Email
from tests.cast import PASSWORD
from tests.links import invitation_path
from tests.sign_in import give_totp, totp_code

pytestmark = pytest.mark.django_db
SUBJECTS = {
    "email_changed": "email address has been changed",
    "new_device": "New sign-in",
    "password_changed": "password has been changed",
    "recovery_code_used": "recovery code was used",
    "totp_deactivated": "app removed",
}
NEW = "four-green-bars-and-a-line"


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: str):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def reauthenticate(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def mails_to(address: str, kind: str) -> list[Email]:
    return list(Email.objects.filter(to=address, subject__icontains=SUBJECTS[kind]))


def text_to(address: str) -> str:
    """Deliver what waits, and return the latest email to an address as it arrived."""
    deliver_all(timezone.now)
    return [message for message in mail.outbox if message.to == [address]][-1].body


# --- 2: addresses ---------------------------------------------------------------------------------------------------


@pytest.fixture
def squatter(cast) -> Client:
    client = Client()
    sign_in(client, cast.stranger.email)
    reauthenticate(client)
    return client


def test_email_change_without_verification_is_refused(cast, squatter, now):
    squatter.post(reverse("account_email"), {"action_add": "", "email": "newlead@other.example"})
    squatter.post(reverse("account_email"), {"action_primary": "", "email": "newlead@other.example"})
    cast.stranger.refresh_from_db()
    assert cast.stranger.email == "stranger@demo.example"
    add_contact(
        cast.school, full_name="New Head", email="newlead@other.example", role=ContactRole.HEADTEACHER,
        by=cast.lead, now=now,
    )  # fmt: skip
    assert squatter.get(f"/schools/{cast.school.urn}/").status_code == 404
    assert User.objects.get(email="newlead@other.example") != cast.stranger


def test_email_change_by_raw_sql_without_verification_is_refused(cast):
    with pytest.raises(IntegrityError, match="verified first"), transaction.atomic():
        User.objects.filter(pk=cast.stranger.pk).update(email="other@other.example")


def assert_commit_is_refused(cursor) -> None:
    """Ask what the database asks at commit, and roll back."""
    with pytest.raises(IntegrityError, match="verified email address of its own"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM account_emailaddress WHERE user_id = {0}",
        "UPDATE account_emailaddress SET verified = false WHERE user_id = {0}",
        "UPDATE account_emailaddress SET email = 'other@other.example' WHERE user_id = {0}",
    ],
)
def test_address_of_an_account_in_use_that_loses_its_verified_row_is_refused(cast, squatter, statement):
    assert EmailAddress.objects.filter(user=cast.stranger, verified=True).exists()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(cast.stranger.pk))
        assert_commit_is_refused(cursor)


def test_password_for_an_account_whose_address_nobody_verified_is_refused(cast):
    invited = User.objects.create_user("waits@other.example", full_name="Will Wait")
    EmailAddress.objects.create(user=invited, email=invited.email, primary=True, verified=False)
    invited.set_password(NEW)
    with transaction.atomic(), connection.cursor() as cursor:
        invited.save()
        assert_commit_is_refused(cursor)


def test_email_change_by_the_link_notifies_the_old_address(cast, squatter):
    squatter.post(reverse("account_email"), {"action_add": "", "email": "Moved@Other.example"})
    path = re.search(r"/accounts/confirm-email/\S+", text_to("moved@other.example"))[0]
    assert squatter.get(path).status_code == 200
    cast.stranger.refresh_from_db()
    assert cast.stranger.email == "stranger@demo.example"
    squatter.post(path)
    cast.stranger.refresh_from_db()
    assert cast.stranger.email == "moved@other.example"
    assert len(mails_to("stranger@demo.example", "email_changed")) == 1
    assert EmailAddress.objects.filter(user=cast.stranger).count() == 1


def test_email_change_to_an_address_in_use_shows_an_error(cast, squatter):
    page = squatter.post(reverse("account_email"), {"action_add": "", "email": cast.lead.email.upper()})
    assert page.status_code == 200
    assert "already in use" in page.content.decode()


def test_email_verification_of_an_address_taken_meanwhile_shows_an_error(cast, squatter):
    squatter.post(reverse("account_email"), {"action_add": "", "email": "late@other.example"})
    text = text_to("late@other.example")
    User.objects.create_user("late@other.example", full_name="Late Comer")
    page = squatter.post(re.search(r"/accounts/confirm-email/\S+", text)[0], follow=True)
    assert page.status_code == 200
    assert "already in use" in page.content.decode()
    cast.stranger.refresh_from_db()
    assert cast.stranger.email == "stranger@demo.example"


def test_email_address_is_unique_ignoring_case(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Lead@Demo.example", full_name="Twice")


def test_invitation_to_an_address_claimed_by_another_account_makes_a_new_account(cast, squatter, now):
    add_contact(
        cast.school, full_name="Gus Hale", email="gus@new.example", role=ContactRole.HEADTEACHER, by=cast.lead, now=now
    )
    invited = User.objects.get(email="gus@new.example")
    url = invitation_path(invited)
    assert squatter.get(f"/schools/{cast.school.urn}/").status_code == 404
    client = Client()
    client.post(url, {"password1": NEW, "password2": NEW})
    assert EmailAddress.objects.get(user=invited).verified
    assert client.get(f"/schools/{cast.school.urn}/").status_code == 200
    client.post(reverse("account_reauthenticate"), {"password": NEW})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


# --- 6: limits ------------------------------------------------------------------------------------------------------

PROXIES = {0: {"REMOTE_ADDR": "198.51.100.{}"}, 1: {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "{}, 198.51.100.{}"},
           2: {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "{}, 198.51.100.{}, 10.0.0.1"}}  # fmt: skip


def from_client(proxies: int, number: int, forged: str = "203.0.113.7") -> dict[str, str]:
    """Return the headers of a request by visitor `number` through so many proxies, who forged the first part."""
    headers = dict(PROXIES[proxies])
    if proxies:
        headers["HTTP_X_FORWARDED_FOR"] = headers["HTTP_X_FORWARDED_FOR"].format(forged, number)
    else:
        headers = {"REMOTE_ADDR": headers["REMOTE_ADDR"].format(number), "HTTP_X_FORWARDED_FOR": forged}
    return headers


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_rate_limit_of_one_client_leaves_others_alone(cast, settings, proxies):
    settings.TRUSTED_PROXY_COUNT = proxies
    for number in range(34):  # another forged address each time
        sign_in(Client(), "lead@demo.example", "wrong", **from_client(proxies, 1, f"203.0.113.{number}"))
    attacker, lead, other = Client(), Client(), Client()
    sign_in(attacker, "lead@demo.example", **from_client(proxies, 1, "192.0.2.99"))
    sign_in(lead, "lead@demo.example", **from_client(proxies, 2))
    sign_in(other, "hubadmin@demo.example", **from_client(proxies, 3))
    assert (is_signed_in(attacker), is_signed_in(lead), is_signed_in(other)) == (False, True, True)


def test_sign_in_of_a_locked_account_by_emailed_code_is_possible(cast, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_anywhere": "8/h/key"}
    for number in range(10):
        page = sign_in(Client(), cast.lead.email, "wrong", REMOTE_ADDR=f"198.51.100.{number}")
    assert "sign in with a code" in page.content.decode()
    client = Client()
    sign_in(client, cast.lead.email)
    assert not is_signed_in(client)
    client.post(reverse("account_request_login_code"), {"email": cast.lead.email})
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", text_to(cast.lead.email), re.MULTILINE)[1]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert is_signed_in(client)


@pytest.mark.parametrize(("count", "fails"), [(None, True), (0, False), (1, False)])
def test_deployment_check_without_proxy_count_fails(settings, count, fails):
    settings.TRUSTED_PROXY_COUNT = count
    check_ids = {message.id for message in run_checks(tags=["security"], include_deployment_checks=True)}
    assert ("sustaining.E010" in check_ids) is fails


# --- 7: second factor -----------------------------------------------------------------------------------------------


@pytest.fixture
def strict(settings) -> None:
    settings.ADMIN_NEEDS_SECOND_FACTOR = True


def test_administrator_without_second_factor_reaches_only_their_account(cast, strict):
    client = Client()
    sign_in(client, cast.admin.email)
    for page in ("/", "/admin/", f"/schools/{cast.school.urn}/", "/claims/", "/search/?q=a"):
        answer = client.get(page)
        assert (answer.status_code, answer.url) == (302, reverse("mfa_index")), page
    assert client.get(reverse("accounts:details")).status_code == 200


def test_session_without_second_factor_is_held_back_when_another_session_enrols(cast, strict):
    client = Client()
    sign_in(client, cast.admin.email)
    secret = give_totp(cast.admin)
    for page in ("/admin/", "/"):
        assert client.get(page).url.startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("mfa_deactivate_totp")).url.startswith(reverse("mfa_reauthenticate"))
    client.post(reverse("mfa_reauthenticate"), {"code": totp_code(secret)})
    assert client.get("/admin/").status_code == 200


def test_first_second_factor_requires_the_mailbox_code(cast, strict):
    client = Client()
    sign_in(client, cast.admin.email)
    reauthenticate(client)
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).url.startswith(reverse("accounts:prove-mailbox"))
    page = reverse("accounts:prove-mailbox")
    client.post(page, {"send": "yes"})
    code = re.search(r"\d{8}", text_to(cast.admin.email))[0]
    assert client.post(page, {"code": "1"}).status_code == 200
    assert client.post(page, {"code": code, "next": reverse("mfa_activate_totp")}).url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_mailbox_code_after_five_tries_is_refused(cast):
    client = Client()
    sign_in(client, cast.lead.email)
    page = reverse("accounts:prove-mailbox")
    client.post(page, {"send": "yes"})
    code = re.search(r"\d{8}", text_to(cast.lead.email))[0]
    for _ in range(5):
        client.post(page, {"code": "00000000"})
    assert client.post(page, {"code": code}).status_code == 200


def test_people_other_than_administrators_need_no_second_factor(cast, strict):
    client = Client()
    sign_in(client, cast.lead.email)
    assert client.get("/").status_code == 200


# --- sessions, mails, log -------------------------------------------------------------------------------------------


def test_sessions_page_lists_and_ends_sessions(cast):
    first, second = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"), Client()
    for client in (first, second):
        sign_in(client, cast.lead.email)
    page = second.get(reverse("usersessions_list")).content.decode()
    assert "Firefox on Windows" in page
    assert "this device" in page
    second.post(reverse("usersessions_list"))
    assert first.get("/").status_code == 302
    assert second.get("/").status_code == 200
    assert UserSession.objects.filter(user=cast.lead).count() == 1


def test_one_session_is_ended_alone(cast):
    clients = [Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"), Client(), Client()]
    for client in clients:
        sign_in(client, cast.lead.email)
    lost, other, here = clients
    session = UserSession.objects.get(session_key=lost.session.session_key)
    end = reverse("accounts:end-session", args=[session.pk])
    assert end in here.get(reverse("usersessions_list")).content.decode()
    page = here.post(end, follow=True).content.decode()
    assert "Firefox on Windows has been signed out." in page
    assert lost.get("/").headers["Location"].startswith("/accounts/login/")
    assert [client.get("/").status_code for client in (other, here)] == [200, 200]
    assert UserSession.objects.filter(user=cast.lead).count() == 2


def test_current_session_is_not_ended_by_its_own_page(cast):
    client = Client()
    sign_in(client, cast.lead.email)
    session = UserSession.objects.get(user=cast.lead)
    client.post(reverse("accounts:end-session", args=[session.pk]))
    assert client.get("/").status_code == 200


def test_session_of_another_person_cannot_be_ended(cast):
    lead_client, client = Client(), Client()
    sign_in(lead_client, cast.lead.email)
    sign_in(client, cast.hubadmin.email)
    session = UserSession.objects.get(user=cast.lead)
    assert client.post(reverse("accounts:end-session", args=[session.pk])).status_code == 404
    with pytest.raises(PermissionDenied, match="your own devices"):
        end_session(session, by=cast.admin, now=timezone.now())
    assert lead_client.get("/").status_code == 200


def test_session_over_its_greatest_age_ends_although_in_use(cast, client_of, now):
    client = client_of(cast.lead)
    for hours in (8, 16, 23):
        with time_machine.travel(now + timedelta(hours=hours)):
            assert client.post(reverse("accounts:stay")).status_code == 200
    with time_machine.travel(now + timedelta(hours=25)):
        answer = client.get("/")
    assert answer.url.startswith("/accounts/login/")


def test_new_device_is_emailed_once(cast):
    client = Client()
    for _ in range(2):
        sign_in(client, cast.lead.email)
        client.post(reverse("account_logout"))
    assert len(mails_to(cast.lead.email, "new_device")) == 1
    sign_in(Client(), cast.lead.email)
    assert len(mails_to(cast.lead.email, "new_device")) == 2


def test_account_changes_are_emailed(cast, django_capture_on_commit_callbacks):
    client, email = Client(), cast.lead.email
    sign_in(client, email)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    secret = give_totp(cast.lead)
    other = Client()
    sign_in(other, email, NEW)
    recovery = RecoveryCodes.activate(cast.lead).get_unused_codes()[0]
    other.post(reverse("mfa_authenticate"), {"code": recovery})
    assert is_signed_in(other)
    other.post(reverse("mfa_reauthenticate"), {"code": totp_code(secret)})
    with django_capture_on_commit_callbacks(execute=True):
        other.post(reverse("mfa_deactivate_totp"))
    assert "If it wasn’t" in text_to(email)
    for kind in ("password_changed", "recovery_code_used", "totp_deactivated"):
        assert len(mails_to(email, kind)) == 1, kind
        assert SecurityEvent.objects.filter(user=cast.lead, kind=kind).count() == 1


def test_code_page_without_a_passkey_offers_recovery_codes_only(cast):
    give_totp(cast.lead)
    client = Client()
    page = client.post(
        reverse("account_login"), {"login": cast.lead.email, "password": PASSWORD}, follow=True
    ).content.decode()
    assert "recovery codes" in page
    assert "security key" not in page


def test_unknown_passkey_shows_an_error(cast, client):
    page = client.post(reverse("mfa_login_webauthn"), {"credential": "{}"}, follow=True).content.decode()
    assert "passkey was not recognised" in page


def test_security_events_page_is_permitted_to_administrators_only(cast, client_of):
    sign_in(Client(), cast.lead.email, "wrong")
    page = reverse("accounts:security-events")
    assert client_of(cast.lead).get(page).status_code == 403
    client = client_of(cast.admin)
    assert "Sign-in failed" in client.get(page, {"q": "lead@", "kind": "sign_in_failed"}).content.decode()
    assert "No security events" in client.get(page, {"kind": "webauthn_removed"}).content.decode()
    for odd in ({"kind": "x"}, {"since": "x"}, {"q": "%_"}, {"since": "2026-11-24"}):
        assert client.get(page, odd).status_code == 200


def test_download_and_new_administrator_are_recorded_as_security_events(cast, client_of):
    client_of(cast.lead).get(reverse("funding:account-file", args=["csv"]))
    assert SecurityEvent.objects.get(kind="file_taken").user == cast.lead
    User.objects.filter(pk=cast.stranger.pk).update(is_superuser=True)
    (changed,) = SecurityEvent.objects.filter(kind="role_changed", user=cast.stranger)
    assert changed.detail == "programme administrator, active"
    assert SecurityEvent.objects.filter(kind="role_changed", user=cast.lead, detail__startswith="lead of hub").exists()


def test_roles_at_schools_and_their_ends_are_recorded_as_security_events(cast, now):
    def details(person: User) -> list[str]:
        events = SecurityEvent.objects.filter(kind="role_changed", user=person).order_by("pk")
        return list(events.values_list("detail", flat=True))

    school = f"of school {cast.school.pk}"
    assert f"Advocate {school}" in details(cast.advocate)
    assert f"finance {school}" in details(cast.finance)
    assert f"Specialist of participation {cast.participation.pk}" in details(cast.specialist)
    end_post(cast.advocate.advocacies.get(), by=cast.lead, now=now)
    assert details(cast.advocate)[-1].startswith(f"Advocate {school} until ")


def test_security_events_are_kept_for_the_configured_days(cast, now):
    sign_in(Client(), cast.lead.email, "wrong")
    # Alone: a trigger notes changes of roles at PostgreSQL's time, which is not the test's.
    failed = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.SIGN_IN_FAILED)
    with time_machine.travel(now + timedelta(days=django_settings.SECURITY_EVENT_DAYS - 5)):
        call_command("retention", apply=True)
    assert failed.exists()
    with time_machine.travel(now + timedelta(days=django_settings.SECURITY_EVENT_DAYS + 5)):
        call_command("retention", apply=True)
    assert not failed.exists()
