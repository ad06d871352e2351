"""The same teacher and day, and the same invoice, however they are written, are asked about."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from funding import actions
from funding.models import Claim, Grant
from funding.questions import invoice_question, line_questions
from schools.models import School
from sustaining.common.typed_text import fold, may_be_one_person
from tests.cast import enrol_another

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Siân O’Neill", "SIAN O'Neill"),
        ("Zoë Ní Bhriain", "Zoe\u0308 Ni  Bhriain"),
        ("Anne-Marie Smith", "Anne Marie Smith"),
        ("J. Smith", "Jane Smith"),
        ("J Smith", "J. Smith"),
        ("Søren Ægir", "Soren Aegir"),
    ],
)
def test_names_of_one_person_are_the_same(name, other):
    assert may_be_one_person(name, other)
    assert may_be_one_person(other, name)


@pytest.mark.parametrize(
    ("name", "other"), [("Jane Smith", "John Smith"), ("J Smith", "J Jones"), ("Ann", "Anna"), ("", "x")]
)
def test_names_of_two_people_differ(name, other):
    assert not may_be_one_person(name, other)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def draft_for(cast, now, teacher: str, grant: Grant | None = None) -> Claim:
    grant = grant or Grant.objects.get(participation=cast.participation)
    lines = [actions.NewLine(now.date() - timedelta(days=1), teacher, Decimal("90.00"))]
    return actions.draft_claim(grant, lines=lines, client_key=uuid4(), by=cast.admin, now=now)


def ask(claim: Claim) -> list[str]:
    return list(line_questions(claim, list(claim.lines.all())).values())


def submit(claim: Claim, cast, now) -> Claim:
    return actions.submit_claim(claim, accepts=True, by=cast.finance, now=now)


def test_line_of_a_teacher_written_another_way_is_asked_about(claim_maker, cast, now):
    first = claim_maker.draft("90.00")
    first.lines.update(teacher="Siân O’Neill", released_on=now.date())
    submit(first, cast, now)
    second = claim_maker.draft("80.00")
    second.lines.update(teacher="S. O'Neill", released_on=now.date())
    assert ask(second) == [
        f"S. O'Neill on {now.day} {now:%B %Y} is already in claim {first.reference}. Why is it claimed twice?"
    ]


def test_line_at_another_school_of_the_trust_is_asked_about_without_a_reference(claim_maker, cast, now):
    other = enrol_another(cast, 915_001, "Trust School", now)
    School.objects.filter(pk__in=[cast.school.pk, other.school.pk]).update(trust_code="1234")
    first = claim_maker.draft("90.00")
    first.lines.update(teacher="Jane Smith", released_on=now.date())
    submit(first, cast, now)
    second = draft_for(cast, now, "Jane Smith", Grant.objects.get(participation=other))
    second.lines.update(released_on=now.date())
    (question,) = ask(second)
    assert "already in a claim of another school of your trust" in question
    assert first.reference not in question
    School.objects.filter(pk=other.school.pk).update(trust_code="")
    assert ask(second) == []


@pytest.mark.parametrize("number", ["INV-1042", "inv 1042", "Inv–1042"])
def test_invoice_number_of_another_claim_is_asked_about(claim_maker, cast, client_of, number):
    first, second = claim_maker.submitted("90.00"), claim_maker.draft("80.00")
    Claim.objects.filter(pk=first.pk).update(invoice_number="INV-1042")
    client, address = client_of(cast.finance), reverse("funding:payee", args=[second.reference])
    data = {"payee": cast.school.name, "invoice_number": number}
    page = client.post(address, data).content.decode()
    assert f"is already on claim {first.reference}. Is it the same invoice?" in page
    assert "Yes, it pays for this claim too" in page
    assert client.post(address, {**data, "same_invoice": "on"}).status_code == 302
    second.refresh_from_db()
    assert second.invoice_number == number
    shown = client_of(cast.lead).get(second.get_absolute_url()).content.decode()
    assert f"is already on claim {first.reference}. Is it the same invoice?" in shown


def test_invoice_of_a_rejected_claim_or_of_another_payee_is_not(claim_maker, cast, now):
    first, second = claim_maker.submitted("90.00"), claim_maker.draft("80.00")
    Claim.objects.filter(pk=first.pk).update(invoice_number="INV-1042")
    assert invoice_question(second, "x", "INV-1043") == ""
    assert invoice_question(second, "x", "") == ""
    actions.reject_claim(first, reason="For another project.", by=cast.lead, now=now)
    assert invoice_question(second, "x", "INV-1042") == ""
