"""The library: resources of meetings that a hub's later groups find again."""

from __future__ import annotations

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sustaining.common.errors import WrongState
from sustaining.learning import actions
from sustaining.learning.models import LibraryItem
from sustaining.workgroups import actions as groups
from tests.cast import enrol_again
from tests.learning.conftest import AFTER

pytestmark = pytest.mark.django_db
TEXT = {"title": "Ratio tasks", "topic": "fluency", "about": "For Year 8"}


@pytest.fixture
def link(held_meeting, cast, now):
    return groups.add_link(held_meeting, title="Tasks", address="https://tasks.example/", by=cast.specialist, now=now)


def add(link, cast, **text) -> LibraryItem:
    return actions.add_to_library(link, **{**TEXT, **text}, by=cast.specialist, now=AFTER)


def test_resource_is_found_by_title_topic_and_group(link, cast, client_of):
    add(link, cast)
    client = client_of(cast.advocate)
    for query in ("", "?q=ratio", "?q=year+8", "?topic=fluency", "?group=Work+Group+B"):
        assert "Ratio tasks" in client.get(f"/workgroups/library/{query}").content.decode(), query
    for query in ("?q=algebra", "?topic=variation"):
        assert "No resources match" in client.get(f"/workgroups/library/{query}").content.decode(), query


def test_library_is_read_next_year_by_schools_that_are_new_to_it(link, cast, now, client_of):
    add(link, cast)
    later = now.replace(year=now.year + 1, month=10)
    with time_machine.travel(later, tick=False):
        enrol_again(cast, later, year=cast.project.academic_year + 1)
        assert "Ratio tasks" in client_of(cast.advocate).get("/workgroups/library/").content.decode()
        assert "Ratio tasks" not in client_of(cast.other.advocate).get("/workgroups/library/").content.decode()


def test_only_those_who_run_the_group_add_to_the_library(link, cast):
    for who in (cast.advocate, cast.head, cast.auditor, cast.other.lead):
        with pytest.raises(PermissionDenied):
            actions.add_to_library(link, **TEXT, by=who, now=AFTER)


def test_resource_in_the_library_twice_is_refused_and_a_removed_one_comes_back(link, cast):
    item = add(link, cast)
    with pytest.raises(WrongState, match="in the library already"):
        add(link, cast)
    actions.remove_library_item(item, by=cast.lead, now=AFTER)
    assert not LibraryItem.objects.kept().exists()
    assert add(link, cast, title="Ratio again").pk == item.pk


def test_resource_removed_from_its_meeting_leaves_the_library(link, cast, now):
    add(link, cast)
    groups.remove_resource(link, by=cast.specialist, now=now)
    assert not LibraryItem.objects.kept().exists()


def test_library_item_is_a_link_or_a_file(link, cast):
    item = add(link, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        LibraryItem.objects.create(hub=item.hub, title="None", topic="fluency", added_by=cast.lead, added_at=AFTER)


def test_meeting_page_offers_those_who_run_the_group_to_add_its_resources(link, cast, client_of):
    url = link.meeting.get_absolute_url()
    assert "Add to library" in client_of(cast.specialist).get(url).content.decode()
    assert "Add to library" not in client_of(cast.advocate).get(url).content.decode()
    done = client_of(cast.lead).post(f"/workgroups/library/add/link/{link.pk}/", TEXT, follow=True)
    assert "added to the library" in done.content.decode()
    refused = client_of(cast.lead).post(f"/workgroups/library/add/link/{link.pk}/", {"title": "", "topic": ""})
    assert "Choose a topic." in refused.content.decode()


def test_library_costs_the_same_for_two_and_for_twenty_resources(held_meeting, cast, now, client_of):
    def grow(numbers: range) -> None:
        for number in numbers:
            link = groups.add_link(
                held_meeting, title=f"T{number}", address=f"https://t.example/{number}", by=cast.specialist, now=now
            )
            add(link, cast, title=f"Task {number}")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client_of(cast.lead).get("/workgroups/library/")
        return len(queries)

    grow(range(2))
    few = count()
    grow(range(2, 20))
    assert count() == few
