"""The demo's ground: hubs, projects, people, schools of the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from schools.choices import HubRole, Stage
from schools.models import Hub, HubAuthority, HubStaff, Project, School
from specialists.models import Specialist, SpecialistHub
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.years import AcademicYear

from . import data

TITLE = "Secondary Teaching for Mastery – {}"


@cache
def hashed_password() -> str:
    """Return the hash of the demo's password; computed once, because argon2 is slow by design."""
    return make_password(data.PASSWORD)


def person(email: str, full_name: str, now: datetime, **fields: Any) -> User:
    """Somebody who has come in, with the demo's password."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, full_name=full_name, **fields)
    user.password = hashed_password()
    user.joined_at = user.joined_at or now
    user.save()
    return user


def invented_names() -> Iterator[str]:
    """Yield names without end, never the same twice in a row."""
    number = 0
    while True:
        yield f"{data.FIRST[number % len(data.FIRST)]} {data.LAST[(number * 7 + number // 20) % len(data.LAST)]}"
        number += 1


def projects(year: AcademicYear) -> Project:
    """Return the three projects of 2024/25, and those of `year` and of the three years before it.

    Gives this year's Sustaining.
    """
    for start in sorted({2024, *range(year.start - 3, year.start + 1)}):
        for number, stage in ((12, Stage.DEVELOPMENT), (13, Stage.EMBEDDING), (14, Stage.SUSTAINING)):
            Project.objects.get_or_create(
                code=f"NCP{start % 100:02d}-{number}",
                defaults={
                    "title": TITLE.format(stage.label),
                    "stage": stage,
                    "academic_year": start,
                    "foci": data.FOCI if stage == Stage.SUSTAINING else [],
                    "release_grant": Decimal("2000.00" if stage == Stage.DEVELOPMENT else "1000.00"),
                    "support_days": Decimal(3),
                },
            )
    return Project.objects.get(stage=Stage.SUSTAINING, academic_year=year.start)


def hub(name: str, region: str, address: str, authority: str) -> Hub:
    """Create a fictional hub with the local authority that it serves."""
    made, _ = Hub.objects.get_or_create(
        name=name, defaults={"region": region, "contact_email": address, "lead_school": f"{name} Lead School"}
    )
    HubAuthority.objects.get_or_create(local_authority=authority, defaults={"hub": made})
    return made


def staff(hub: Hub, role: HubRole, email: str, name: str, now: datetime) -> User:
    """Create a post at a hub, held since the year began."""
    user = person(email, name, now)
    HubStaff.objects.get_or_create(
        user=user, hub=hub, role=role, defaults={"starts_on": AcademicYear.of(london_day(now)).starts}
    )
    return user


def school(urn: int, name: str, town: str, hub: Hub) -> School:
    """Create a secondary school of the fictional register."""
    made, _ = School.objects.get_or_create(
        urn=urn,
        defaults={
            "name": name,
            "town": town,
            "hub": hub,
            "local_authority": f"{hub.name} and district",
            "phase": "Secondary",
            "type_group": "Academies",
            "establishment_type": "Academy converter",
            "telephone": f"01632 960{urn % 1000:03d}",  # of the numbers kept for fiction
            "postcode": f"ZZ{urn % 97 + 1} {urn % 9 + 1}AB",
            "street": f"{urn % 80 + 2} School Lane",
            "low_age": 11,
            "high_age": 18,
            "easting": 400000 + (urn * 37 % 97) * 500,
            "northing": 420000 + (urn * 29 % 53) * 500,
        },
    )
    return made


def specialist(email: str, name: str, home: School, hub: Hub, now: datetime) -> Specialist:
    """Create a Specialist of a hub."""
    made, _ = Specialist.objects.get_or_create(
        user=person(email, name, now), defaults={"home_school": home, "accredited_in": 2021, "days_a_year": Decimal(18)}
    )
    SpecialistHub.objects.get_or_create(specialist=made, hub=hub)
    return made
