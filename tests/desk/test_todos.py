"""Every to-do opens for the person who sees it, and docs/desk.md lists them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urldefrag

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from schools.models import Participation, TermDates
from schools.roles import Role
from schools.viewer import as_viewer
from sustaining.common.todo import Finder
from sustaining.desk.selectors import desk_context
from sustaining.outbox.models import Email, EmailState
from tests.desks import todos_for
from tests.house.sources import ROOT

pytestmark = pytest.mark.django_db
LATER = {"today": timedelta(0), "in three weeks": timedelta(weeks=3), "in the summer term": timedelta(weeks=26)}
"""When the desk is read: most to-dos appear only some time after what causes them."""


@pytest.mark.parametrize("later", LATER.values(), ids=LATER.keys())
def test_todo_links_to_a_page_that_its_reader_may_open(houses, cast, client_of, now, later):
    _, _, people = houses
    seen, closed = set(), []
    with time_machine.travel(now + later, tick=True):
        Email.objects.filter(to=cast.advocate.email).update(state=EmailState.FAILED, settled_at=timezone.now())
        Participation.objects.filter(hub=cast.other.hub).update(enrolled_at=now - timedelta(days=80))
        readers = {**people, "advocate_two": cast.advocate_two, "admin": cast.admin, "stranger": cast.stranger}
        readers |= {f"{role} of the other hub": person for role, person in cast.other.people().items()}
        for role, person in readers.items():
            client = client_of(person)
            for todo in todos_for(person, timezone.now()):
                seen.add(role)
                status = client.get(urldefrag(todo.url).url).status_code
                if status not in (200, 302):
                    closed.append((role, todo.title, todo.act, todo.url, status))
    assert closed == []
    assert {"lead", "specialist", "advocate", "admin", "lead of the other hub"} <= seen


def test_document_lists_the_to_dos_of_every_role(capsys):
    call_command("todos")
    listed = capsys.readouterr().out.strip()
    assert listed in (ROOT / "docs/desk.md").read_text(), "Put what `manage.py todos` prints into docs/desk.md."


def test_finder_runs_for_its_roles_only(cast, now):
    viewers = []
    finder = Finder("claims", lambda desk: viewers.append(desk.user) or [], frozenset({Role.LEAD}))
    for person in (cast.finance, cast.lead):
        list(finder(desk_context(as_viewer(person), now)))
    assert viewers == [cast.lead]


def test_days_running_out_follow_the_hubs_own_summer_term(cast, now):
    own_summer = date(2027, 4, 26)
    for name, starts, half_begins, half_ends, ends in (
        ("autumn", date(2026, 9, 2), date(2026, 10, 26), date(2026, 10, 30), date(2026, 12, 18)),
        ("spring", date(2027, 1, 4), date(2027, 2, 15), date(2027, 2, 19), date(2027, 4, 9)),
        ("summer", own_summer, date(2027, 5, 31), date(2027, 6, 4), date(2027, 7, 21)),
    ):
        TermDates.objects.create(
            hub=cast.hub, academic_year=2026, name=name, starts_on=starts, break_starts_on=half_begins,
            break_ends_on=half_ends, ends_on=ends,
        )  # fmt: skip
    titles = []
    for day in (own_summer - timedelta(days=1), own_summer):
        moment = timezone.make_aware(datetime.combine(day, time(9)))
        with time_machine.travel(moment, tick=False):
            titles.append(
                [todo.title for todo in todos_for(cast.lead, moment) if "to use in the summer term" in todo.title]
            )
    assert [len(shown) for shown in titles] == [0, 1]
