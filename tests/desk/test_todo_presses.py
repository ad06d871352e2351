"""Every item on every desk, at several dates of the year, opens a page on which its reader can do what the item asks."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

import pytest
import time_machine
from django.utils import timezone

from schools.models import Participation
from specialists.actions import assign_specialist
from sustaining.common.todo import Todo
from sustaining.outbox.models import Email, EmailState
from tests.desks import todos_for
from tests.factories import SpecialistFactory

pytestmark = pytest.mark.django_db
DAYS = {
    "autumn": date(2026, 12, 8),
    "spring": date(2027, 2, 2),
    "july": date(2027, 7, 6),
    "1 september": date(2027, 9, 1),
    "15 september": date(2027, 9, 15),
}
MAKES = {
    "Confirm": r"/confirm/$",
    "Choose one": r"/accept/$",
    "Log it": r"/log/|/sessions/new/",
    "Answer": r"/answer/|/reply/|/rsvp/|/meetings/\d+/",
    "Set a date": r"/schedule/$|^$",
    "Open register": r"/register/|/mark/|/close/",
    "Review substitute": r"/confirm|/decline|^$",
    "Decide": r"/approve|/decide|/reject|^$",
    "Review": r"/review|/agree|^$|/plans/",
    "Write": r"^$|/reflection|/impact",
}
"""Where a form or link of the page must lead, by what the item says; otherwise any form or link of its content will do."""


class Presses(HTMLParser):
    """The forms and links in a page's main content that are not disabled, by the path they lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.paths: list[str] = []
        self.depth = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "main":
            self.depth += 1
        if not self.depth:
            return
        if tag == "form" and (values.get("method") or "get").lower() == "post":
            self.paths.append(urlsplit(values.get("action") or "").path)
        if tag == "a" and values.get("href") and "back" not in (values.get("class") or "").split():
            self.paths.append(urlsplit(values["href"]).path)
        if tag in ("button", "input") and values.get("formaction"):
            self.paths.append(urlsplit(values["formaction"]).path)

    def handle_endtag(self, tag):
        if tag == "main":
            self.depth -= 1


def find_problem(todo: Todo, client) -> str:
    """Return why the item cannot be done by its reader; empty when it can."""
    response = client.get(urldefrag(todo.url).url, follow=True)
    if response.status_code != 200:
        return f"status {response.status_code}"
    paths = Presses(response.content.decode()).paths
    if not paths:
        return "a page without a form or link"
    pattern = MAKES.get(todo.act)
    if pattern and not any(re.search(pattern, path) for path in paths):
        return f"nothing that leads to {pattern}: {sorted(set(paths))}"
    return ""


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS.keys())
def test_reader_of_a_todo_can_do_what_it_asks(houses, cast, client_of, now, day):
    _, _, people = houses
    # In the other house the Specialist has changed: neither may be left with what is the other's.
    successor = SpecialistFactory(home_school=cast.other.home_school, hubs=[cast.other.hub])
    assign_specialist(
        cast.other.participation,
        specialist=successor,
        days=Decimal("0.5"),
        by=cast.other.lead,
        now=now - timedelta(days=1),
    )
    moment = timezone.make_aware(datetime.combine(day, time(10)))
    pressed, problems = set(), []
    with time_machine.travel(moment, tick=True):
        Email.objects.filter(to=cast.advocate.email).update(state=EmailState.FAILED, settled_at=timezone.now())
        Participation.objects.filter(school__hub=cast.other.hub).update(enrolled_at=now - timedelta(days=80))
        readers = {**people, "advocate_two": cast.advocate_two, "admin": cast.admin, "stranger": cast.stranger}
        readers["successor"] = successor.user
        readers |= {f"{role} of the other hub": person for role, person in cast.other.people().items()}
        for role, person in readers.items():
            client = client_of(person)
            for todo in todos_for(person, timezone.now()):
                pressed.add(todo.act)
                if problem := find_problem(todo, client):
                    problems.append((role, todo.title, todo.act, todo.url, problem))
    assert problems == []
    assert len(pressed) > 5
