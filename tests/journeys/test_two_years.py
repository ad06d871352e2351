"""Two years of a hub, lived day by day: enrolments, leavers, a withdrawal, a move, and the same figures asked again.

The project's own clock moves; PostgreSQL's own is asked by no rule here. Every day that something happens, everybody opens
the pages that they work on, reminders are written and mail is delivered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from devplans.actions import plans
from devplans.actions import sessions as session_actions
from devplans.models import Session
from devplans.querysets import HAPPENED
from devplans.session_kinds import SessionKind
from funding import actions as funding
from funding.actions import runs
from funding.choices import ClaimState
from funding.models import Claim, Grant
from schools.actions import (
    NewAdvocate,
    enrol_school,
    follow_successor,
    hand_over,
    move_to_hub,
    reinstate_participation,
    roll_projects,
    withdraw_participation,
)
from schools.actions.hub_staff import NewStaff, leave_hub
from schools.choices import ParticipationState
from schools.models import Advocate, HubStaff, Participation, School
from specialists.actions import assign_specialist
from specialists.actions.leaving import leave_on
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.common.years import AcademicYear
from sustaining.desk.actions import complete_year
from sustaining.outbox.models import Email
from sustaining.reports.actions import freeze_return
from sustaining.reports.filters import ReportFilter
from sustaining.reports.selectors import report_context
from sustaining.rolling.actions import Choice, confirm_year, propose_years
from sustaining.rolling.models import YearProposal
from sustaining.workgroups import actions as groups
from sustaining.workgroups.models import Invitation
from tests.cast import as_advocate, enrol_again, enrol_another, gather
from tests.devplans.test_plans import add_aim
from tests.factories import SchoolFactory, SpecialistFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.tour]

LONDON = ZoneInfo("Europe/London")
FIRST, SECOND = AcademicYear(2026), AcademicYear(2027)


def at(day: str, time: str = "10:00") -> datetime:
    """Return a moment in London."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=LONDON)


class TwoYears:
    """The cast's hub from September 2026 to October 2027."""

    def __init__(self, client_of: Any) -> None:
        self.client_of = client_of
        with self.on("2026-09-02") as now:
            self.cast = gather(now)
            self.lead = self.cast.lead
            self.second = enrol_another(self.cast, 930_001, "Second School", now)
            self.second_advocate = self.second.school.advocates.earliest("pk").user
            self.third = enrol_another(self.cast, 930_002, "Third School", now)
            self.mover = enrol_another(self.cast, 930_003, "Moving School", now)
            self.colleague = SpecialistFactory(
                user=UserFactory(full_name="Mira Other"), home_school=SchoolFactory(), hubs=[self.cast.hub]
            )

    @contextmanager
    def on(self, day: str, time: str = "10:00") -> Iterator[datetime]:
        """Live a day: what happens in it; then everybody looks, reminders are written, mail goes out."""
        now = at(day, time)
        with time_machine.travel(now, tick=False):
            yield now
            self.everybody_works(now)
            call_command("send_due_reminders", stdout=StringIO())

    def everybody_works(self, now: datetime) -> None:
        """Open, as everybody, the pages of their work; each answers."""
        if not hasattr(self, "mover"):
            return
        urn = self.cast.school.urn
        pages = {
            "lead": [
                "/",
                "/schools/",
                f"/schools/{urn}/",
                "/claims/",
                "/plans/",
                "/sessions/",
                "/workgroups/",
                "/reports/",
            ],
            "hubadmin": ["/", "/schools/", "/claims/runs/"],
            "auditor": ["/", "/claims/account/", "/reports/"],
            "specialist": ["/", "/sessions/"],
            "advocate": ["/", f"/schools/{urn}/", f"/plans/{urn}/"],
            "finance": ["/", "/claims/", f"/claims/school/{urn}/"],
            "head": ["/", f"/schools/{urn}/"],
            "admin": ["/", "/schools/", "/reports/hubs/"],
        }
        for role, addresses in pages.items():
            client = self.client_of(self.lead if role == "lead" else getattr(self.cast, role))
            for address in addresses:
                assert client.get(address).status_code in (200, 302, 403, 404), (role, address, now)
                assert client.get(address).status_code in (200, 302) or role in ("specialist", "advocate"), (
                    role, address, now,
                )  # fmt: skip

    def log(self, participation: Participation, by: User, now: datetime, **fields: Any) -> Session:
        """Log a session of half a day, with the school's Specialist of the day."""
        assignment = Assignment.objects.current(now.date()).filter(participation=participation).first()
        advocate = Advocate.objects.current(now.date()).filter(school=participation.school).earliest("pk")
        data = session_actions.SessionData(
            kind=SessionKind.JOINT_PLANNING, planned_unit="sequence", held_on=now.date(), length=Decimal("0.5"),
            what_happened="Four lessons on ratio.", specialist=assignment.specialist if assignment else None,
            advocates=[advocate], **fields,
        )  # fmt: skip
        return session_actions.log_session(participation, data=data, client_key=uuid4(), by=by, now=now)

    def claim(self, participation: Participation, day: date, cost: str, now: datetime) -> Claim:
        """Claim for one release, as one of the school's Advocates."""
        grant = Grant.objects.get(participation=participation)
        person = Advocate.objects.current(now.date()).filter(school=participation.school).earliest("pk").user
        line = funding.NewLine(day, f"Teacher {uuid4().hex[:6]}", Decimal(cost))
        claim = funding.draft_claim(grant, lines=[line], client_key=uuid4(), by=person, now=now)
        return funding.submit_claim(claim, accepts=True, by=person, now=now)

    def figures(self, now: datetime, year: AcademicYear = FIRST) -> dict[str, Any]:
        """Return the figures of the hub's report of a year, as asked at `now`."""
        page = report_context(ReportFilter(self.lead, year, now.date(), self.cast.hub))
        return {
            "schools": page["taking_part"]["all"],
            "sessions": page["months"].total,
            "agreed": page["plans"]["agreed"],
            "money": {name: page["money"][name] for name in ("amount", "committed", "paid")},
            "days": {name: page["days"][name] for name in ("used", "given")},
        }


@pytest.fixture
def years(db, client_of) -> TwoYears:
    """A hub with four schools, on its first day."""
    return TwoYears(client_of)


def autumn(years: TwoYears) -> None:
    """Plans, a Work Group, sessions, a claim that is paid; the clocks go back on 25 October."""
    cast = years.cast
    with years.on("2026-09-15") as now:
        add_aim(cast.school.plan, cast.advocate, now)
        plans.share_plan(cast.school.plan, by=cast.advocate, now=now)
        cast.school.plan.refresh_from_db()
        plans.agree_plan(cast.school.plan, by=cast.specialist, now=now)
        years.group = groups.set_up_group(
            cast.hub, project=cast.project, name="A", leads=[cast.specialist_record], by=cast.lead, now=now
        )
        for participation in (cast.participation, years.second, years.third, years.mover):
            groups.join_group(years.group, participation=participation, by=cast.lead, now=now)
        start = at("2026-10-26", "16:00")  # the first Monday after the clocks went back
        years.meeting = groups.add_meeting(
            years.group, starts_at=start, ends_at=start + timedelta(hours=2), by=cast.lead, now=now
        )
    with years.on("2026-10-26", "18:30") as now:
        for invitation in Invitation.objects.filter(meeting=years.meeting):
            groups.mark_attendance(years.meeting, user=invitation.user, mark="present", by=cast.specialist, now=now)
        groups.hold_meeting(years.meeting, by=cast.specialist, now=now)
    with years.on("2026-11-10") as now:
        session = years.log(cast.participation, cast.advocate, now)
        session_actions.confirm_session(session, by=cast.specialist, now=now)
        claim = years.claim(cast.participation, date(2026, 11, 9), "200.00", now)
        funding.approve_claim(claim, by=cast.lead, now=now)
        run = runs.prepare_run(cast.hub, claims=[claim], by=cast.hubadmin, now=now)
        runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    with years.on("2026-12-20", "23:30"):
        pass  # nobody works; everything opens


def spring(years: TwoYears) -> None:
    """Next year is rolled forward and proposed beside this year's work; the clocks go forward on 28 March."""
    cast = years.cast
    with years.on("2027-03-09") as now:
        roll_projects(None, projects=[cast.project], by=cast.admin, now=now)
        years.following = enrol_again(cast, now)
        second = Participation.objects.get(pk=years.second.pk)
        choice = Choice(second, specialist=years.colleague)
        (years.proposal,) = propose_years(cast.hub, choices=[choice], by=cast.lead, now=now)
        session = years.log(cast.participation, cast.advocate, now)
        assert session.participation == cast.participation
        years.claim(cast.participation, date(2027, 3, 8), "100.00", now)
    with years.on("2027-03-29", "00:30") as now:
        assert years.client_of(cast.advocate).get(reverse("devplans:log")).status_code in (200, 302)


def leavers(years: TwoYears) -> None:
    """A Specialist and an Advocate leave; a school withdraws and comes back; one moves hub; one becomes an academy."""
    cast = years.cast
    with years.on("2027-04-20") as now:
        years.successor = NewAdvocate("Ines New", "ines@demo.example", "Teacher", "NCP23-12", 2023)
        hand_over(cast.advocacy, to=years.successor, last_day=now.date() + timedelta(days=1), by=cast.lead, now=now)
        successors = {
            assignment: years.colleague
            for assignment in Assignment.objects.filter(specialist=cast.specialist_record, ends_on=None)
            if assignment.participation == years.second
        }
        leave_on(
            cast.specialist_record, last_day=date(2027, 4, 30), successors=successors, new_lead=years.colleague,
            by=cast.lead, now=now,
        )  # fmt: skip
    with years.on("2027-05-04") as now:
        assert not Assignment.objects.current(now.date()).filter(specialist=cast.specialist_record).exists()
        assert years.client_of(cast.specialist).get(f"/meetings/{years.meeting.pk}/").status_code == 404
        withdraw_participation(years.third, reason="Both Advocates have left.", by=cast.lead, now=now)
        mails = Email.objects.filter(kind="meeting_reminder", state="queued").count()
        assert mails == 0
    with years.on("2027-05-18") as now:
        years.third.refresh_from_db()
        reinstate_participation(years.third, reason="Two others have come forward.", by=cast.lead, now=now)
        assert Participation.objects.get(pk=years.third.pk).state == ParticipationState.ACTIVE
        move_to_hub(years.mover.school, hub=cast.other.hub, by=cast.admin, now=now)
    with years.on("2027-06-02") as now:
        claim = years.claim(years.mover, date(2027, 6, 1), "150.00", now)
        funding.approve_claim(claim, by=cast.lead, now=now)  # the hub that enrolled it pays
        academy = SchoolFactory(urn=930_900, name="Second Academy", hub=cast.hub)
        School.objects.filter(pk=years.second.school_id).update(status="Closed")
        follow_successor(School.objects.get(pk=years.second.school_id), successor=academy, by=cast.admin, now=now)
        assert Participation.objects.get(pk=years.second.pk).school == academy


def july(years: TwoYears) -> None:
    """A school joins for next year, the academy confirms its own, the year is completed, and the hub's lead leaves."""
    cast = years.cast
    with years.on("2027-07-05") as now:
        school = SchoolFactory(urn=930_004, name="July School", hub=cast.hub)
        people = [as_advocate(UserFactory(full_name=name), years.following.project) for name in ("Jo July", "Jan July")]
        enrol_school(school, project=years.following.project, advocates=people, by=cast.lead, now=now)
        page = years.client_of(cast.lead).get(f"/schools/{school.urn}/")
        assert "Taking part from September 2027" in page.content.decode()
        confirm_year(YearProposal.objects.get(pk=years.proposal.pk), by=years.second_advocate, now=now)
    with years.on("2027-07-12") as now:
        reasons = {
            participation.pk: "Seen by the hub."
            for participation in Participation.objects.filter(
                hub=cast.hub, project=cast.project, state=ParticipationState.ACTIVE
            )
        }
        complete_year(cast.hub, year=FIRST, reasons=reasons, by=cast.lead, now=now)
    with years.on("2027-07-20") as now:
        post = HubStaff.objects.get(user=cast.lead, hub=cast.hub)
        successor = NewStaff("Lina Next", "lina@demo.example")
        leave_hub(post, last_day=date(2027, 7, 23), successor=successor, by=cast.admin, now=now)
        years.lead = User.objects.get(email="lina@demo.example")


def turn_of_the_year(years: TwoYears) -> None:
    """31 August at half past eleven, 1 September at half past midnight, and the national return."""
    cast = years.cast
    with years.on("2027-08-31", "23:30") as now:
        years.before = years.figures(now)
    with years.on("2027-09-01", "00:30") as now:
        assert years.client_of(cast.lead).get(f"/schools/{cast.school.urn}/").status_code == 404
        freeze_return(cast.hub, year=FIRST, point="august", by=years.lead, now=now)
        assert years.figures(now) == years.before


def last_years_loose_ends(years: TwoYears) -> None:
    """In October last year's claims are decided and paid, by the hub that enrolled the school."""
    cast = years.cast
    with years.on("2027-09-20") as now:
        assign_specialist(years.following, specialist=years.colleague, days=Decimal(3), by=years.lead, now=now)
        session = years.log(years.following, cast.advocate_two, now)
        assert session.participation == years.following
    with years.on("2027-10-12") as now:
        waiting = Claim.objects.filter(state=ClaimState.SUBMITTED, grant__participation__project=cast.project)
        for claim in waiting:
            funding.approve_claim(claim, by=years.lead, now=now)
        approved = Claim.objects.filter(state=ClaimState.APPROVED, grant__participation__hub=cast.hub)
        run = runs.prepare_run(cast.hub, claims=list(approved), by=cast.hubadmin, now=now)
        runs.release_run(run, paid_on=now.date(), by=years.lead, now=now)
        assert run.payments.filter(claim__grant__participation=years.mover).exists()


def test_two_years_of_a_hub_are_lived_and_last_years_figures_stay(years):
    autumn(years)
    spring(years)
    leavers(years)
    july(years)
    turn_of_the_year(years)
    last_years_loose_ends(years)
    cast = years.cast
    with years.on("2027-10-13") as now:
        after = years.figures(now)
        assert {name: after[name] for name in ("schools", "sessions", "agreed", "days")} == {
            name: years.before[name] for name in ("schools", "sessions", "agreed", "days")
        }
        assert after["money"]["paid"] == Decimal("450.00")
        assert after["money"]["committed"] == years.before["money"]["committed"] + Decimal("100.00")
        sessions = Session.objects.filter(participation__hub=cast.hub, state__in=HAPPENED)
        assert sessions.filter(participation__project__academic_year=SECOND.start).count() == 1
        call_command("reconcile")
        academy = School.objects.get(urn=930_900)
        assert set(academy.participations.values_list("project__academic_year", "state")) == {
            (FIRST.start, ParticipationState.COMPLETED),
            (SECOND.start, ParticipationState.ACTIVE),
        }
    for person, day in ((cast.specialist, "2027-05-10"), (cast.lead, "2027-07-24")):
        queued = Email.objects.filter(to=person.email, queued_at__gt=at(day))
        assert [email.kind for email in queued] == []
