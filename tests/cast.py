"""The cast: the same people in every test. Two hubs with everyone, and a stranger who has nothing to do with either.

What the product can build is built by its actions, so that tests cannot stand on what the product cannot make.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from schools.actions import NewAdvocate, add_contact, enrol_school
from schools.choices import ContactRole, HubRole, Stage
from schools.models import Advocate, Hub, Participation, Project, School
from specialists.actions import assign_specialist
from specialists.models import Assignment, Specialist
from sustaining.accounts.models import User
from sustaining.common.years import AcademicYear
from tests.factories import HubFactory, HubStaffFactory, SchoolFactory, SpecialistFactory, UserFactory
from tests.factories.model_factories import PASSWORD

FOCI = ["Developing mathematical thinking", "Fluency with multiplicative reasoning", "Maths and science", "Bespoke"]


@dataclass
class House:
    """One hub, one school that takes part, and everyone around them."""

    hub: Hub
    lead: User
    hubadmin: User
    auditor: User
    specialist: User
    advocate: User
    advocate_two: User
    head: User
    finance: User
    school: School
    home_school: School
    project: Project
    participation: Participation
    specialist_record: Specialist
    assignment: Assignment

    @property
    def advocacy(self) -> Advocate:
        """The first Advocate's post."""
        return Advocate.objects.get(user=self.advocate, school=self.school)

    def people(self) -> dict[str, User]:
        """Everyone by role."""
        names = ("lead", "hubadmin", "auditor", "specialist", "advocate", "advocate_two", "head", "finance")
        return {name: getattr(self, name) for name in names}


@dataclass
class Cast(House):
    """The first house, the second as `other`, the programme administrator, and a stranger."""

    admin: User
    stranger: User
    other: House


def gather(now: datetime) -> Cast:
    """Make the whole cast. Their year began at the start of this academic year."""
    admin = User.objects.create_superuser("admin@demo.example", PASSWORD, full_name="Ada Whitcombe")
    stranger = User.objects.create_user("stranger@demo.example", PASSWORD, full_name="Sam Stranger")
    project = this_years_project(now)
    first = _house("Rivermead", "", 910001, project, now)
    second = _house("Stonefield", "2", 920001, project, now)
    return Cast(**vars(first), admin=admin, stranger=stranger, other=second)


def this_years_project(now: datetime) -> Project:
    """NCPyy-14 of this academic year: £1000.00, three days."""
    year = AcademicYear.of(timezone.localdate(now))
    return Project.objects.create(
        code=f"NCP{year.start % 100:02d}-14",
        title="Secondary Teaching for Mastery – Sustaining",
        stage=Stage.SUSTAINING,
        academic_year=year.start,
        foci=FOCI,
        release_grant=Decimal("1000.00"),
        support_days=Decimal(3),
    )


def _staff(hub: Hub, role: HubRole, email: str, name: str, since: datetime) -> User:
    post = HubStaffFactory(
        user__email=email, user__full_name=name, hub=hub, role=role, starts_on=timezone.localdate(since)
    )
    return post.user


def _house(name: str, suffix: str, urn: int, project: Project, now: datetime) -> House:
    began = max(now - timedelta(days=60), _september(now))
    hub = HubFactory(name=name, contact_email=f"hub{suffix}@demo.example")
    people = {
        role: _staff(hub, choice, f"{role}{suffix}@demo.example", f"{title} {name}", began)
        for role, choice, title in (
            ("lead", HubRole.LEAD, "Lena"),
            ("hubadmin", HubRole.ADMINISTRATOR, "Hugo"),
            ("auditor", HubRole.AUDITOR, "Audrey"),
        )
    }
    for role, title in (
        ("specialist", "Robin"),
        ("advocate", "Nina"),
        ("advocate_two", "Tom"),
        ("head", "Hilda"),
        ("finance", "Fay"),
    ):
        people[role] = UserFactory(email=f"{role}{suffix}@demo.example", full_name=f"{title} {name}")
    school = SchoolFactory(urn=urn, name=f"Castle Hill School {suffix}".strip(), hub=hub)
    home = SchoolFactory(urn=urn + 1, name=f"Westbrook School {suffix}".strip(), hub=hub)
    record = SpecialistFactory(user=people["specialist"], home_school=home, hubs=[hub])
    participation = enrol_school(
        school,
        project=project,
        advocates=[as_advocate(people["advocate"], project), as_advocate(people["advocate_two"], project)],
        by=people["lead"],
        now=began,
    )
    add_contact(
        school, full_name="", email=people["head"].email, role=ContactRole.HEADTEACHER, by=people["lead"], now=began
    )
    add_contact(
        school, full_name="", email=people["finance"].email, role=ContactRole.FINANCE, by=people["lead"], now=began
    )
    assignment = assign_specialist(participation, specialist=record, days=Decimal(3), by=people["lead"], now=began)
    return House(
        hub=hub,
        school=school,
        home_school=home,
        project=project,
        participation=participation,
        specialist_record=record,
        assignment=assignment,
        **people,
    )


def _september(now: datetime) -> datetime:
    first = AcademicYear.of(timezone.localdate(now)).starts
    return datetime.combine(first, time(9), tzinfo=timezone.get_default_timezone())


def as_advocate(user: User, project: Project) -> NewAdvocate:
    """What the enrolment form says of somebody who took part in a Development Work Group two years before."""
    return NewAdvocate(
        full_name=user.full_name,
        email=user.email,
        post="Teacher of mathematics",
        development_group="Rivermead Development Work Group",
        development_year=project.academic_year - 2,
    )


def enrol_another(house: House, urn: int, name: str, now: datetime, *, days: Decimal = Decimal(3)) -> Participation:
    """One more school of the house's hub, with two Advocates of its own and `days` of the same Specialist; 0: none."""
    school = SchoolFactory(urn=urn, name=name, hub=house.hub)
    people = [
        UserFactory(email=f"a{number}.{urn}@demo.example", full_name=f"Advocate{number} {urn}") for number in (1, 2)
    ]
    participation = enrol_school(
        school,
        project=house.project,
        advocates=[as_advocate(person, house.project) for person in people],
        by=house.lead,
        now=now,
    )
    if days:
        assign_specialist(participation, specialist=house.specialist_record, days=days, by=house.lead, now=now)
    return participation


def enrol_again(
    house: House, now: datetime, *, year: int | None = None, number: int = 14, specialist: bool = True, **project: Any
) -> Participation:
    """The house's own school in another project as well: next year's, unless a year is named. `project` are its fields."""
    start = house.project.academic_year + 1 if year is None else year
    fields = {"release_grant": Decimal("1000.00"), "support_days": Decimal(3), "foci": FOCI, **project}
    another, _ = Project.objects.get_or_create(
        code=f"NCP{start % 100:02d}-{number}",
        defaults={"title": "Sustaining", "stage": Stage.SUSTAINING, "academic_year": start, **fields},
    )
    advocates = [as_advocate(person, another) for person in (house.advocate, house.advocate_two)]
    participation = enrol_school(house.school, project=another, advocates=advocates, by=house.lead, now=now)
    if specialist and another.support_days:
        assign_specialist(
            participation, specialist=house.specialist_record, days=another.support_days, by=house.lead, now=now
        )
    return participation
