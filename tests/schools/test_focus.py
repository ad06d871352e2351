"""A focus is shown by its text: its letter is only how it is kept."""

from __future__ import annotations

import pytest
from django.utils.html import strip_tags

from schools.models import Participation
from tests.cast import FOCI

pytestmark = pytest.mark.django_db

RATIO = FOCI[1]


@pytest.fixture
def focused(cast):
    """The cast's school works on ratio."""
    Participation.objects.filter(pk=cast.participation.pk).update(focus="b")
    return cast


def as_read(client, address: str) -> str:
    """A page as a person reads it, on one line."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(strip_tags(answer.content.decode()).split())


@pytest.mark.parametrize("page", ["/schools/", "/reports/"])
def test_filter_offers_the_texts_of_the_years_foci(focused, client_of, page):
    shown = as_read(client_of(focused.lead), f"{page}?focus=b")
    assert f"Any focus {FOCI[0]} {RATIO} {FOCI[2]} {FOCI[3]}" in shown
    assert "Focus b" not in shown
    assert "focus b" not in shown


def test_filter_says_which_focus_narrows_the_page(focused, client_of):
    client = client_of(focused.lead)
    assert f"Focus: {RATIO}" in as_read(client, "/schools/?focus=b")
    assert f"{focused.project.year}, {RATIO}" in as_read(client, "/reports/?focus=b")
    assert focused.school.name in as_read(client, "/schools/?focus=b")
    assert "No schools match" in as_read(client, "/schools/?focus=a")


def test_filter_of_a_year_without_foci_offers_none(focused, client_of):
    focused.project.foci = []
    focused.project.save()
    client = client_of(focused.lead)
    assert RATIO not in as_read(client, "/reports/?focus=b")
    assert focused.school.name in as_read(client, "/schools/?focus=b")


@pytest.mark.parametrize(
    "page",
    ["/reports/participation/", "/schools/{urn}/", "/schools/download.csv", "/reports/participation.csv"],
)
def test_focus_of_a_school_is_its_text_on_pages_and_in_files(focused, client_of, page):
    answer = client_of(focused.lead).get(page.format(urn=focused.school.urn))
    text = b"".join(answer) if answer.streaming else answer.content
    assert RATIO in text.decode("utf-8-sig")


def test_public_page_of_a_project_lists_the_foci_without_letters(focused, client):
    page = client.get(f"/apply/{focused.project.code}/").content.decode()
    assert "You choose one focus:" in page
    for focus in FOCI:
        assert f"<li>{focus}</li>" in page
    assert "foci" not in page
