"""Factories for a hub, a school of the register, a person with a password, and posts.

What an action creates has no factory: tests call the action.
"""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from schools.choices import HubRole
from schools.models import Hub, HubStaff, School
from specialists.models import Specialist, SpecialistHub
from sustaining.accounts.models import User

PASSWORD = "sustaining-demo"


class UserFactory(DjangoModelFactory):
    """Somebody who has come in: they have a password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@demo.example")
    full_name = factory.Sequence(lambda number: f"Person {number}")
    joined_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        return model_class.objects.create_user(fields.pop("email"), PASSWORD, **fields)


class HubFactory(DjangoModelFactory):
    """A Maths Hub."""

    class Meta:
        model = Hub

    name = factory.Sequence(lambda number: f"Hub {number}")
    region = "Yorkshire"


class HubStaffFactory(DjangoModelFactory):
    """A person's post at a hub, from today on."""

    class Meta:
        model = HubStaff

    user = factory.SubFactory(UserFactory)
    hub = factory.SubFactory(HubFactory)
    role = HubRole.LEAD
    starts_on = factory.LazyFunction(timezone.localdate)


class SchoolFactory(DjangoModelFactory):
    """A secondary school of the register, of no hub."""

    class Meta:
        model = School

    urn = factory.Sequence(lambda number: 930_000 + number)
    name = factory.Sequence(lambda number: f"School {number:03}")
    hub = None
    phase = "Secondary"
    type_group = "Academies"
    town = "Leeds"


class SpecialistFactory(DjangoModelFactory):
    """A Mastery Specialist with a school of their own, who works for the `hubs`."""

    class Meta:
        model = Specialist
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    home_school = factory.SubFactory(SchoolFactory)

    @factory.post_generation
    def hubs(self, create: bool, extracted: list[Hub] | None, **_: Any) -> None:
        """Say for whom they work: `SpecialistFactory(hubs=[hub])`."""
        for hub in extracted or []:
            SpecialistHub.objects.create(specialist=self, hub=hub)
