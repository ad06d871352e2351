"""Finders without rows are not called: one statement asks for all of them, and none that would find anything is left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.models import Pause
from schools.viewer import Viewer
from sustaining.accounts.models import User
from sustaining.common.clock import today
from sustaining.common.todo import COMING, TODOS, DeskContext, find_idle, finders
from sustaining.desk.selectors import desk_context
from tests.factories.busy_hub import BusyHub

pytestmark = pytest.mark.django_db


def wrongly_idle(person: User, now) -> list[str]:
    """The finders that would find something for a person and are left out."""
    desk: DeskContext = desk_context(Viewer(person, today(), only_reads=True), now)
    idle = find_idle(desk.viewer)
    finding = {finder.name for point in (TODOS, COMING) for finder in finders(point) if list(finder(desk))}
    return sorted(finding & idle)


def test_none_that_finds_something_is_left_out(houses, now):
    _, _, people = houses
    everybody = [*people.values(), *User.objects.filter(is_active=True)]
    for moment in (now, now + timedelta(hours=6)):
        assert {person.email: names for person in everybody if (names := wrongly_idle(person, moment))} == {}


def test_none_is_left_out_at_a_busy_hub(cast, now):
    BusyHub(cast, now).grow(3)
    assert {role: names for role, person in cast.people().items() if (names := wrongly_idle(person, now))} == {}


def test_finder_is_called_as_soon_as_there_is_a_row(cast, now):
    lead = Viewer(cast.lead, today(), only_reads=True)
    assert "pauses to review" in find_idle(lead)
    Pause.objects.create(
        participation=cast.participation,
        reason="A new head.",
        starts_on=today(),
        review_on=today(),
        paused_by=cast.lead,
        paused_at=now,
    )
    assert "pauses to review" not in find_idle(lead)


def test_one_statement_asks_and_is_kept_by_scope(cast):
    viewers = [Viewer(person, today(), only_reads=True) for person in (cast.lead, cast.lead)]
    assert find_idle(viewers[0])
    for viewer in viewers:
        assert viewer.scope
        with CaptureQueriesContext(connection) as captured:
            assert find_idle(viewer)
        assert len(captured) == 1


def test_most_finders_of_a_hub_lead_say_what_they_look_at(cast):
    lead = Viewer(cast.lead, today())
    silent = {finder.name for finder in finders(TODOS) if finder.is_for(lead) and finder.waiting is None}
    assert silent == {
        "schools going quiet", "schools at risk of not completing", "days running out",  # rows of the board
        "schools without a person responsible", "schools that have not reviewed or evaluated",
    }  # fmt: skip
