"""One's own details, and who sees a TRN."""

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
    ("typed", "kept"), [("1234567", "1234567"), ("12/34567", "1234567"), ("12 345 67", "1234567"), ("", "")]
)
def test_a_trn_is_seven_digits_or_nothing(cast, client_of, typed, kept):
    client_of(cast.advocate).post(reverse("accounts:details"), {"full_name": "Nina H", "trn": typed})
    cast.advocate.refresh_from_db()
    assert (cast.advocate.full_name, cast.advocate.trn) == ("Nina H", kept)


@pytest.mark.parametrize("typed", ["123456", "12345678", "abcdefg", "١٢٣٤٥٦٧"])
def test_anything_else_is_refused(cast, client_of, typed):
    page = client_of(cast.advocate).post(reverse("accounts:details"), {"full_name": "Nina", "trn": typed})
    assert "A TRN has seven digits" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast.advocate.pk).update(trn=typed[:7] if len(typed) != 8 else "12345")


@pytest.mark.parametrize(("role", "sees"), SEEN)
def test_a_trn_is_seen_by_the_hubs_staff_alone(cast, client_of, role, sees):
    User.objects.filter(pk=cast.advocate.pk).update(trn="7654321")
    page = client_of(getattr(cast, role)).get(reverse("schools:people", args=[cast.school.urn]))
    assert ("7654321" in page.content.decode()) is sees
