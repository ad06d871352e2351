"""The watchlist: what moved since the last visit, what is due, and what the weekly summary says of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.viewer import Viewer
from sustaining.casework import actions
from sustaining.casework.models import WatchlistVisit
from sustaining.common.clock import london_day
from sustaining.desk.movement import SOURCES, find_movements
from sustaining.desk.watchlist import MOST_SCHOOLS, describe_watched
from sustaining.desk.weekly_summary import get_summary
from tests.cast import enrol_another
from tests.devplans.test_sessions import log
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
PAGE = "/watchlist/"


def watch(cast, now, school=None, person=None, **values):
    return actions.watch_school(school or cast.school, by=person or cast.lead, now=now, **values)


def add_note(cast, now, school=None, **values):
    action = values.pop("action", None)
    return actions.add_note(
        school or cast.school, kind="call", happened_on=london_day(now), contact="", text="Spoke about cover.",
        next_action=action, for_specialist=False, once=uuid4(), by=cast.hubadmin, now=now,
    )  # fmt: skip


def moves(page) -> dict[str, list[str]]:
    return {str(row.watch.school): [move.text for move in row.moves] for row in page.context["page"].object_list}


def test_empty_list_says_how_to_begin(cast, client_of):
    html = client_of(cast.lead).get(PAGE).content.decode()
    assert "No schools watched yet" in html


def test_page_says_what_moved_since_the_visit_before(cast, now, client_of):
    watch(cast, now)
    client = client_of(cast.lead)
    with time_machine.travel(now + timedelta(hours=1)):
        assert moves(client.get(PAGE)) == {str(cast.school): []}
    with time_machine.travel(now + timedelta(hours=2)):
        log(cast, now + timedelta(hours=2))
        add_note(cast, now + timedelta(hours=2))
    with time_machine.travel(now + timedelta(hours=3)):
        (news,) = moves(client.get(PAGE)).values()
        assert any("Session of" in text for text in news)
        assert any("Note added by" in text for text in news)
        assert moves(client.get(PAGE)) == {str(cast.school): news}, "the same visit"
    with time_machine.travel(now + timedelta(hours=4)):
        assert moves(client.get(PAGE)) == {str(cast.school): []}, "they have been read"


def test_schools_with_news_come_first(cast, now, client_of):
    other = enrol_another(cast, 970_001, "Aaa School", now, days=0).school
    for school in (other, cast.school):
        watch(cast, now, school)
    add_note(cast, now + timedelta(minutes=5))
    with time_machine.travel(now + timedelta(hours=1)):
        assert list(moves(client_of(cast.lead).get(PAGE))) == [str(cast.school), str(other)]


def test_page_lists_what_is_due_and_overdue(cast, now, client_of):
    watch(cast, now)
    today = london_day(now)
    for text, on in (("Ring the head", today - timedelta(days=2)), ("Send the scheme", today + timedelta(days=3))):
        add_note(cast, now, action=actions.NextAction(text, on, cast.hubadmin))
    add_note(cast, now, action=actions.NextAction("Far away", today + timedelta(days=60), cast.hubadmin))
    page = client_of(cast.lead).get(PAGE)
    (row,) = page.context["page"].object_list
    due = [(item.text, item.is_overdue) for item in row.due if "Next action" in item.text]
    person = cast.hubadmin.full_name
    assert due == [
        (f"Next action: Ring the head ({person})", True),
        (f"Next action: Send the scheme ({person})", False),
    ]


def test_specialist_reads_neither_notes_of_the_hub_nor_money(cast, now, client_of):
    watch(cast, now, person=cast.specialist)
    add_note(cast, now + timedelta(minutes=1))
    with time_machine.travel(now + timedelta(hours=1)):
        assert moves(client_of(cast.specialist).get(PAGE)) == {str(cast.school): []}


def test_colleague_sees_nothing_of_the_list(cast, now, client_of):
    watch(cast, now, reason="Quiet since Easter.")
    assert "Quiet since Easter." in client_of(cast.lead).get(PAGE).content.decode()
    for person in (cast.hubadmin, cast.admin, cast.specialist):
        assert "Quiet since Easter." not in client_of(person).get(PAGE).content.decode()
    assert client_of(cast.advocate).get(PAGE).status_code == 403


def test_visit_within_half_an_hour_is_the_same_visit(cast, now):
    for minutes in (0, 10, 45):
        actions.visit_watchlist(cast.lead, by=cast.lead, now=now + timedelta(minutes=minutes))
    visit = WatchlistVisit.objects.get()
    assert (visit.before, visit.at) == (now, now + timedelta(minutes=45))


def test_every_source_reads_rows_that_exist(cast, now):
    viewer = Viewer(cast.lead, london_day(now))
    for source in SOURCES:
        list(source.rows(viewer, [cast.school.pk], now - timedelta(days=400)))
    since = {cast.school.pk: now - timedelta(days=400)}
    texts = [move.text for move in find_movements(viewer, since)[cast.school.pk]]
    assert any("Enrolled on" in text for text in texts)
    assert any("assigned as Specialist" in text for text in texts)


def test_weekly_summary_says_what_moved_at_watched_schools(cast, now):
    other = enrol_another(cast, 970_001, "Zeal School", now, days=0).school
    viewer, later = Viewer(cast.lead, london_day(now)), now + timedelta(days=1)
    add_note(cast, now)
    add_note(cast, now, other)
    assert get_summary(viewer, later).watched == []
    watch(cast, now)
    (line,) = get_summary(viewer, later).watched
    assert line.startswith(f"{cast.school}: ")
    assert "At the schools you watch:" in get_summary(viewer, later).text
    assert get_summary(Viewer(cast.advocate, london_day(now)), later).watched == ()


def test_weekly_summary_names_a_bounded_number_of_schools(cast, now):
    for number in range(MOST_SCHOOLS + 2):
        school = enrol_another(cast, 971_000 + number, f"School {number}", now, days=0).school
        watch(cast, now, school)
    lines = describe_watched(Viewer(cast.lead, london_day(now)), now - timedelta(days=1))
    assert (len(lines), lines[-1]) == (MOST_SCHOOLS + 1, "and 2 more schools")


@at_two_sizes
def test_queries_do_not_grow_with_watched_schools(cast, now, client_of, sizes):
    client, counts = client_of(cast.lead), []
    for size in sizes:
        for number in range(size):
            school = enrol_another(cast, 972_000 + 100 * size + number, f"S {size} {number}", now, days=0).school
            watch(cast, now, school)
            add_note(cast, now, school, action=actions.NextAction("Ring", london_day(now), cast.lead))
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
            client.get(reverse("desk:board"), {"watched": "on"})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_long_list_has_pages(cast, now, client_of, monkeypatch):
    monkeypatch.setattr("sustaining.desk.watchlist_views.SCHOOLS", 2)
    for number in range(3):
        watch(cast, now, enrol_another(cast, 973_000 + number, f"School {number}", now, days=0).school)
    client = client_of(cast.lead)
    assert len(moves(client.get(PAGE))) == 2
    assert len(moves(client.get(PAGE, {"page": "2"}))) == 1
