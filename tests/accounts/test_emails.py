"""Emails of accounts: an invitation that has been taken up does not go; what allauth writes has a kind."""

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
    """Somebody who has not been in yet."""
    person = User.objects.create_user("grace@demo.example", full_name="Grace Holloway")
    send_invitation(person, role="Advocate", place="Castle Hill", by=cast.lead, now=now)
    return person


def test_invitation_taken_up_meanwhile_does_not_go(invited, now):
    assert goes("invitation", now)
    invited.set_password("a-long-enough-one")
    invited.save()
    assert not goes("invitation", now)


def test_invitation_to_a_closed_account_does_not_go(invited, now):
    close_account(invited)
    assert not goes("invitation", now)


def test_other_mail_of_allauth_goes_as_it_is(cast):
    AccountAdapter().send_mail("account/email/unknown_account", cast.lead.email, {"email": cast.lead.email})
    email = Email.objects.get(kind="account_unknown_account")
    assert cast.lead.email in email.text
