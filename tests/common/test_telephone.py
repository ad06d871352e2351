"""Telephone numbers are shown, linked and found as people in Britain write them."""

from __future__ import annotations

import pytest
from lxml import html

from schools.gias.reader import Notes as ReaderNotes
from schools.gias.reader import _makers
from schools.models import School
from sustaining.common.telephone import format_telephone, parse_telephone, telephone_address


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("01484222222", "01484 222222"),
        ("01484 222 222", "01484 222222"),
        ("(01484) 222222", "01484 222222"),
        ("+44 (0)1484 222222", "01484 222222"),
        ("0044 1484 222222", "01484 222222"),
        ("02079460000", "020 7946 0000"),
        ("01134960000", "0113 496 0000"),
        ("01614960000", "0161 496 0000"),
        ("015394 12345", "015394 12345"),
        ("07700900123", "07700 900123"),
        ("0300-123-1234", "0300 123 1234"),
        ("0169772345", "016977 2345"),
    ],
)
def test_number_is_written_as_dialled(typed, shown):
    assert format_telephone(typed) == shown
    assert format_telephone(shown) == shown
    assert telephone_address(typed) == f"tel:+44{shown.replace(' ', '')[1:]}"


@pytest.mark.parametrize(
    "typed", ["", "n/a", "222222", "0", "00", "01484 222222 ext 5", "+33 1 23 45 67 89", "٠١٤٨٤٢٢٢٢٢٢"]
)
def test_text_that_is_no_british_number_stays_as_it_is(typed):
    assert format_telephone(typed) == typed
    assert (parse_telephone(typed), telephone_address(typed)) == ("", "")


def test_register_keeps_the_number_as_dialled():
    make = _makers(ReaderNotes())["TelephoneNum"]
    assert (make(" 01484222222 "), make("ask at the desk")) == ("01484 222222", "ask at the desk")


@pytest.mark.django_db
@pytest.mark.parametrize("stored", ["01484 222222", "01484222222"])
def test_school_shows_its_number_and_is_found_by_it(cast, client_of, stored):
    School.objects.filter(pk=cast.school.pk).update(telephone=stored)
    page = html.fromstring(client_of(cast.lead).get(cast.school.get_absolute_url()).content.decode())
    assert [link.text_content() for link in page.xpath("//a[@href='tel:+441484222222']")] == ["01484 222222"]
    for typed in ("01484222222", "01484 222 222", "+44 1484 222222"):
        assert list(School.objects.matching(typed)) == [cast.school]
    assert not School.objects.matching("01484 222223").exists()


@pytest.mark.django_db
def test_school_without_a_number_shows_no_link(cast, client_of):
    assert "tel:" not in client_of(cast.lead).get(cast.school.get_absolute_url()).content.decode()
