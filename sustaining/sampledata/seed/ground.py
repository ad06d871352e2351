"""Hubs, schools and people."""

from __future__ import annotations

from itertools import count

from schools.choices import ContactRole, HubRole
from schools.models import Advocate, Hub, HubAuthority, HubStaff, School, SchoolContact
from specialists.models import Specialist, SpecialistHub
from sustaining.accounts.models import User
from sustaining.common.years import AcademicYear

from ..demo.cast import hashed_password
from . import vocabulary
from .rows import Rows, set_from
from .scale import Seed, SeedHub, SeedSchool

FIRST_URN = 500_000
RENAMED = 0.02
"""The share of Advocates who have married or otherwise changed their name: search finds them by the old one too."""


class Ground:
    """Makes them all; `build` writes."""

    def __init__(self, seed: Seed) -> None:
        self.seed, self.draw = seed, seed.draw
        self.since = AcademicYear(seed.year.start - seed.scale.years + 1).starts
        self.hubs = Rows(Hub, "name", "region", "lead_school", "contact_email")
        self.authorities = Rows(HubAuthority, "hub", "local_authority")
        self.schools = Rows(
            School, "urn", "name", "local_authority", "establishment_type", "type_group", "phase", "low_age", "high_age",
            "street", "town", "postcode", "easting", "northing", "hub",
        )  # fmt: skip
        self.people = Rows(User, "email", "full_name", "password", "joined_at")
        self.staff = Rows(HubStaff, "user", "hub", "role", "starts_on")
        self.advocates = Rows(Advocate, "user", "school", "post", "development_group", "development_year", "starts_on")
        self.contacts = Rows(SchoolContact, "user", "school", "role", "starts_on")
        self.specialists = Rows(Specialist, "user", "home_school", "accredited_in", "days_a_year")
        self.hub_links = Rows(SpecialistHub, "specialist", "hub")
        self.number = count(1)
        self.renamed: list[tuple[int, str]] = []

    def build(self) -> None:
        """Create every hub with its staff, schools and their people, and its Specialists."""
        seed = self.seed
        rest = seed.scale.hubs - 1
        sizes = [self.draw.uniform(0.5, 1.7) for _ in range(rest)]
        numbers = [seed.scale.largest, *seed.shares(seed.scale.schools - seed.scale.largest, sizes)]
        specialists = seed.shares(seed.scale.specialists, numbers)
        for place, (schools, supporting) in enumerate(zip(numbers, specialists, strict=True)):
            self._hub(place, schools, max(1, supporting))
        seed.write(self.hubs, self.authorities, self.schools, self.people, self.staff, self.advocates, self.contacts)
        seed.write(self.specialists, self.hub_links)
        set_from(User, {"full_name": "text"}, self.renamed)

    def _person(self, email: str = "") -> int:
        number = next(self.number)
        name = f"{self.draw.choice(vocabulary.FIRST)} {self.draw.choice(vocabulary.LAST)}"
        return self.people.add(email or f"person{number}@seed.example", name, hashed_password(), self.seed.now)

    def _hub(self, place: int, schools: int, specialists: int) -> None:
        name = vocabulary.HUBS[place] if place < len(vocabulary.HUBS) else f"Hub {place + 1}"
        region = vocabulary.REGIONS[place % len(vocabulary.REGIONS)]
        key = self.hubs.add(name, region, f"{name} Trust School", f"hub{place + 1}@seed.example")
        authorities = [f"{name} {side}" for side in ("Borough", "and District", "County")]
        for authority in authorities:
            self.authorities.add(key, authority)
        staff = {}
        for role, short in ((HubRole.LEAD, "lead"), (HubRole.ADMINISTRATOR, "hubadmin"), (HubRole.AUDITOR, "auditor")):
            staff[short] = self._person(f"{short}{place + 1}@seed.example")
            self.staff.add(staff[short], key, role, self.since)
        hub = SeedHub(key, staff["lead"], staff["hubadmin"])
        self.seed.hubs.append(hub)
        for _ in range(schools):
            self._school(hub, self.draw.choice(authorities), place)
        for number in range(specialists):
            self._specialist(hub, number, f"specialist{place + 1}.{number + 1}@seed.example")

    def _school(self, hub: SeedHub, authority: str, place: int) -> None:
        draw, number = self.draw, len(self.schools.rows)
        name = f"{draw.choice(vocabulary.PLACES)}{draw.choice(vocabulary.ENDS)} {draw.choice(vocabulary.KINDS)}"
        key = self.schools.add(
            FIRST_URN + number, name, authority, "Academy converter", "Academies", "Secondary", 11, draw.choice((16, 18)),
            f"{draw.randint(1, 90)} {draw.choice(vocabulary.PLACES)} Lane", draw.choice(vocabulary.TOWNS),
            f"ZX{place + 1} {draw.randint(1, 9)}{draw.choice('ABDEFGHJLN')}{draw.choice('ABDEFGHJLN')}",
            300_000 + (place % 8) * 40_000 + draw.randint(0, 30_000), 150_000 + (place // 8) * 80_000 + draw.randint(0, 60_000),
            hub.key,
        )  # fmt: skip
        joined = draw.choices(range(self.seed.scale.years + 1), [6, *([3] * self.seed.scale.years)])[0]
        school = SeedSchool(key, hub, joined, quiet=draw.random() < 0.07)
        hub.schools.append(school)
        for _ in range(2):
            self._advocate(school)
        contacts = {}
        for role in (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT, ContactRole.FINANCE):
            person = self._person()
            self.contacts.add(person, key, role, self.since)
            contacts[role] = person
        school.finance, school.department = contacts[ContactRole.FINANCE], contacts[ContactRole.HEAD_OF_DEPARTMENT]

    def _advocate(self, school: SeedSchool) -> None:
        year = self.since.year - 1 + school.joined
        person = self._person()
        group = f"NCP{year % 100:02d}-12, group {self.draw.choice('ABCD')}"
        key = self.advocates.add(person, school.key, self.draw.choice(vocabulary.POSTS), group, year - 1, self.since)
        school.advocates.append((key, person))
        if self.draw.random() < RENAMED:
            first = self.people.rows[person - self.people.first][1].split()[0]
            self.renamed.append((person, f"{first} {self.draw.choice(vocabulary.LAST)}"))

    def _specialist(self, hub: SeedHub, number: int, email: str) -> None:
        home = hub.schools[number % len(hub.schools)].key
        person = self._person(email)
        key = self.specialists.add(person, home, self.since.year - self.draw.randint(0, 5), 26)
        self.hub_links.add(key, hub.key)
        hub.specialists.append((key, person, home))


def first_sign_ins(seed: Seed) -> list[str]:
    """Addresses to look around with."""
    return [f"{role}1@seed.example" for role in ("lead", "hubadmin", "auditor")] + [
        "specialist1.1@seed.example",
        User.objects.values_list("email", flat=True).get(pk=seed.hubs[0].schools[0].advocates[0][1]),
    ]
