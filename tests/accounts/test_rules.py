"""Who may do what with accounts, and which accounts are one person."""

from __future__ import annotations

import pgtrigger
import pytest
from allauth.usersessions.models import UserSession

from sustaining.accounts.models import User
from sustaining.accounts.persons import by_person, is_same_person, person_key
from sustaining.common.permissions import may
from tests.permissions import ADMIN, NOBODY, SYSTEM, app_permissions, holders, with_system

ANYWHERE = {
    "accounts.merge_people": ADMIN,
    "accounts.read_security_events": ADMIN,
    "accounts.apply_retention": ADMIN | SYSTEM,
}


@pytest.fixture
def people(cast) -> dict[str, User]:
    return with_system({**cast.people(), "admin": cast.admin, "stranger": cast.stranger})


def test_tables_have_every_permission_of_accounts():
    own = {"accounts.accept_invitation", "accounts.edit_details", "accounts.end_session"}
    assert set(ANYWHERE) | own == app_permissions("accounts")


@pytest.mark.parametrize("permission", ANYWHERE)
def test_permission_on_accounts_is_held_by_these_people(cast, people, permission):
    assert holders(permission, cast.advocate, people) == ANYWHERE[permission]


def test_details_are_edited_by_the_person_alone(cast, people):
    assert holders("accounts.edit_details", cast.advocate, people) == {"advocate"}
    assert holders("accounts.edit_details", None, people) == NOBODY


def test_session_is_ended_by_the_person_alone(cast, people):
    assert holders("accounts.end_session", UserSession(user=cast.advocate), people) == {"advocate"}
    assert holders("accounts.end_session", None, people) == NOBODY


def test_invitation_is_accepted_once_and_by_the_link_alone(cast, people):
    assert holders("accounts.accept_invitation", cast.advocate, people) == NOBODY, "they have a password"
    cast.advocate.set_unusable_password()
    assert holders("accounts.accept_invitation", cast.advocate, people) == SYSTEM
    assert holders("accounts.accept_invitation", None, people) == NOBODY


def test_administrator_whose_account_is_closed_may_nothing(cast):
    cast.admin.is_active = False
    assert not may(cast.admin, "accounts.merge_people", cast.advocate)


@pytest.fixture
def merged(cast) -> User:
    """An account that was merged into the lead's."""
    old = User.objects.create_user("old@demo.example", full_name="Lena Old")
    User.objects.filter(pk=old.pk).update(merged_into=cast.lead, is_active=False)
    old.refresh_from_db()
    return old


def test_merged_account_and_the_account_that_took_over_are_one_person(cast, merged):
    assert is_same_person(cast.lead, merged.pk)
    assert is_same_person(merged, cast.lead.pk)
    assert is_same_person(cast.lead, cast.advocate.pk, merged.pk)


def test_two_accounts_merged_into_one_are_one_person(cast, merged):
    older = User.objects.create_user("older@demo.example", full_name="Lena Older")
    User.objects.filter(pk=older.pk).update(merged_into=cast.lead, is_active=False)
    assert is_same_person(merged, older.pk)


def test_other_accounts_and_no_account_are_not_the_same_person(cast, merged):
    assert not is_same_person(cast.lead, cast.hubadmin.pk, None)
    assert not is_same_person(cast.lead)
    assert not is_same_person(cast.hubadmin, merged.pk)


def test_rows_of_a_person_are_those_of_their_merged_accounts_too(cast, merged):
    posts = cast.hub.staff.filter(pk=cast.lead.hub_posts.get().pk)
    with pgtrigger.ignore(
        "schools.HubStaff:hub_posts_stay_with_their_person"
    ):  # as it was before the accounts were merged
        posts.update(user=merged)
    assert posts.filter(by_person("user", cast.lead)).exists()
    assert not posts.filter(by_person("user", cast.hubadmin)).exists()
    assert posts.annotate(person=person_key("user")).get().person == cast.lead.pk
