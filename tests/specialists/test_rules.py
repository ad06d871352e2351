"""Who may read a Specialist's year and assign them, and the predicates about a Specialist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schools.models import Hub, Participation
from specialists.models import Assignment, Specialist
from specialists.rules import is_self, is_specialist_there, is_working, works_for_their_hub
from sustaining.common.clock import today
from tests.matrix.sample_rows import SampleRows
from tests.permissions import (
    ADMIN,
    HUB,
    LEAD,
    NOBODY,
    SPECIALIST,
    STAFF,
    app_permissions,
    holders,
    with_system,
)

ABOUT = {
    "specialists.read_specialist": ("specialist", SPECIALIST | HUB | ADMIN),
    "specialists.assign_specialist": ("participation", STAFF | ADMIN),
    "specialists.take_back_assignment": ("participation", STAFF | ADMIN),
    "specialists.add_specialist": ("hub", LEAD | ADMIN),
    "specialists.set_days": ("specialist", LEAD | ADMIN),
    "specialists.edit_specialist": ("specialist", LEAD | ADMIN),
    "specialists.set_dates": ("specialist", LEAD | ADMIN | {"hubadmin", "specialist"}),
    "specialists.end_specialist": ("specialist", LEAD | ADMIN),
}
ANYWHERE = {
    "specialists.list_specialists": HUB | ADMIN,
    "specialists.read_placement": HUB | ADMIN,
}


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    if name == "specialist":
        return Specialist.objects.get(pk=rows.specialist)
    if name == "hub":
        return Hub.objects.get(pk=rows.hub)
    return Participation.objects.get(pk=rows.participation)


def test_table_has_every_permission_of_specialists():
    assert set(ABOUT) | set(ANYWHERE) == app_permissions("specialists")


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_the_own_hub_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT[permission]
    assert holders(permission, thing(name, own), with_system(people)) == expected


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_another_hub_is_held_by_administrators_alone(houses, permission):
    _, other, people = houses
    name, _ = ABOUT[permission]
    assert holders(permission, thing(name, other), with_system(people)) == ADMIN


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_by_role_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) == ANYWHERE[permission]


@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(-9, -1, False), (-9, 0, True), (0, None, True), (1, None, False)]
)
def test_specialist_is_there_from_the_first_to_the_last_day_of_the_assignment(cast, starts, ends, holds):
    Assignment.objects.filter(pk=cast.assignment.pk).update(
        starts_on=today() + timedelta(days=starts),
        ends_on=None if ends is None else today() + timedelta(days=ends),
    )
    assert is_specialist_there(cast.specialist, cast.participation) is holds


def test_specialist_is_not_there_after_their_post_has_ended(cast):
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(ends_on=today() - timedelta(days=1))
    assert not is_specialist_there(cast.specialist, cast.participation)


@pytest.mark.parametrize(("ends", "works"), [(None, True), (0, True), (1, True), (-1, False)])
def test_specialist_works_until_the_last_day_of_their_post(cast, ends, works):
    cast.specialist_record.ends_on = None if ends is None else today() + timedelta(days=ends)
    assert is_working(cast.specialist, cast.specialist_record) is works


@pytest.mark.parametrize("predicate", [is_specialist_there, is_self, is_working, works_for_their_hub])
def test_predicate_without_an_object_is_false(cast, predicate):
    assert predicate(cast.specialist, None) is False


def test_specialist_is_read_by_nobody_whose_post_at_the_hub_has_ended(houses):
    own, _, people = houses
    people["lead"].hub_posts.update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    lead = {"lead": people["lead"]}
    assert holders("specialists.read_specialist", thing("specialist", own), lead) == NOBODY
