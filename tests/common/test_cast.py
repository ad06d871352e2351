"""The cast stands, and scope holds for it."""

from __future__ import annotations

from schools.models import School


def test_nobody_sees_anothers_school(cast):
    assert School.objects.count() == 4
    for person in cast.people().values():
        assert cast.school in School.objects.visible_to(person)
        assert cast.other.school not in School.objects.visible_to(person)
    assert not School.objects.visible_to(cast.stranger).exists()
    assert School.objects.visible_to(cast.admin).count() == 4
