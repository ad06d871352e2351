"""One of everything in each house, so that every address of the site has something to be about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from devplans.actions import plans, sessions
from devplans.choices import Horizon, NeedOf, SessionKind
from funding import actions as funding
from funding import runs
from schools.choices import ContactRole
from schools.models import Advocate, SchoolContact
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.applications import decisions
from sustaining.workgroups import actions as groups
from tests.applications.applying import a_call, handed_in
from tests.cast import House
from tests.factories import SchoolFactory, SpecialistFactory, UserFactory


@dataclass(frozen=True)
class Things:
    """What an address may name, by the name that the table uses."""

    urn: int
    person: int
    advocacy: int
    contact: int
    participation: int
    hub: int
    version: int
    aim: int
    step: int
    session: int
    group: int
    meeting: int
    reference: str
    run: int
    specialist: int
    call: int
    question: int
    application: int
    year: int
    table: str


def furnish(house: House, now: datetime) -> tuple[Things, dict[str, User]]:
    """One of everything, made by the house's own people; and the people by role, a former Specialist among them."""
    former = _former_specialist(house, now)
    version, aim, step = _plan(house, now)
    session = _session(house, now)
    group, meeting = _group(house, now)
    reference, run = _money(house, now)
    call, question, application = _application(house, now)
    things = Things(
        urn=house.school.urn,
        person=house.finance.pk,
        advocacy=Advocate.objects.get(user=house.advocate_two).pk,
        contact=SchoolContact.objects.get(user=house.finance, role=ContactRole.FINANCE).pk,
        participation=house.participation.pk,
        hub=house.hub.pk,
        version=version,
        aim=aim,
        step=step,
        session=session,
        group=group,
        meeting=meeting,
        reference=reference,
        run=run,
        specialist=house.specialist_record.pk,
        call=call,
        question=question,
        application=application,
        year=house.project.academic_year,
        table="participation",
    )
    people = house.people()
    people.pop("advocate_two")
    return things, {**people, "former": former}


def _former_specialist(house: House, now: datetime) -> User:
    user = UserFactory(email=f"former.{house.school.urn}@demo.example", full_name="Freda Former")
    home = SchoolFactory(urn=house.school.urn + 5, name="Long Meadow School", hub=house.hub)
    record = SpecialistFactory(user=user, home_school=home, hubs=[house.hub])
    day = now.date()
    Assignment.objects.create(
        specialist=record,
        participation=house.participation,
        days=Decimal(1),
        starts_on=day - timedelta(days=30),
        ends_on=day - timedelta(days=10),
    )
    return user


def _plan(house: House, now: datetime) -> tuple[int, int, int]:
    plan = house.school.plan
    aim = plans.add_aim(
        plan,
        title="Fluency with ratio",
        need_of=NeedOf.STUDENTS,
        need="Books show additive thinking.",
        big_ideas=["fluency"],
        horizon=Horizon.THIS_YEAR,
        success_criteria="Double number lines in every book.",
        by=house.advocate,
        now=now,
    )
    step = plans.add_step(aim, what="Plan four lessons together", by=house.advocate, now=now)
    plans.share_plan(plan, by=house.advocate, now=now)
    version = plans.agree_plan(plan, by=house.specialist, now=now)
    return version.number, aim.pk, step.pk


def _session(house: House, now: datetime) -> int:
    session = sessions.log_session(
        house.participation,
        kind=SessionKind.OBSERVATION,
        held_on=now.date(),
        length=Decimal("0.50"),
        what_happened="Watched Year 8.",
        specialist=house.specialist_record,
        advocates=[house.advocacy],
        client_key=uuid4(),
        by=house.advocate,
        now=now,
    )
    return session.pk


def _group(house: House, now: datetime) -> tuple[int, int]:
    group = groups.set_up_group(
        house.hub,
        project=house.project,
        name=f"Work Group {house.school.urn}",
        leads=[house.specialist_record],
        by=house.hubadmin,
        now=now,
    )
    groups.join_group(group, participation=house.participation, by=house.hubadmin, now=now)
    start = now + timedelta(days=3)
    meeting = groups.add_meeting(
        group,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        place="Castle Hill School",
        by=house.hubadmin,
        now=now,
    )
    return group.pk, meeting.pk


def a_line(day: date, cost: str = "200.00", teacher: str = "A. Teacher") -> funding.NewLine:
    """One release of a teacher."""
    return funding.NewLine(day, teacher, Decimal(cost))


def _money(house: House, now: datetime) -> tuple[str, int]:
    """A claim that waits for the hub, and a run prepared by the hub's administrator with another."""
    grant = house.participation.grant

    def submitted(teacher: str) -> funding.Claim:
        lines = [a_line(now.date(), teacher=teacher)]
        claim = funding.draft_claim(grant, lines=lines, client_key=uuid4(), by=house.finance, now=now)
        return funding.submit_claim(claim, by=house.finance, now=now)

    waiting, approved = submitted("B. Waiting"), submitted("C. Approved")
    funding.approve_claim(approved, by=house.lead, now=now)
    run = runs.prepare_run(house.hub, claims=[approved], by=house.hubadmin, now=now)
    return waiting.reference, run.pk


def _application(house: House, now: datetime) -> tuple[int, int, int]:
    call = a_call(house.hub, house.project, by=house.hubadmin, now=now)
    application = handed_in(call, now)
    question = decisions.add_question(call, words="Why now?", kind="long", by=house.hubadmin, now=now)
    return call.pk, question.pk, application.pk
