"""The pages of notes and concerns: forms keep what was typed, lists are searched, and queries do not grow with rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sustaining.casework.models import Concern, Note
from tests.casework.writing import DAY, raise_concern, write_note

pytestmark = pytest.mark.django_db


def pages(school) -> dict[str, str]:
    return {"list": f"/schools/{school.urn}/notes/", "note": f"/schools/{school.urn}/notes/new/"}


def test_note_with_a_next_action_is_written_and_done_on_the_pages(cast, now, client_of):
    client, page = client_of(cast.lead), pages(cast.school)
    due = timezone.localdate(now) + 5 * DAY
    data = {
        "kind": "visit",
        "happened_on": f"{now.day}/{now.month}/{now.year}",
        "text": "Saw Year 8.",
        "contact": "Una",
    }
    data |= {"action": "Send the unit", "action_on": f"{due.day}/{due.month}/{due.year}"}
    refused = client.post(page["note"], {**data, "action_on": ""}).content.decode()
    assert "Enter the date the next action is due, for example 4 December 2026." in refused
    assert "Choose who will do it." in refused
    assert "Saw Year 8." in refused
    answer = client.post(page["note"], {**data, "action_owner": cast.hubadmin.pk}, follow=True).content.decode()
    assert "Note saved." in answer
    assert f"{cast.hubadmin}," in " ".join(answer.split())
    note = Note.objects.get()
    done = client_of(cast.hubadmin).post(f"/notes/{note.pk}/done/", follow=True).content.decode()
    assert "Done: Send the unit" in done
    assert "Mark as not done" in done


def test_empty_note_is_refused_with_what_to_enter(cast, client_of):
    page = client_of(cast.lead).post(pages(cast.school)["note"], {"kind": "call", "action_on": "1/12/2026"})
    for sentence in (
        "Enter the note.",
        "Enter the date, for example",
        "Enter the next action, or clear the date.",
    ):
        assert sentence in page.content.decode()
    assert not Note.objects.exists()


def test_note_is_edited_removed_and_restored_on_the_pages(cast, now, client_of):
    note, client = write_note(cast.school, by=cast.lead, now=now), client_of(cast.lead)
    shown = client.get(f"/notes/{note.pk}/edit/").content.decode()
    assert "Cover is short." in shown
    data = {"kind": "call", "happened_on": f"{now:%d/%m/%Y}", "text": "Cover is found."}
    assert "Cover is found." in client.post(f"/notes/{note.pk}/edit/", data, follow=True).content.decode()
    assert "Enter the reason" in client.post(f"/notes/{note.pk}/remove/", {"reason": ""}).content.decode()
    gone = client.post(f"/notes/{note.pk}/remove/", {"reason": "Wrong school."}, follow=True).content.decode()
    assert "Note removed." in gone
    assert "Wrong school." in gone
    assert "Cover is found." not in gone
    assert "Wrong school." in client.get(f"{pages(cast.school)['list']}?show=removed").content.decode()
    assert "Cover is found." in client.post(f"/notes/{note.pk}/restore/", follow=True).content.decode()


def test_lists_are_searched_and_narrowed(cast, now, client_of):
    write_note(cast.school, by=cast.lead, now=now, owner=cast.hubadmin, text="Ratio in Year 8.")
    write_note(cast.school, by=cast.lead, now=now, kind="visit", text="A lesson on fractions.")
    client = client_of(cast.hubadmin)
    for address in ("/notes/", pages(cast.school)["list"]):
        for query, is_first in (("?q=ratio", True), ("?kind=visit", False), ("?show=mine", True), ("?show=open", True)):
            shown = client.get(address + query).content.decode()
            assert ("Ratio in Year 8." in shown, "A lesson on fractions." in shown) == (is_first, not is_first), query
        assert "No notes match" in client.get(f"{address}?q=geometry").content.decode()
    assert "Ratio in Year 8." in client.get("/search/?q=ratio").content.decode()
    for person in (cast.advocate, cast.auditor):
        assert "Ratio in Year 8." not in client_of(person).get("/search/?q=ratio").content.decode()


def test_concern_is_raised_reviewed_closed_and_reopened_on_the_pages(cast, now, client_of):
    client = client_of(cast.lead)
    page = f"/schools/{cast.school.urn}/concerns/new/"
    empty = client.post(page, {}).content.decode()
    for sentence in (
        "Choose what the concern is about.",
        "Enter what you have seen or heard, and why it matters.",
        "Enter the date of the next review",
    ):
        assert sentence in empty
    due = timezone.localdate(now) + 5 * DAY
    data = {"kind": "people", "summary": "Both Advocates leave.", "review_on": f"{due:%d/%m/%Y}", "agreed": ""}
    assert "Concern raised." in client.post(page, data, follow=True).content.decode()
    concern = Concern.objects.get()
    url = concern.get_absolute_url()
    reviewed = client.post(f"{url}review/", {**data, "agreed": "Two names by June."}, follow=True).content.decode()
    assert "Two names by June." in reviewed
    assert "Enter how the concern ended." in client.post(f"{url}close/", {"outcome": ""}).content.decode()
    closed = client.post(f"{url}close/", {"outcome": "Two new Advocates."}, follow=True).content.decode()
    assert "Concern closed." in closed
    assert "Both Advocates leave." in client.get("/concerns/?show=closed").content.decode()
    assert "No open concerns" in client.get("/concerns/").content.decode()
    again = {"reason": "One has left.", "review_on": f"{due:%d/%m/%Y}"}
    assert "One has left." in client.post(f"{url}reopen/", again, follow=True).content.decode()
    assert "Both Advocates leave." in client.get("/concerns/").content.decode()


@pytest.mark.parametrize("address", ["/notes/", "/schools/{}/notes/", "/concerns/", "/schools/{}/", "/schools/"])
def test_queries_do_not_grow_with_notes_and_concerns(cast, now, client_of, address):
    client, page = client_of(cast.lead), address.format(cast.school.urn)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    counts = []
    for _ in range(2):
        for _number in range(5):
            write_note(cast.school, by=cast.hubadmin, now=now, owner=cast.lead, for_specialist=True)
            raise_concern(cast.school, by=cast.hubadmin, now=now)
        client.get(page)
        counts.append(count())
    assert counts[0] == counts[1]


def test_specialist_is_not_asked_whether_to_share_their_own_words(cast, client_of):
    for person, is_asked in ((cast.lead, True), (cast.specialist, False), (cast.admin, True)):
        for address in ("notes/new/", "concerns/new/"):
            page = client_of(person).get(f"/schools/{cast.school.urn}/{address}").content.decode()
            assert ("Share with the school’s Specialist" in page) is is_asked
