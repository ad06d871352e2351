"""Changes of factors and of the address ask for the password or factor again."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import PASSWORD
from tests.sign_in import forget_reauthentication, give_totp, totp_code

pytestmark = pytest.mark.django_db
ASKS = "/accounts/reauthenticate/"


OF_ONE_KEY = {"mfa_remove_webauthn", "mfa_edit_webauthn"}


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        *sorted(OF_ONE_KEY),
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
    ],
)
def test_changes_of_factors_ask_who_it_is(cast, client_of, name):
    client = client_of(cast.lead)
    if name not in {"mfa_activate_totp", "mfa_add_webauthn"}:
        secret = give_totp(cast.lead)
        client.post(reverse("mfa_reauthenticate"), {"code": totp_code(secret)})
    session = client.session
    session["mailbox_proved_at"] = timezone.now().isoformat()
    session.save()
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    answer = client.get(reverse(name, args=[1] if name in OF_ONE_KEY else []))
    assert answer.status_code == 302, name
    assert "reauthenticate" in answer.headers["Location"], name


def test_change_of_address_asks_who_it_is_and_keeps_what_was_typed(cast, client_of):
    stale = client_of(cast.hubadmin)
    forget_reauthentication(stale)
    page = reverse("account_email")
    answer = stale.post(page, {"action_add": "", "email": "moved@other.example"})
    assert answer.headers["Location"].startswith(ASKS)
    stale.post(answer.headers["Location"], {"password": PASSWORD, "next": page})
    assert cast.hubadmin.emailaddress_set.filter(email="moved@other.example", verified=False).exists()
