"""Who sets up a hub, enrols its schools from a list, and undoes that."""

from __future__ import annotations

from typing import Any

import pytest

from schools.models import Hub
from sustaining.onboarding.models import EnrolmentUpload, OpeningUpload
from tests.matrix.sample_rows import SampleRows
from tests.permissions import ADMIN, HUB, LEAD, STAFF, app_permissions, holders, with_system

ABOUT = {
    "onboarding.read_set_up": ("hub", STAFF | ADMIN),
    "onboarding.enrol_schools": ("hub", STAFF | ADMIN),
    "onboarding.undo_enrolments": ("list", STAFF | ADMIN),
    "onboarding.read_openings": ("opening", HUB | ADMIN),
    "onboarding.bring_in": ("opening", LEAD | ADMIN),
    "onboarding.undo_openings": ("opening", LEAD | ADMIN),
}


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    if name == "hub":
        return Hub.objects.get(pk=rows.hub)
    if name == "opening":
        return OpeningUpload.objects.get(pk=rows.saved_openings)
    return EnrolmentUpload.objects.get(pk=rows.saved_enrolments)


def test_table_has_every_permission_of_setting_up():
    assert set(ABOUT) == app_permissions("onboarding")


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
