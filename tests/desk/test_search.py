"""Search finds what one may see, by any name that people have had, and nothing else."""

from __future__ import annotations

import pytest

from sustaining.common.search import find
from tests.matrix.things import furnish

pytestmark = pytest.mark.django_db


def titles(user, words: str) -> list[str]:
    return [hit.title for kind in find(user, words, 20) for hit in kind.hits]


def test_schools_people_claims_sessions_and_meetings_are_found(cast, now):
    things, _ = furnish(cast, now)
    assert "Castle Hill School" in titles(cast.lead, "castl hil")
    assert "Castle Hill School" in titles(cast.lead, str(cast.school.urn))
    assert "Nina Rivermead" in titles(cast.lead, "nina")
    assert "Nina Rivermead" in titles(cast.lead, "advocate@demo.example")
    assert things.reference in titles(cast.lead, things.reference.lower())
    assert things.reference in titles(cast.lead, things.reference[-4:])
    assert any("Observation" in title for title in titles(cast.lead, "watching"))  # English: watched, watching
    assert any("meeting 1" in title for title in titles(cast.lead, "work group"))
    assert "Robin Rivermead" in titles(cast.lead, "robin")


def test_people_are_found_by_the_name_they_had(cast):
    cast.advocate.full_name = "Nina Okonkwo"
    cast.advocate.save()
    (kind,) = [kind for kind in find(cast.lead, "nina rivermead", 5) if kind.kind == "People"]
    assert kind.hits[0].title == "Nina Okonkwo"
    assert "formerly Nina Rivermead" in kind.hits[0].detail
    assert "Nina Okonkwo" in titles(cast.lead, "okonkwo")


def test_what_was_told_of_a_session_is_not_found_by_an_auditor(cast, now):
    furnish(cast, now)
    assert any("Observation" in title for title in titles(cast.specialist, "watching"))
    assert not any("Observation" in title for title in titles(cast.auditor, "watching"))


def test_nothing_of_another_hub_is_found(cast, now):
    furnish(cast.other, now)
    for person in cast.people().values():
        for words in ("stonefield", "castle hill school 2", "920001", "watched", "nina stonefield"):
            assert not [title for title in titles(person, words) if "Stonefield" in title or title.endswith("2")]
    assert titles(cast.stranger, "castle") == []
    assert "Castle Hill School 2" in titles(cast.admin, "castle hill")


@pytest.mark.parametrize("words", ["", "a", "'", "%", "\\", "x" * 500, "& | !", "🧮🧮", "SUS-", "a:*b", "ﬁ ﬀ"])
def test_odd_words_find_nothing_and_break_nothing(cast, client_of, words):
    client = client_of(cast.lead)
    assert client.get("/search/", {"q": words}).status_code == 200
    assert client.get("/search/", {"q": words}, headers={"HX-Request": "true"}).status_code == 200


def test_a_finance_contact_finds_no_sessions(cast, now):
    furnish(cast, now)
    assert [kind.kind for kind in find(cast.finance, "watched", 5)] == []
