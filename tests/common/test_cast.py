"""The cast has somebody in every role, and scope holds for them."""

from __future__ import annotations

import pytest

from schools.models import School
from schools.roles import Role
from schools.viewer import as_viewer


@pytest.mark.parametrize("role", Role)
def test_role_without_a_person_in_the_cast_is_reported(cast, role):
    everyone = [*cast.people().values(), cast.admin]
    assert any(role in as_viewer(person).role_names for person in everyone), (
        f"Nobody in tests/cast.py holds {role!r}: add a person to House and to House.people, so that every test meets the role."
    )


def test_school_of_another_hub_is_visible_to_nobody(cast):
    assert School.objects.count() == 4
    for person in cast.people().values():
        assert cast.school in School.objects.visible_to(person)
        assert cast.other.school not in School.objects.visible_to(person)
    assert not School.objects.visible_to(cast.stranger).exists()
    assert School.objects.visible_to(cast.admin).count() == 4
