"""Every to-do opens for the person who sees it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urldefrag

import pytest
import time_machine
from django.utils import timezone

from schools.models import Participation
from sustaining.outbox.models import Email, EmailState
from tests.desks import todos_for

pytestmark = pytest.mark.django_db
LATER = {"today": timedelta(0), "in three weeks": timedelta(weeks=3), "in the summer term": timedelta(weeks=26)}
"""When the desk is read: most to-dos appear only some time after what causes them."""


@pytest.mark.parametrize("later", LATER.values(), ids=LATER.keys())
def test_todo_opens_for_the_person_who_sees_it(houses, cast, client_of, now, later):
    _, _, people = houses
    seen, closed = set(), []
    with time_machine.travel(now + later, tick=True):
        Email.objects.filter(to=cast.advocate.email).update(state=EmailState.FAILED, settled_at=timezone.now())
        Participation.objects.filter(school__hub=cast.other.hub).update(enrolled_at=now - timedelta(days=80))
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
