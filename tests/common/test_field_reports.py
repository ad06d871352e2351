"""Faults that other software of this kind was reported for, tried on what all pages share.

docs/field-reports.md names the reports.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
import time_machine
from django.core.files.base import ContentFile

from schools.models import SchoolContact
from sustaining.accounts.models import User
from sustaining.common.files import file_response
from sustaining.common.sheets import csv_bytes, plain
from sustaining.common.years import AcademicYear


def test_negative_amount_stays_a_number_while_a_text_that_looks_like_a_formula_does_not():
    assert plain(Decimal("-5.00")) == Decimal("-5.00")
    assert plain("-5.00 off") == "'-5.00 off"
    assert csv_bytes(["Amount"], [[Decimal("-5.00")]]).decode("utf-8-sig").splitlines()[1] == "-5.00"


@pytest.mark.parametrize("name", ["Prüfung ’Żak’.pdf", "計画.pdf", 'a "quoted", name.pdf', "100% ready; final.pdf"])
def test_file_with_any_name_is_downloaded_by_that_name(rf, name):
    stored = SimpleNamespace(
        name=name, kind="application/pdf", is_waiting=False, is_refused=False, file=ContentFile(b"%PDF-", name="x.pdf")
    )
    header = file_response(rf.get("/"), stored)["Content-Disposition"]
    assert header.isascii()
    assert name in unquote(header).replace('\\"', '"')


LEAP_DAY = datetime(2028, 2, 29, 9, tzinfo=UTC)


def test_academic_year_of_a_leap_day_is_known():
    year = AcademicYear.of(date(2028, 2, 29))
    assert (year.start, year.starts, year.ends) == (2027, date(2027, 9, 1), date(2028, 8, 31))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", ["/", "/schools/", "/reports/", "/journey/", "/claims/", "/workgroups/", "/specialists/"]
)
def test_page_on_a_leap_day_opens(cast, client_of, page):
    with time_machine.travel(LEAP_DAY, tick=False):
        assert client_of(cast.lead).get(page).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["Tess\nVaughan", "Tess\r\nVaughan", "Tess\tVaughan", "Tess\n\nYour account is closed", "Tess\x0bVaughan"]
)
def test_name_typed_with_line_breaks_is_kept_on_one_line(cast, client_of, name):
    page = f"/schools/{cast.school.urn}/people/"
    client_of(cast.lead).post(page, {"full_name": name, "email": "tess@demo.example", "role": "finance"})
    for person in User.objects.filter(email="tess@demo.example"):
        assert person.full_name == " ".join(name.split())
        assert SchoolContact.objects.filter(user=person).exists()
