"""Who proposes the next year to a school, and who answers for it."""

from __future__ import annotations

from typing import Any

import pytest

from schools.models import Hub
from sustaining.rolling.models import YearProposal
from tests.matrix.sample_rows import SampleRows
from tests.permissions import ADMIN, SCHOOL_STAFF, STAFF, SYSTEM, app_permissions, holders, with_system

ABOUT = {
    "rolling.propose_years": ("hub", STAFF | ADMIN),
    "rolling.propose_again": ("proposal", STAFF | ADMIN),
    "rolling.change_proposal": ("proposal", STAFF | ADMIN),
    "rolling.settle_shortfall": ("proposal", STAFF | ADMIN),
    "rolling.record_answer": ("proposal", STAFF | ADMIN),
    "rolling.answer_proposal": ("proposal", SCHOOL_STAFF | SYSTEM),
}


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    if name == "hub":
        return Hub.objects.get(pk=rows.hub)
    return YearProposal.objects.get(participation=rows.proposed)


def test_table_has_every_permission_of_the_next_year():
    assert set(ABOUT) == app_permissions("rolling")


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
