"""Finding a school: by name, part of a name, town, postcode or URN; with htmx and without."""

from __future__ import annotations

import pytest

from schools.models import School
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["aloysius", "St Aloysius", "ALOY", "930001", "LS6 2QB", "ls62qb", "Headingley"])
def test_school_search_finds_by_name_town_postcode_and_urn(cast, client_of, query):
    SchoolFactory(urn=930001, name="St Aloysius College", hub=cast.hub, town="Headingley", postcode="LS6 2QB")
    page = client_of(cast.lead).get("/schools/find/", {"q": query}).content.decode()
    assert "St Aloysius College" in page


@pytest.mark.parametrize("query", ["st marys", "St Mary's", "st mary’s", "mary", "rc stoke", "trent", "mary stoke-on"])
def test_school_search_ignores_case_and_punctuation(cast, query):
    school = SchoolFactory(name="St Mary’s R.C. School", hub=cast.hub, town="Stoke-on-Trent")
    assert school in School.objects.matching(query)


def test_school_search_without_a_prefix_match_finds_parts_of_names(cast):
    school = SchoolFactory(name="Manchester Academy", hub=cast.hub)
    assert list(School.objects.matching("chester aca")) == [school]
    assert not School.objects.matching("winchester")


def test_school_search_finds_no_school_of_another_hub(cast, client_of):
    SchoolFactory(name="Foreign College", hub=cast.other.hub)
    assert "Foreign College" not in client_of(cast.lead).get("/schools/find/?q=foreign").content.decode()
    assert "Foreign College" in client_of(cast.admin).get("/schools/find/?q=foreign").content.decode()


def test_school_search_by_htmx_returns_the_rows_only(cast, client_of):
    client = client_of(cast.lead)
    page, rows = client.get("/schools/find/"), client.get("/schools/find/", headers={"HX-Request": "true"})
    assert b"<html" in page.content
    assert b"<html" not in rows.content
    assert b"Castle Hill School" in rows.content
    assert rows["Vary"] == "HX-Request" or "HX-Request" in rows["Vary"]


@pytest.mark.parametrize(
    "query", ["'", "%", "_", "\\", "\x00", "x" * 5000, "'; DROP TABLE schools_school; --", "🧮", ":*&|!()"]
)
def test_school_search_with_odd_text_finds_nothing_and_does_not_fail(cast, client_of, query):
    assert client_of(cast.lead).get("/schools/find/", {"q": query, "page": "-7"}).status_code in (200, 400)


@pytest.mark.parametrize("urn", ["0", "99999", "1000000", "abcdef", "１００４５９", "100459/../..", "%00"])
def test_school_page_with_an_impossible_urn_is_not_found(cast, client_of, urn):
    assert client_of(cast.lead).get(f"/schools/{urn}/").status_code == 404


ACCENTED = "Émrys-Żak O’Neill School"


@pytest.mark.parametrize(
    "query",
    [
        "emrys", "zak", "zak emrys", "ÉMRYS", "Emrys\u2013Zak", "E\u0301mrys", "oneill", "o neill", "O'Neill", "O’Neill",
        "neill", "emryszak", "mrys",
    ],
)  # fmt: skip
def test_school_search_ignores_accents_apostrophes_and_dashes(cast, query):
    school = SchoolFactory(name=ACCENTED, hub=cast.hub)
    assert list(School.objects.matching(query)) == [school]


def test_schools_are_sorted_by_their_folded_names(cast):
    names = ["Zebra", "de Vere", "Evans", "Émile", "Group 10", "Group 2"]
    for name in names:
        SchoolFactory(name=name, hub=cast.other.hub, town="Sortham")
    in_order = [school.name for school in School.objects.matching("sortham")]
    assert in_order == ["de Vere", "Émile", "Evans", "Group 2", "Group 10", "Zebra"]


def test_only_those_who_may_enrol_are_offered_it(cast, client_of):
    school = SchoolFactory(name="Quiet Lane School", hub=cast.hub)
    for person, is_offered in ((cast.lead, True), (cast.auditor, False)):
        page = client_of(person).get("/schools/find/", {"q": "Quiet"}).content.decode()
        assert "Quiet Lane School" in page
        assert (f"/schools/{school.urn}/enrol/" in page) is is_offered
