"""One mailbox is one account: closed, merged and doubled accounts, and the database's own rule for addresses."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from schools.actions import NewAdvocate, add_advocate, add_contact
from schools.choices import ContactRole
from schools.models import Advocate, SchoolContact
from sustaining.accounts.actions import AccountClosed, find_or_add_person, merge_people
from sustaining.accounts.models import User
from sustaining.outbox.models import Email
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def as_advocate(email: str) -> NewAdvocate:
    return NewAdvocate(
        full_name="Tess Vaughan-Lloyd", email=email, post="Teacher", development_group="", development_year=None
    )


@pytest.mark.parametrize("typed", ["tess@demo.example\u200b", "\ufeffTess@demo.example", "tess@demo\u00ad.example"])
def test_address_with_an_invisible_character_finds_the_account(typed):
    known = UserFactory(email="tess@demo.example")
    assert find_or_add_person(typed, "Tess") == (known, False)
    assert find_or_add_person("ned@demo.example\u200b", "Ned")[0].email == "ned@demo.example"


def test_advocate_is_added_to_the_account_that_remains_after_a_merge(cast, now):
    remaining, other = UserFactory(email="tess@demo.example"), UserFactory(email="t.vaughan@demo.example")
    merge_people(remaining, other=other, by=cast.admin, now=now)
    advocate = add_advocate(cast.school, person=as_advocate("t.vaughan@demo.example"), by=cast.lead, now=now)
    assert advocate.user == remaining


def test_post_for_a_closed_account_is_refused_with_its_name(cast, now):
    closed = UserFactory(email="tess@demo.example", full_name="Tess Vaughan", is_active=False)
    posts, mails = Advocate.objects.count(), Email.objects.count()
    with pytest.raises(AccountClosed, match="The account of Tess Vaughan is closed"):
        add_advocate(cast.school, person=as_advocate(closed.email), by=cast.lead, now=now)
    with pytest.raises(
        AccountClosed, match=f"Ask {cast.admin} \\({cast.admin.email}\\), a .* administrator, to reopen it"
    ):
        add_contact(cast.school, full_name="Tess", email=closed.email, role=ContactRole.FINANCE, by=cast.lead, now=now)
    assert (Advocate.objects.count(), Email.objects.count()) == (posts, mails)
    assert not SchoolContact.objects.filter(user=closed).exists()


def test_form_names_the_closed_account_at_its_field(cast, client_of):
    UserFactory(email="tess@demo.example", full_name="Tess Vaughan", is_active=False)
    address = f"/schools/{cast.school.urn}/people/"
    data = {"full_name": "Tess", "email": "tess@demo.example", "role": ContactRole.FINANCE.value}
    page = client_of(cast.lead).post(address, data)
    assert "The account of Tess Vaughan is closed" in page.content.decode()


@pytest.mark.parametrize("address", ["tess@demo.example\u200b", "aïda@demo.example", "a b@demo.example"])
def test_database_refuses_an_address_with_an_odd_character(address):
    with pytest.raises(IntegrityError, match="address_is_plain"), transaction.atomic():
        User.objects.bulk_create([User(email=address, full_name="Tess", password="!")])


def test_check_of_addresses_finds_doubles_of_before_the_rule(capsys):
    call_command("check_addresses")
    assert "an address of its own" in capsys.readouterr().out
    first = UserFactory(email="tess@demo.example")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_user DROP CONSTRAINT address_is_plain")
    double = User.objects.bulk_create([User(email="tess@demo.example\u200b", full_name="Tess", password="!")])[0]
    with pytest.raises(CommandError, match="1 to look at"):
        call_command("check_addresses")
    printed = capsys.readouterr().out
    assert str(first.pk) in printed
    assert str(double.pk) in printed
    assert r"\u200b" in printed
