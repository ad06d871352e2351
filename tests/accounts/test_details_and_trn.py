"""A person's own details: validation of the TRN, and who sees it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from sustaining.accounts.models import User

pytestmark = pytest.mark.django_db
SEEN = [
    ("lead", True),
    ("hubadmin", True),
    ("auditor", False),
    ("specialist", False),
    ("advocate_two", False),
    ("head", False),
]


@pytest.mark.parametrize(
    ("typed", "saved"), [("1234567", "1234567"), ("12/34567", "1234567"), ("12 345 67", "1234567"), ("", "")]
)
def test_trn_of_seven_digits_or_empty_is_saved(cast, client_of, typed, saved):
    client_of(cast.advocate).post(reverse("accounts:details"), {"full_name": "Nina H", "trn": typed})
    cast.advocate.refresh_from_db()
    assert (cast.advocate.full_name, cast.advocate.trn) == ("Nina H", saved)


@pytest.mark.parametrize("typed", ["123456", "12345678", "abcdefg", "١٢٣٤٥٦٧"])
def test_trn_of_another_form_is_refused(cast, client_of, typed):
    page = client_of(cast.advocate).post(reverse("accounts:details"), {"full_name": "Nina", "trn": typed})
    assert "TRN must be 7 digits" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast.advocate.pk).update(trn=typed[:7] if len(typed) != 8 else "12345")


@pytest.mark.parametrize(("role", "sees"), SEEN)
def test_trn_is_shown_only_to_hub_staff(cast, client_of, role, sees):
    User.objects.filter(pk=cast.advocate.pk).update(trn="7654321")
    page = client_of(getattr(cast, role)).get(reverse("schools:people", args=[cast.school.urn]))
    assert ("7654321" in page.content.decode()) is sees
