"""Who may do what with calls and applications: the hub, and the site on behalf of an applicant who has no account."""

from __future__ import annotations

from typing import Any

import pytest

from schools.models import Hub
from sustaining.applications.models import Application, Call
from tests.matrix.sample_rows import SampleRows
from tests.permissions import ADMIN, HUB, LEAD, STAFF, SYSTEM, app_permissions, holders, with_system

ABOUT = {
    "applications.open_call": ("hub", STAFF | ADMIN),
    "applications.edit_call": ("call", STAFF | ADMIN),
    "applications.write_note": ("application", STAFF | ADMIN),
    "applications.decide": ("application", LEAD | ADMIN),
    "applications.reconsider": ("application", LEAD | ADMIN),
    "applications.override": ("application", LEAD | ADMIN),
    "applications.withdraw": ("application", LEAD | ADMIN | SYSTEM),
    "applications.apply": ("application", SYSTEM),
}
ANYWHERE = {"applications.read_calls": HUB | ADMIN}


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    find = {
        "hub": lambda: Hub.objects.get(pk=rows.hub),
        "call": lambda: Call.objects.get(pk=rows.call),
        "application": lambda: Application.objects.get(pk=rows.application),
    }
    return find[name]()


def test_table_has_every_permission_of_applications():
    assert set(ABOUT) | set(ANYWHERE) == app_permissions("applications")


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_the_own_hub_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT[permission]
    assert holders(permission, thing(name, own), with_system(people)) == expected


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_another_hub_is_held_by_administrators_and_the_site_at_most(houses, permission):
    _, other, people = houses
    name, expected = ABOUT[permission]
    assert holders(permission, thing(name, other), with_system(people)) == expected & (ADMIN | SYSTEM)


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_by_role_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) == ANYWHERE[permission]
