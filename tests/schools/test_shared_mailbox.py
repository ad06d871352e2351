"""One account has one address: a second person with it is asked about, never given to the first without a word."""

from __future__ import annotations

import pytest
from lxml import html

from schools.models import Advocate, SchoolContact
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
    assert "already belongs to Theo Marlow" in client_of(cast.lead).post(page, data).content.decode()
    assert not Advocate.objects.filter(user=holder).exists()
    assert client_of(cast.lead).post(page, {**data, "same_person": "on"}).status_code == 302


def test_second_contact_with_a_new_shared_address_is_asked_about(cast, client_of):
    client, page = client_of(cast.lead), f"/schools/{cast.school.urn}/people/"
    assert client.post(page, {**TESS, "email": "shared@castlehill.example"}).status_code == 302
    second = client.post(page, {**TESS, "full_name": "Ned Bright", "email": "Shared@castlehill.example"})
    assert "already belongs to Tess Vaughan" in second.content.decode()
