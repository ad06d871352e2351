"""Permissions and actions: who is refused, with which sentence, and that nothing is written then."""

from __future__ import annotations

import pytest
import rules
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from schools.viewer import as_viewer
from sustaining.accounts.models import User
from sustaining.common import permissions
from sustaining.common.permissions import (
    PERMISSIONS,
    Permission,
    action,
    guarded_permissions,
    is_registered,
    may,
    register_permission,
    require,
)
from sustaining.common.predicates import is_administrator, is_system
from sustaining.common.registry import Registry


@pytest.fixture
def registry(monkeypatch) -> Registry[str, Permission]:
    """A registry of permissions for this test alone; its rules are taken away again."""
    names = set(rules.permissions.permissions)
    registry: Registry[str, Permission] = object.__new__(Registry)
    registry._entries = {}
    registry.name = "permissions of a test"
    monkeypatch.setattr(permissions, "PERMISSIONS", registry)
    yield registry
    for name in set(rules.permissions.permissions) - names:
        rules.remove_perm(name)


@rules.predicate
def is_lead(user: User, obj: object) -> bool:
    return user.email == "lead@demo.example"


@pytest.fixture
def rename(registry):
    """An action that renames a hub: the first hub's lead may."""
    register_permission("tests.rename_hub", is_lead, otherwise="A hub is renamed by its lead.")

    @action("tests.rename_hub")
    def rename_hub(hub, *, name, by, now=None):
        hub.name = name
        hub.save()
        if name == "Wrong":
            raise ValueError(name)
        return hub

    return rename_hub


def test_may_asks_the_rule_for_a_superuser_too(cast, rename):
    assert may(cast.lead, "tests.rename_hub", cast.hub)
    assert not may(cast.admin, "tests.rename_hub", cast.hub)


def test_may_of_a_closed_account_or_of_nobody_is_false(cast, rename):
    cast.lead.is_active = False
    assert may(cast.lead, "tests.rename_hub", cast.hub) is False
    assert may(AnonymousUser(), "tests.rename_hub", cast.hub) is False
    assert may(None, "tests.rename_hub", cast.hub) is False


def test_may_of_a_viewer_is_that_of_the_account(cast, rename):
    assert may(as_viewer(cast.lead), "tests.rename_hub", cast.hub)
    assert not may(as_viewer(cast.hubadmin), "tests.rename_hub", cast.hub)


def test_may_of_an_unknown_permission_raises_a_lookup_error(cast, registry):
    with pytest.raises(LookupError, match=r"No rule is registered for 'tests\.unknown'\."):
        may(cast.lead, "tests.unknown")


def test_action_without_a_rule_is_not_registered_but_guarded(registry):
    @action("tests.forgotten")
    def forget(obj, *, by):
        """Do nothing."""

    assert not is_registered("tests.forgotten")
    assert guarded_permissions() == ["tests.forgotten"]
    assert forget.permission == "tests.forgotten"


def test_require_without_permission_raises_the_rules_sentence(cast, rename):
    require(cast.lead, "tests.rename_hub", cast.hub)
    with pytest.raises(PermissionDenied, match=r"^A hub is renamed by its lead\.$"):
        require(cast.hubadmin, "tests.rename_hub", cast.hub)


def test_action_refused_writes_nothing(cast, rename):
    with pytest.raises(PermissionDenied):
        rename(cast.hub, name="Changed", by=cast.hubadmin)
    cast.hub.refresh_from_db()
    assert cast.hub.name == "Rivermead"


def test_action_that_fails_half_way_writes_nothing(cast, rename):
    with pytest.raises(ValueError, match="Wrong"):
        rename(cast.hub, name="Wrong", by=cast.lead)
    cast.hub.refresh_from_db()
    assert cast.hub.name == "Rivermead"


def test_action_leaves_its_permission_and_actor_in_the_history(cast, rename):
    assert rename(cast.hub, name="Riverside", by=cast.lead).name == "Riverside"
    event = apps.get_model("schools", "HubEvent").objects.filter(pgh_obj=cast.hub).latest("pgh_id")
    assert event.pgh_context.metadata["action"] == "tests.rename_hub"
    assert event.pgh_context.metadata["by"] == cast.lead.pk


def test_every_permission_has_a_sentence_that_ends():
    assert [name for name, permission in PERMISSIONS.items() if not permission.sentence.endswith(".")] == []


def test_administrator_and_system_are_told_apart_and_closed_administrators_are_none(cast):
    system = User.objects.system()
    assert (is_administrator(cast.admin), is_administrator(cast.lead), is_administrator(system)) == (True, False, False)
    assert (is_system(system), is_system(cast.admin)) == (True, False)
    cast.admin.is_active = False
    assert not is_administrator(cast.admin)
