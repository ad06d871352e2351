"""Who has which permission: the tables in each app's `test_rules.py` are compared with the rules, person by person.

The people are those of the matrix: everyone of the first house, a former Specialist, the programme administrator, a
stranger without any role; and the system account, by which the clock acts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sustaining.accounts.models import User
from sustaining.common.permissions import PERMISSIONS, may

STAFF = frozenset({"lead", "hubadmin"})
LEAD = frozenset({"lead"})
AUDITOR = frozenset({"auditor"})
HUB = STAFF | AUDITOR
SPECIALIST = frozenset({"specialist"})
FORMER = frozenset({"former"})
"""Supported the school until some days ago, and still works as a Specialist."""
SCHOOL_STAFF = frozenset({"advocate", "head"})
FINANCE = frozenset({"finance"})
SCHOOL = SCHOOL_STAFF | FINANCE
ADMIN = frozenset({"admin"})
SYSTEM = frozenset({"system"})
NOBODY: frozenset[str] = frozenset()


def with_system(people: Mapping[str, User]) -> dict[str, User]:
    """Return the people, and the account by which the clock acts."""
    return {**people, "system": User.objects.system()}


def holders(permission: str, obj: Any, people: Mapping[str, User]) -> set[str]:
    """Return the names of those who have the permission for `obj`."""
    return {name for name, person in people.items() if may(person, permission, obj)}


def app_permissions(app: str) -> set[str]:
    """Return the permissions that an app declares."""
    return {permission for permission in PERMISSIONS if permission.startswith(f"{app}.")}


def who_hold(permission: str, obj: Any, people: Mapping[str, User], among: Collection[str]) -> set[str]:
    """Return those `among` the people who have the permission for `obj`."""
    return holders(permission, obj, {name: people[name] for name in among})
