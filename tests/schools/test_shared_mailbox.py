"""One account has one address: a second person with it is asked about, never given to the first without a word."""

from __future__ import annotations

import pytest
from lxml import html

from schools.actions import add_contact
from schools.models import Advocate, SchoolContact
from schools.roster import check_rows
from schools.roster_rows import RosterRow
from sustaining.outbox.models import Email
from sustaining.outbox.parts import READER
from sustaining.workgroups.actions.substitutes import AnswerNotPossible, check_holder
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

OFFICE = "office@castlehill.example"
TESS = {"full_name": "Tess Vaughan", "email": OFFICE, "role": "finance"}


@pytest.fixture
def holder(cast):
    return UserFactory(full_name="Theo Marlow", email=OFFICE)


def test_contact_with_the_address_of_somebody_else_is_asked_about(cast, client_of, holder):
    page = client_of(cast.lead).post(f"/schools/{cast.school.urn}/people/", TESS)
    text = " ".join(html.fromstring(page.content.decode()).text_content().split())
    assert "already belongs to Theo Marlow’s account" in text
    assert "If several people share this mailbox, enter Tess Vaughan’s own email address" in text
    assert not html.fromstring(page.content.decode()).xpath("//input[@name='shares_mailbox'][@type='checkbox']")
    assert html.fromstring(page.content.decode()).xpath("//input[@name='same_person'][@type='checkbox']")
    assert html.fromstring(page.content.decode()).xpath("//input[@name='full_name']/@value") == ["Tess Vaughan"]
    assert not SchoolContact.objects.filter(user=holder).exists()


def test_contact_said_to_be_the_same_person_is_added(cast, client_of, holder):
    answer = client_of(cast.lead).post(f"/schools/{cast.school.urn}/people/", {**TESS, "same_person": "on"})
    assert answer.status_code == 302
    assert SchoolContact.objects.get(user=holder).role == "finance"
    holder.refresh_from_db()
    assert holder.full_name == "Theo Marlow"


@pytest.mark.parametrize("name", ["Theo Marlow", "theo marlow", "T. Marlow", "Théo  Marlow"])
def test_contact_by_the_name_of_the_account_is_added_without_a_question(cast, client_of, holder, name):
    page = f"/schools/{cast.school.urn}/people/"
    assert client_of(cast.lead).post(page, {**TESS, "full_name": name}).status_code == 302


def test_question_about_a_merged_account_names_who_remains(cast, client_of, holder):
    holder.merged_into, holder.is_active = cast.head, False
    holder.save()
    page = client_of(cast.lead).post(f"/schools/{cast.school.urn}/people/", TESS).content.decode()
    assert f"already belongs to {cast.head}’s account" in page


def test_advocate_with_the_address_of_somebody_else_is_asked_about(cast, client_of, holder):
    page = f"/schools/{cast.school.urn}/advocates/new/"
    data = {"full_name": "Tess Vaughan", "email": OFFICE, "post": "Teacher"}
    assert "already belongs to Theo Marlow’s account" in client_of(cast.lead).post(page, data).content.decode()
    assert not Advocate.objects.filter(user=holder).exists()
    assert client_of(cast.lead).post(page, {**data, "same_person": "on"}).status_code == 302


def test_second_contact_with_a_new_shared_address_is_asked_about(cast, client_of):
    client, page = client_of(cast.lead), f"/schools/{cast.school.urn}/people/"
    assert client.post(page, {**TESS, "email": "shared@castlehill.example"}).status_code == 302
    second = client.post(page, {**TESS, "full_name": "Ned Bright", "email": "Shared@castlehill.example"})
    assert "already belongs to Tess Vaughan’s account" in second.content.decode()


@pytest.fixture
def office(cast, now):
    """The account of a contact who does not sign in."""
    add_contact(cast.school, full_name="Theo Marlow", email=OFFICE, role="headteacher", by=cast.lead, now=now)
    return SchoolContact.objects.get(user__email=OFFICE).user


def test_contacts_who_do_not_sign_in_may_share_a_mailbox(cast, client_of, office):
    client, page = client_of(cast.lead), f"/schools/{cast.school.urn}/people/"
    question = client.post(page, TESS).content.decode()
    assert "Select whether Tess Vaughan is the same person, or shares the mailbox." in question
    mails = Email.objects.count()
    for _ in range(2):
        assert client.post(page, {**TESS, "shares_mailbox": "on"}).status_code == 302
    contact = SchoolContact.objects.get(user=office, role="finance")
    assert (contact.name, str(office), Email.objects.count()) == ("Tess Vaughan", "Theo Marlow", mails)
    shown = client.get(page).content.decode()
    assert "<b>Tess Vaughan</b>" in shown
    assert "Shares the mailbox of Theo Marlow" in shown
    assert "Tess Vaughan" in client.get("/search/?q=tess").content.decode()


def test_email_to_a_shared_mailbox_names_everybody_it_is_for(cast, office, now):
    add_contact(cast.school, **TESS, shares_mailbox=True, by=cast.lead, now=now)
    assert {READER[0].value({"person": office}), READER[1].value({"person": office})} == {
        "Theo Marlow and Tess Vaughan"
    }
    SchoolContact.objects.filter(own_name="Tess Vaughan").update(starts_on="2026-01-01", ends_on="2026-01-02")
    assert [part.value({"person": office}) for part in READER] == ["Theo Marlow", "Theo"]


def test_mailbox_of_an_account_that_signs_in_is_not_shared(cast, client_of, holder):
    assert holder.has_usable_password()
    answer = client_of(cast.lead).post(f"/schools/{cast.school.urn}/people/", {**TESS, "shares_mailbox": "on"})
    assert "enter Tess Vaughan’s own email address" in answer.content.decode()
    assert not SchoolContact.objects.filter(user=holder).exists()


def roster_row(cast, line: int, name: str) -> RosterRow:
    return RosterRow(line=line, urn=str(cast.school.urn), full_name=name, email=OFFICE)


def test_row_of_a_list_with_the_address_of_somebody_else_is_a_problem(cast, holder):
    row, same = check_rows([roster_row(cast, 2, "Tess Vaughan"), roster_row(cast, 3, "T. Marlow")], cast.lead, 2026)
    assert "is the address of Theo Marlow" in row.why[0]
    assert row.verdict == "problem"
    assert "is the address of Theo Marlow" not in " ".join(same.why)


def test_rows_of_a_list_with_one_new_address_and_two_names_are_a_problem(cast):
    rows = check_rows([roster_row(cast, 2, "Tess Vaughan"), roster_row(cast, 3, "Ned Bright")], cast.lead, 2026)
    assert [row.verdict for row in rows] == ["new", "problem"]
    assert "is the address of Tess Vaughan (row 2)" in rows[1].why[0]


def test_substitute_with_the_address_of_somebody_else_is_refused(holder):
    with pytest.raises(AnswerNotPossible, match="the address of Theo Marlow"):
        check_holder("Tess Vaughan", OFFICE)
    check_holder("Théo Marlow", OFFICE)
