"""Who may look after emails, choose for themselves, and write reminders."""

from __future__ import annotations

from typing import Any

import pytest

from sustaining.common.predicates import is_self
from sustaining.outbox.models import Email
from sustaining.outbox.rules import can_manage_email
from tests.matrix.sample_rows import SampleRows
from tests.permissions import ADMIN, SPECIALIST, STAFF, SYSTEM, app_permissions, holders, with_system

MANAGERS = STAFF | SPECIALIST | ADMIN
"""The email is about a meeting: the Work Group's lead looks after it too."""
ABOUT = {
    "outbox.retry_email": ("email", MANAGERS),
    "outbox.set_email_aside": ("email", MANAGERS),
    "outbox.choose_mail": ("reader", frozenset({"advocate"}) | SYSTEM),
}
ANYWHERE = {
    "outbox.send_new_link": SYSTEM,
    "outbox.write_reminders": ADMIN | SYSTEM,
}


def thing(name: str, rows: SampleRows) -> Any:
    """Return the email about a house's meeting to its Advocate, or that Advocate."""
    email = Email.objects.select_related("user").get(pk=rows.email)
    return email if name == "email" else email.user


def test_table_has_every_permission_of_the_outbox():
    assert set(ABOUT) | set(ANYWHERE) == app_permissions("outbox")


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_the_own_hubs_email_is_held_by_these_people(houses, permission):
    own, _, people = houses
    name, expected = ABOUT[permission]
    assert holders(permission, thing(name, own), with_system(people)) == expected


@pytest.mark.parametrize("permission", ABOUT)
def test_permission_for_another_hubs_email_is_held_by_administrators_and_the_site_at_most(houses, permission):
    _, other, people = houses
    name, expected = ABOUT[permission]
    assert holders(permission, thing(name, other), with_system(people)) == expected & (ADMIN | SYSTEM)


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_of_the_clock_is_held_by_these_people(houses, permission):
    _, _, people = houses
    assert holders(permission, None, with_system(people)) == ANYWHERE[permission]


@pytest.mark.parametrize("predicate", [can_manage_email, is_self])
def test_predicate_without_an_object_is_false(cast, predicate):
    assert predicate(cast.lead, None) is False
