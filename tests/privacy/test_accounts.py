"""Accounts at people's request: a name or an address corrected, closed and reopened, the use of data restricted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.models import Advocate
from specialists.retention import people_without_posts_since
from sustaining.accounts.actions import AccountRestricted, find_or_add_person
from sustaining.accounts.models import User
from sustaining.casework.recipients import RESTRICTED, Recipient, _with_reasons
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.models import Email, EmailState
from sustaining.outbox.skip_reasons import RESTRICTED as NOT_SENT
from sustaining.privacy import actions
from sustaining.privacy.choices import Change
from sustaining.privacy.models import AccountChange
from tests.sizes import at_two_sizes

WHY = {"reason": "Letter of 3 November."}


def leave(cast, now):
    """End every post of the Advocate, and return the account."""
    gone = now.date() - timedelta(days=120)
    Advocate.objects.filter(user=cast.advocate).update(starts_on=gone - timedelta(days=300), ends_on=gone)
    return cast.advocate


def account_page(person, name=""):
    return reverse(f"privacy:person-{name}" if name else "privacy:person", args=[person.pk])


def test_administrator_corrects_a_name_and_search_finds_the_earlier_one_without_showing_it(cast, client_of):
    client, before = client_of(cast.admin), cast.advocate.full_name
    shown = client.get(account_page(cast.advocate, "name")).content.decode()
    assert f'value="{before}"' in shown
    response = client.post(account_page(cast.advocate, "name"), {"full_name": " Nina  Okonkwo ", **WHY})
    assert response["Location"] == account_page(cast.advocate)
    cast.advocate.refresh_from_db()
    assert cast.advocate.full_name == "Nina Okonkwo"
    results = client.get(reverse("privacy:people"), {"q": before}).content.decode()
    assert "Nina Okonkwo" in results
    assert f">{before}" not in results  # only the search fields say what was looked for
    email = Email.objects.get(kind="account_change")
    assert (email.to, email.subject) == (cast.advocate.email, "Your name has been corrected")
    assert "Reason: Letter of 3 November." in email.text
    assert "Name corrected" in client.get(account_page(cast.advocate)).content.decode()


def test_address_of_an_account_in_use_changes_by_the_link_to_the_new_one(cast, client_of, now):
    client, before = client_of(cast.admin), cast.advocate.email
    response = client.post(account_page(cast.advocate, "address"), {"address": cast.lead.email, **WHY})
    assert "This email address is already in use." in response.content.decode()
    client.post(account_page(cast.advocate, "address"), {"address": "New@school.example", **WHY})
    cast.advocate.refresh_from_db()
    assert cast.advocate.email == before
    assert "new@school.example is waiting to be confirmed" in client.get(account_page(cast.advocate)).content.decode()
    assert set(Email.objects.filter(kind__in=["account_change", "account_email_confirmation"]).values_list("to", flat=True)) == {
        before, "new@school.example"
    }  # fmt: skip


def test_address_of_an_invited_account_changes_at_once_and_is_invited_there(cast, client_of, now):
    person, _ = find_or_add_person("typo@school.example", "Sam Typo")
    Advocate.objects.create(school=cast.school, user=person, starts_on=now.date())
    form = {"address": "sam@school.example", **WHY}
    page = client_of(cast.admin).post(account_page(person, "address"), form, follow=True).content.decode()
    assert "Email address changed." in page
    assert "a link to confirm it" not in page
    person.refresh_from_db()
    assert person.email == "sam@school.example"
    assert Email.objects.get(kind="invitation", user=person).to == "sam@school.example"
    assert not EmailAddress.objects.filter(email="typo@school.example").exists()


def test_account_with_a_role_is_not_closed(cast, client_of, now):
    page = client_of(cast.admin).post(account_page(cast.advocate, "close"), WHY).content.decode()
    assert "still has a role: Mastery Advocate at Castle Hill School. End it first." in page
    own = client_of(cast.advocate)
    assert (
        "You still have a role: Mastery Advocate at Castle Hill School."
        in own.get(reverse("privacy:close-own")).content.decode()
    )
    own.post(reverse("privacy:close-own"))
    cast.advocate.refresh_from_db()
    assert cast.advocate.is_active


def test_person_who_left_closes_their_account_and_an_administrator_reopens_it(cast, client_of, now):
    person = leave(cast, now)
    client = client_of(person)
    response = client.post(reverse("privacy:close-own"))
    assert response["Location"] == reverse("account_login")
    person.refresh_from_db()
    assert not person.is_active
    assert not UserSession.objects.filter(user=person).exists()
    assert client.get(reverse("privacy:own")).status_code == 302
    change = AccountChange.objects.get()
    assert (change.kind, change.reason, change.by) == (Change.CLOSED, "", person)
    client_of(cast.admin).post(account_page(person, "reopen"), WHY)
    person.refresh_from_db()
    assert person.is_active


def test_last_administrator_is_not_closed(cast, now):
    User.objects.administrators().exclude(pk=cast.admin.pk).update(is_active=False)
    with pytest.raises(actions.CannotClose, match="last programme administrator"):
        actions.close_account(cast.admin, by=cast.admin, now=now)


def test_leavers_are_closed_together_or_not_at_all(cast, client_of, now):
    person, client = leave(cast, now), client_of(cast.admin)
    url = reverse("privacy:leavers")
    assert str(person) in client.get(url).content.decode()
    assert str(person) not in client.get(url, {"days": "365"}).content.decode()
    wrong = client.post(url, {"people": [cast.lead.pk]}).content.decode()
    assert "no longer in the list" in wrong
    assert "Select at least one person." in client.post(url).content.decode()
    client.post(url, {"people": [person.pk]})
    person.refresh_from_db()
    assert not person.is_active
    with pytest.raises(actions.CannotClose), transaction.atomic():
        actions.close_leavers(None, people=[leave(cast.other, now), cast.lead], by=cast.admin, now=now)
    cast.other.advocate.refresh_from_db()
    assert cast.other.advocate.is_active


def test_restricted_person_gets_only_what_the_account_needs(cast, client_of, now):
    actions.restrict_use(cast.advocate, by=cast.admin, now=now, **WHY)
    cast.advocate.refresh_from_db()
    news = Email.objects.create(
        occasion="news", kind="weekly_summary", to=cast.advocate.email, user=cast.advocate, subject="s", text="t",
        message_id="<a@b>", queued_at=now, not_before=now,
    )  # fmt: skip
    deliver_all(lambda: now)
    news.refresh_from_db()
    assert (news.state, news.last_answer) == (EmailState.MISSED, NOT_SENT)
    sent = [message.subject for message in mail.outbox if message.to == [cast.advocate.email]]
    assert sent == ["The use of your data is restricted"]
    (recipient,) = _with_reasons([Recipient(cast.advocate, ())])
    assert recipient.reason == RESTRICTED
    listed = client_of(cast.lead).get(reverse("desk:board-addresses")).content.decode()
    assert cast.finance.email in listed
    assert cast.advocate.email not in listed
    with pytest.raises(AccountRestricted, match="asked us not to use their data"):
        find_or_add_person(cast.advocate.email, str(cast.advocate))
    actions.lift_restriction(cast.advocate, by=cast.admin, now=now, **WHY)
    assert find_or_add_person(cast.advocate.email, str(cast.advocate))[0] == cast.advocate


def test_restricted_data_outlives_its_time(cast, now):
    person = leave(cast, now)
    after = now.date() + timedelta(days=1)
    assert person in people_without_posts_since(after)
    actions.restrict_use(person, by=cast.admin, now=now, **WHY)
    assert person not in people_without_posts_since(after)


def test_database_keeps_changes_and_reasons(cast, now):
    actions.restrict_use(cast.advocate, by=cast.admin, now=now, **WHY)
    for broken in (
        lambda: User.objects.filter(pk=cast.advocate.pk).update(restriction_reason=""),
        lambda: AccountChange.objects.update(reason="Another."),
        lambda: AccountChange.objects.all().delete(),
        lambda: AccountChange.objects.create(person=cast.lead, kind=Change.CLOSED, at=now, by=cast.admin),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            broken()


@at_two_sizes
def test_list_of_accounts_reads_the_same_queries_at_any_length(cast, client_of, sizes):
    client, counts, number = client_of(cast.admin), [], 0
    for size in sizes:
        while number < size:
            number += 1
            User.objects.create_user(f"person-{number}@school.example", full_name=f"Person {number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("privacy:people")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
