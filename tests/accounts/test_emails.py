"""Emails of accounts: an accepted invitation is not sent; allauth's emails have kinds."""

from __future__ import annotations

import pytest

from sustaining.accounts.actions import send_invitation
from sustaining.accounts.adapter import AccountAdapter
from sustaining.accounts.models import User
from sustaining.outbox.models import Email
from tests.outbox.still_true import close_account, goes

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(cast, now):
    """A person who has not signed in yet."""
    person = User.objects.create_user("grace@demo.example", full_name="Grace Holloway")
    send_invitation(person, role="Advocate", place="Castle Hill", by=cast.lead, now=now)
    return person


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
