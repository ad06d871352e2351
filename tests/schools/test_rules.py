"""Who may do what with schools, participations and notices, and the predicates that other apps combine."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from schools.models import Hub, HubStaff, Participation, School
from schools.rules import (
    hub_condition,
    is_advocate_there,
    is_finance_there,
    is_head_there,
    leads_hub,
    works_for_hub,
    works_for_present_hub,
)
from schools.scope import can_see
from sustaining.common.clock import today
from tests.matrix.sample_rows import SampleRows
from tests.permissions import (
    ADMIN,
    AUDITOR,
    FORMER,
    HUB,
    LEAD,
    SCHOOL,
    SPECIALIST,
    STAFF,
    SYSTEM,
    app_permissions,
    holders,
    with_system,
)

ABOUT_SCHOOL = {
    "schools.enrol_school": ("school", STAFF | ADMIN),
    "schools.override_eligibility": ("school", LEAD | ADMIN),
    "schools.edit_people": ("school", STAFF | ADMIN),
    "schools.withdraw_participation": ("participation", LEAD | ADMIN),
    "schools.pause_participation": ("participation", STAFF | ADMIN),
    "schools.resume_participation": ("participation", STAFF | ADMIN),
    "schools.complete_participation": ("participation", STAFF | ADMIN),
    "schools.reinstate_participation": ("participation", LEAD | ADMIN),
    "schools.correct_enrolment": ("participation", LEAD | ADMIN),
    "schools.reopen_participation": ("participation", STAFF | ADMIN),
    "schools.publish_notice": ("hub", STAFF | ADMIN),
    "schools.edit_hub_settings": ("hub", LEAD | ADMIN),
    "schools.read_hub_history": ("hub", HUB | ADMIN),
    "schools.end_hub_post": ("hub", LEAD | ADMIN),
    "schools.add_hub_staff": ("hub", LEAD | ADMIN),
    "schools.set_term_dates": ("hub", STAFF | ADMIN),
    "schools.record_past_years": ("hub", LEAD | ADMIN),
    "schools.take_back_past_years": ("participation", LEAD | ADMIN),
}
ANYWHERE = {
    "schools.import_register": ADMIN | SYSTEM,
    "schools.follow_successor": ADMIN | SYSTEM,
    "schools.move_to_hub": ADMIN,
    "schools.roll_projects": ADMIN,
    "schools.merge_hub": ADMIN,
    "schools.undo_hub_merge": ADMIN,
    "schools.change_hub_name": ADMIN,
    "schools.move_authority": ADMIN,
    "schools.find_schools": HUB | ADMIN,
    "schools.upload_people": STAFF | ADMIN,
}
THERE = {
    leads_hub: LEAD,
    works_for_hub: STAFF,
    is_advocate_there: frozenset({"advocate"}),
    is_head_there: frozenset({"head"}),
    is_finance_there: frozenset({"finance"}),
}
"""Predicates about one school or hub, and who of its people they hold for: not for administrators as such."""


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    find = {
        "school": lambda: School.objects.get(urn=rows.urn),
        "participation": lambda: Participation.objects.get(pk=rows.participation),
        "hub": lambda: Hub.objects.get(pk=rows.hub),
    }
    return find[name]()


def who(predicate: Any, obj: Any, people: dict[str, Any]) -> set[str]:
    """Return the names of those for whom a predicate holds."""
    return {name for name, person in people.items() if predicate(person, obj)}


def test_table_has_every_permission_of_schools():
    assert set(ABOUT_SCHOOL) | set(ANYWHERE) == app_permissions("schools")


@pytest.mark.parametrize("permission", ABOUT_SCHOOL)
def test_permission_for_the_own_school_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT_SCHOOL[permission]
    assert holders(permission, thing(name, own), with_system(people)) == expected


@pytest.mark.parametrize("permission", ABOUT_SCHOOL)
def test_permission_for_another_hubs_school_is_held_by_administrators_alone(houses, permission):
    _, other, people = houses
    name, _ = ABOUT_SCHOOL[permission]
    assert holders(permission, thing(name, other), with_system(people)) == ADMIN


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_by_role_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) == ANYWHERE[permission]


@pytest.mark.parametrize("predicate", THERE, ids=lambda predicate: predicate.name)
def test_predicate_holds_for_these_people_there_and_for_nobody_elsewhere(houses, predicate):
    own, other, people = houses
    assert who(predicate, thing("participation", own), people) == THERE[predicate]
    assert who(predicate, thing("participation", other), people) == set()
    assert who(predicate, None, people) == set()


@pytest.mark.parametrize("predicate", THERE, ids=lambda predicate: predicate.name)
@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(-9, -1, False), (-9, 0, True), (0, None, True), (1, None, False)]
)
def test_predicate_holds_from_the_first_to_the_last_day_of_the_post(houses, predicate, starts, ends, holds):
    own, _, people = houses
    days = {
        "starts_on": today() + timedelta(days=starts),
        "ends_on": None if ends is None else today() + timedelta(days=ends),
    }
    for name in THERE[predicate]:
        person = people[name]
        for posts in (person.hub_posts, person.advocacies, person.contact_posts):
            posts.update(**days)
    expected = THERE[predicate] if holds else set()
    assert who(predicate, thing("participation", own), people) == expected


def test_school_is_seen_by_everyone_of_its_hub_and_school_and_by_administrators(houses):
    own, other, people = houses
    everyone = HUB | SPECIALIST | FORMER | SCHOOL | ADMIN
    assert who(can_see, thing("school", own), people) == everyone
    assert who(can_see, thing("school", other), people) == ADMIN
    assert who(can_see, None, people) == set()


def test_account_that_was_closed_sees_nothing(houses):
    own, _, people = houses
    for name in AUDITOR | ADMIN | SCHOOL:
        people[name].is_active = False
        assert not can_see(people[name], thing("school", own))


def test_hub_of_an_object_is_its_own_or_its_schools(houses):
    own, _, _ = houses
    hub, school = thing("hub", own), thing("school", own)
    for obj in (hub, school, SimpleNamespace(hub_id=own.hub), SimpleNamespace(hub=hub), SimpleNamespace(school=school)):
        assert set(HubStaff.objects.filter(hub_condition(obj)).values_list("hub", flat=True)) == {own.hub}


def test_school_that_has_left_a_hub_is_looked_after_by_both_until_its_year_ends(houses):
    own, other, people = houses
    Hub.objects.get(pk=other.hub)
    School.objects.filter(urn=own.urn).update(hub=other.hub)
    school, participation = thing("school", own), thing("participation", own)
    assert who(works_for_hub, school, people) == who(works_for_hub, participation, people) == STAFF
    assert who(works_for_present_hub, school, people) == set()
    newcomer = people["stranger"]
    HubStaff.objects.create(user=newcomer, hub_id=other.hub, role="lead")
    assert works_for_hub(newcomer, school)
    assert works_for_present_hub(newcomer, school)
    assert can_see(newcomer, participation)
    assert not works_for_hub(newcomer, participation)


def test_school_without_a_hub_is_worked_for_by_the_hub_that_pays_its_year(houses):
    own, _, people = houses
    School.objects.filter(urn=own.urn).update(hub=None)
    assert who(works_for_hub, thing("school", own), people) == STAFF
    Participation.objects.filter(pk=own.participation).update(state="withdrawn")
    assert who(works_for_hub, thing("school", own), people) == set()
