"""Search finds what a person may see, by present and former names, and nothing else."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from devplans.models import Session
from schools.viewer import Viewer
from sustaining.common.clock import today
from sustaining.common.gathering import _composed
from sustaining.common.search import MOST_WORDS, find, search_terms
from sustaining.common.slots import word_slot
from sustaining.common.typed_text import sort_key
from sustaining.workgroups.models import Meeting
from tests.matrix.sample_rows import create_sample_rows

pytestmark = pytest.mark.django_db


def titles(user, query: str) -> list[str]:
    """Return what is found, by the statement composed for the text and by the one kept for as many words."""
    groups = find(user, query, 20)
    assert find(Viewer(user, today()), query, 20) == groups
    return [hit.title for kind in groups for hit in kind.hits]


def test_search_finds_schools_people_claims_sessions_and_meetings(cast, now):
    things, _ = create_sample_rows(cast, now)
    assert "Castle Hill School" in titles(cast.lead, "castl hil")
    assert "Castle Hill School" in titles(cast.lead, str(cast.school.urn))
    assert "Nina Rivermead" in titles(cast.lead, "nina")
    assert "Nina Rivermead" in titles(cast.lead, "advocate@demo.example")
    assert things.reference in titles(cast.lead, things.reference.lower())
    assert things.reference in titles(cast.lead, things.reference[-4:])
    assert any("Observation" in title for title in titles(cast.lead, "watching"))  # English: watched, watching
    assert any("meeting 1" in title for title in titles(cast.lead, "work group"))
    assert "Robin Rivermead" in titles(cast.lead, "robin")


def test_search_by_an_earlier_name_finds_the_person_without_showing_it(cast):
    cast.advocate.full_name = "Nina Okonkwo"
    cast.advocate.save()
    (kind,) = [kind for kind in find(cast.lead, "nina rivermead", 5) if kind.kind == "People"]
    assert kind.hits[0].title == "Nina Okonkwo"
    assert not any("Rivermead" in hit.title or "Nina Rivermead" in hit.detail for hit in kind.hits)
    assert "Nina Okonkwo" in titles(cast.lead, "okonkwo")


def test_search_by_an_auditor_finds_no_text_of_sessions(cast, now):
    create_sample_rows(cast, now)
    assert any("Observation" in title for title in titles(cast.specialist, "watching"))
    assert not any("Observation" in title for title in titles(cast.auditor, "watching"))


def test_search_finds_nothing_of_another_hub(cast, now):
    create_sample_rows(cast.other, now)
    for person in cast.people().values():
        for query in ("stonefield", "castle hill school 2", "920001", "watched", "nina stonefield"):
            assert not [title for title in titles(person, query) if "Stonefield" in title or title.endswith("2")]
    assert titles(cast.stranger, "castle") == []
    assert "Castle Hill School 2" in titles(cast.admin, "castle hill")


@pytest.mark.parametrize("query", ["", "a", "'", "%", "\\", "x" * 500, "& | !", "🧮🧮", "SUS-", "a:*b", "ﬁ ﬀ"])
def test_search_with_unusual_input_answers_200(cast, client_of, query):
    client = client_of(cast.lead)
    assert client.get("/search/", {"q": query}).status_code == 200
    assert client.get("/search/", {"q": query}, headers={"HX-Request": "true"}).status_code == 200


def test_search_by_a_finance_contact_finds_no_sessions(cast, now):
    create_sample_rows(cast, now)
    assert [kind.kind for kind in find(cast.finance, "watched", 5)] == []


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("Nina Émrys-Żak", ["emrys", "zak", "zak emrys", "E\u0301mrys", "Émrys-Żak", "EMRYS", "emrys zak"]),
        ("Áine Nic Dhòmhnaill", ["Aine", "áine", "A\u0301ine", "dhomhnaill"]),
        ("Tess O'Neill", ["oneill", "o neill", "O’Neill", "o'neill", "neill tess"]),
        ("Łukasz Straßer", ["lukasz", "strasser", "straßer", "Lukasz Stras"]),
        ("Ana de la Peña", ["pena", "de la pena", "Peña"]),
    ],
)
def test_search_finds_a_name_however_its_accents_and_signs_are_typed(cast, client_of, name, queries):
    cast.advocate.full_name = name
    cast.advocate.save()
    for query in queries:
        assert name in titles(cast.lead, query), query
        admin = client_of(cast.admin).get("/admin/accounts/user/", {"q": query})
        assert name in unescape(admin.content.decode()), query


def test_search_finds_sessions_and_meetings_whatever_the_accents(cast, now):
    things, _ = create_sample_rows(cast, now)
    Session.objects.filter(pk=things.session).update(what_happened="Team-taught with Ms Émrys-Żak: a café of tasks.")
    for query in ("emrys", "zak", "cafe", "CAFE\u0301", "team taught"):
        assert any("Observation" in title for title in titles(cast.lead, query)), query
    Meeting.objects.filter(pk=things.meeting).update(place="Büro d’Arcy, St. Helens")
    for query in ("buro", "darcy", "d'arcy", "st helens"):
        assert any("meeting 1" in title for title in titles(cast.lead, query)), query


def test_django_admin_finds_folded_names_in_autocomplete_and_sorts_by_them(cast, client_of):
    for name, person in (("Ábel Zak", cast.specialist), ("de Vere", cast.advocate), ("Evans", cast.head)):
        person.full_name = name
        person.save()
    admin = client_of(cast.admin)
    answer = admin.get(
        "/admin/autocomplete/",
        {"app_label": "schools", "model_name": "advocate", "field_name": "user", "term": "abel"},
    )
    assert [row["text"] for row in answer.json()["results"]] == ["Ábel Zak"]
    page = admin.get("/admin/accounts/user/", {"o": "1"}).content.decode()
    assert page.index("Ábel Zak") < page.index("de Vere") < page.index("Evans")


def test_texts_of_as_many_words_share_a_statement(cast, now):
    create_sample_rows(cast, now)
    viewer = Viewer(cast.lead, today())

    def composed(text: str) -> int:
        before = _composed.cache_info().misses
        with CaptureQueriesContext(connection) as queries:
            find(viewer, text, 20)
        assert len(queries) <= 2  # the viewer's roles, or the claims of a reference, and all else that is found
        return _composed.cache_info().misses - before

    _composed.cache_clear()
    assert [composed(text) for text in ("castle hill", "CASTLE", "o’neill ash", "watching", "Ábel Zak")] == [
        1,
        1,
        0,
        0,
        0,
    ]
    assert [composed(text) for text in ("ashb", "year 7", "01234 567890", "ⵣⵣ")] == [0, 0, 0, 0]


@pytest.mark.parametrize("number", range(1, MOST_WORDS + 1))
def test_words_in_slots_stay_as_they_are_while_a_text_is_folded(number):
    slots = [word_slot(place) for place in range(number)]
    assert search_terms(" ".join(slots)) == slots
    assert [sort_key(slot) for slot in slots] == slots


@pytest.mark.parametrize(
    "text", ["ash", "ash green", "a b c d e f g h", "the and", "ﬁeld", "St. Mary's R.C.", "select union"]
)
def test_each_person_finds_the_same_by_kept_statements(cast, now, text):
    create_sample_rows(cast, now)
    for person in cast.people().values():
        titles(person, text)
