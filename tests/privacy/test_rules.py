"""Who may ask for people's data, and who gets the archive."""

from __future__ import annotations

from typing import Any

import pytest

from schools.models import Hub
from sustaining.accounts.models import User
from sustaining.privacy.models import DataRequest
from tests.matrix.sample_rows import SampleRows
from tests.permissions import ADMIN, app_permissions, holders, with_system

LEAD, STAFF, SYSTEM = {"lead"}, {"lead", "hubadmin"}, {"system"}
ABOUT = {
    "privacy.request_own_data": ("nobody", set()),
    "privacy.request_data": ("nobody", LEAD | ADMIN),
    "privacy.download_archive": ("request", LEAD),
    "privacy.end_archive": ("request", LEAD | ADMIN | SYSTEM),
    "privacy.make_archive": ("request", SYSTEM),
    "privacy.manage_accounts": ("nobody", ADMIN),
    "privacy.correct_name": ("nobody", ADMIN),
    "privacy.change_address": ("nobody", ADMIN),
    "privacy.close_account": ("nobody", ADMIN),
    "privacy.close_leavers": ("nobody", ADMIN),
    "privacy.reopen_account": ("nobody", ADMIN),
    "privacy.restrict_use": ("nobody", ADMIN),
    "privacy.lift_restriction": ("nobody", ADMIN),
    "privacy.read_notices": ("nobody", set()),
    "privacy.see_readings": ("hub", STAFF | ADMIN),
    "privacy.see_papers": ("hub", STAFF | ADMIN),
}


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    if name == "hub":
        return Hub.objects.get(pk=rows.hub)
    return DataRequest.objects.get(pk=rows.data_request) if name == "request" else None


def test_table_has_every_permission_of_data_requests():
    assert set(ABOUT) == app_permissions("privacy")


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT[permission]
    assert holders(permission, thing(name, own), with_system(people)) == expected


def test_own_data_is_asked_for_by_nobody_else(houses):
    _, _, people = houses
    person = User.objects.get(pk=people["advocate"].pk)
    assert holders("privacy.request_own_data", person, with_system(people)) == {"advocate"}


def test_own_account_is_closed_by_the_person_or_an_administrator(houses):
    _, _, people = houses
    person = User.objects.get(pk=people["advocate"].pk)
    assert holders("privacy.close_account", person, with_system(people)) == {"advocate"} | ADMIN


def test_archive_of_another_hub_is_downloaded_by_nobody_here(houses):
    _, other, people = houses
    row = DataRequest.objects.get(pk=other.data_request)
    assert holders("privacy.download_archive", row, with_system(people)) == set()
