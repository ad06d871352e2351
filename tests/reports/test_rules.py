"""Who may read the reports and put an impact report into their own words."""

from __future__ import annotations

from typing import Any

import pytest

from schools.models import Hub, School
from sustaining.reports.models import ImpactLink, ImpactReport, ProgrammeReturn, SetAsideProblem
from tests.matrix.sample_rows import SampleRows
from tests.permissions import (
    ADMIN,
    HUB,
    LEAD,
    NOBODY,
    SCHOOL_STAFF,
    SPECIALIST,
    STAFF,
    app_permissions,
    holders,
    with_system,
)

ABOUT = {
    "reports.write_school_impact": ("school", SCHOOL_STAFF | SPECIALIST | STAFF | ADMIN),
    "reports.write_hub_impact": ("hub", STAFF | ADMIN),
    "reports.share_impact": ("report", SCHOOL_STAFF | STAFF | ADMIN),
    "reports.end_impact_link": ("link", SCHOOL_STAFF | STAFF | ADMIN),
    "reports.freeze_return": ("hub", STAFF | ADMIN),
    "reports.take_return": ("hub", LEAD | ADMIN),
    "reports.set_aside_problem": ("hub", STAFF | ADMIN),
    "reports.take_back_set_aside": ("set aside", STAFF | ADMIN),
    "reports.read_trns": ("return", STAFF | ADMIN),
}
ANYWHERE = {"reports.read_reports": HUB | ADMIN, "reports.compare_hubs": ADMIN, "reports.set_return_columns": ADMIN}
ANYWHERE["reports.read_quality"] = STAFF | ADMIN
OF_ALL_HUBS = {
    "reports.freeze_return",
    "reports.take_return",
    "reports.read_trns",
    "reports.set_aside_problem",
    "reports.take_back_set_aside",
}
"""Permissions that a programme administrator also has for all hubs together."""


def thing(name: str, rows: SampleRows) -> Any:
    """Return the object of a house that a permission is about."""
    things: dict[str, Any] = {
        "school": lambda: School.objects.get(urn=rows.urn),
        "hub": lambda: Hub.objects.get(pk=rows.hub),
        "report": lambda: ImpactReport.objects.get(pk=rows.impact_report),
        "return": lambda: ProgrammeReturn.objects.get(pk=rows.programme_return),
        "set aside": lambda: SetAsideProblem.objects.get(pk=rows.set_aside),
        "link": lambda: ImpactLink.objects.get(pk=rows.impact_link),
    }
    return things[name]()


def test_table_has_every_permission_of_reports():
    assert set(ABOUT) | set(ANYWHERE) == app_permissions("reports")


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_the_own_house_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT[permission]
    assert holders(permission, thing(name, own), with_system(people)) == expected


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_the_other_house_is_held_by_administrators_alone(houses, permission):
    _, other, people = houses
    name, _ = ABOUT[permission]
    assert holders(permission, thing(name, other), with_system(people)) == ADMIN
    for_all_hubs = ADMIN if permission in OF_ALL_HUBS else NOBODY
    assert holders(permission, None, with_system(people)) == for_all_hubs


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_by_role_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) == ANYWHERE[permission]
