"""In any order of steps, what hangs on a year holds: enrolling, pausing, completing, withdrawing, moving, becoming an academy.

A year has at most one Specialist, belongs to the hub that enrolled it with its money, invites and reminds nobody who has
left, and the report counts each year once, by its state.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from devplans.actions import corrections, sessions
from devplans.models import Session
from devplans.session_kinds import SessionKind
from funding import actions as funding
from funding.grant_balance import get_grant_balance
from funding.models import Claim, Grant
from schools.actions import (
    NewAdvocate,
    complete_participation,
    enrol_school,
    follow_successor,
    hand_over,
    pause_participation,
    reinstate_participation,
    reopen_participation,
    resume_participation,
    withdraw_participation,
)
from schools.actions.hub_moves import move_to_hub
from schools.models import Advocate, Participation, Project, School
from specialists.actions import assign_specialist, leave_on, stay
from specialists.models import Assignment, Specialist
from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.years import AcademicYear
from sustaining.outbox.delivery import is_still_true
from sustaining.outbox.models import Email, EmailState
from sustaining.reports.figures import taking_part
from sustaining.reports.filters import ReportFilter
from sustaining.workgroups import actions as groups
from sustaining.workgroups.models import Invitation
from tests.cast import Cast, as_advocate, enrol_another
from tests.factories import SchoolFactory, SpecialistFactory
from tests.machines import run_in_rounds
from tests.reports.test_independent_sql import Comparison, compare_hubs, compare_report, compare_schools

pytestmark = pytest.mark.django_db
PICKS = st.integers(0, 60)
STEPS: Counter[str] = Counter()
COMPARED: list[int] = []
MOST_EXAMPLES, ROUNDS, ENOUGH = 3, 12, 11


def pick(rows: Any, number: int) -> Any:
    """Return one of the rows, or None without any."""
    rows = list(rows)
    return rows[number % len(rows)] if rows else None


class ParticipationMachine(RuleBasedStateMachine):
    """Two schools, two hubs, two Specialists, this year and the next. A refusal changes nothing."""

    cast: Cast
    following: Project
    group: Any
    starts_at: datetime

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now, self.people = self.starts_at, 0
        self.hubs = dict(Participation.objects.values_list("pk", "hub"))

    def teardown(self) -> None:
        try:
            self.figures_equal_independent_sql()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def figures_equal_independent_sql(self) -> None:
        """Compare every figure of both years, as the steps have left them."""
        compare = Comparison()
        with time_machine.travel(self.now, tick=False):
            for start in (self.cast.project.academic_year, self.following.academic_year):
                about = ReportFilter(self.cast.admin, AcademicYear(start), london_day(self.now))
                compare_report(compare, f"{start}", about)
                compare_hubs(compare, about)
                compare_schools(compare, about)
        assert compare.differences == []
        COMPARED.append(compare.number)

    def attempt(self, name: str, act: Any, *about: Any, **arguments: Any) -> None:
        """Do it a minute later, as the hub lead unless said otherwise; about nothing it is left out."""
        if None in about:
            return
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                act(*about, **{"by": self.cast.lead, "now": self.now, **arguments})
        except (DomainError, PermissionDenied):
            STEPS[f"{name} refused"] += 1
        else:
            STEPS[name] += 1

    def year(self, number: int, **states: Any) -> Any:
        return pick(Participation.objects.filter(**states).order_by("pk"), number)

    @rule(number=PICKS)
    def withdraw(self, number):
        self.attempt("withdraw", withdraw_participation, self.year(number), reason="No cover.")

    @rule(number=PICKS)
    def reinstate(self, number):
        self.attempt("reinstate", reinstate_participation, self.year(number, state="withdrawn"), reason="Cover.")

    @rule(number=PICKS)
    def pause(self, number):
        days = {"starts_on": london_day(self.now), "review_on": london_day(self.now) + timedelta(weeks=2)}
        self.attempt("pause", pause_participation, self.year(number, state="active"), reason="Ill.", **days)

    @rule(number=PICKS)
    def resume(self, number):
        self.attempt("resume", resume_participation, self.year(number, state="paused"), reason="Well.")

    @rule(number=PICKS)
    def complete(self, number):
        self.attempt("complete", complete_participation, self.year(number), reason="All done.")

    @rule(number=PICKS)
    def reopen(self, number):
        self.attempt("reopen", reopen_participation, self.year(number, state="completed"), reason="Not yet.")

    @rule(number=PICKS)
    def enrol_again(self, number):
        school = self.year(number, project=self.cast.project).school
        people = [as_advocate(post.user, self.following) for post in school.advocates.filter(ends_on=None)[:2]]
        arguments = {"project": self.following, "advocates": people, "by": self.cast.admin}
        self.attempt("enrol", enrol_school, school, **arguments)
        self.hubs = dict(Participation.objects.exclude(pk__in=self.hubs).values_list("pk", "hub")) | self.hubs

    @rule(number=PICKS, away=st.booleans())
    def move_hub(self, number, away):
        hub = self.cast.other.hub if away else self.cast.hub
        known = set(Participation.objects.values_list("pk", flat=True))
        self.attempt("move", move_to_hub, self.year(number).school, hub=hub, by=self.cast.admin)
        self.hubs |= dict(Participation.objects.exclude(pk__in=known).values_list("pk", "hub"))

    @rule(number=PICKS, specialist=PICKS)
    def assign(self, number, specialist):
        chosen = pick(Specialist.objects.filter(hubs=self.cast.hub).order_by("pk"), specialist)
        self.attempt("assign", assign_specialist, self.year(number), specialist=chosen, days=Decimal("0.5"))

    @rule(number=PICKS, ahead=st.sampled_from([0, 5]))
    def leave(self, number, ahead):
        rows = Specialist.objects.filter(hubs=self.cast.hub).order_by("pk")
        day = london_day(self.now) + timedelta(days=ahead)
        self.attempt(
            "leave", leave_on, pick(rows, number), last_day=day, successors={}, new_lead=pick(rows, number + 1)
        )

    @rule(number=PICKS)
    def stay(self, number):
        self.attempt("stay", stay, pick(Specialist.objects.exclude(ends_on=None).order_by("pk"), number))

    @rule(number=PICKS)
    def join(self, number):
        year = self.year(number, project=self.cast.project)
        self.attempt("join", groups.join_group, self.group, participation=year)

    @rule(number=PICKS)
    def hand_over(self, number):
        self.people += 1
        to = NewAdvocate(full_name=f"New Teacher{self.people}", email=f"machine{self.people}@demo.example")
        post = pick(Advocate.objects.filter(ends_on=None, school__hub=self.cast.hub).order_by("pk"), number)
        self.attempt("hand over", hand_over, post, to=to, last_day=london_day(self.now))

    @rule(number=PICKS)
    def succeed(self, number):
        school = self.year(number).school
        academy = SchoolFactory(hub=school.hub)
        School.objects.filter(pk=school.pk).update(status="Closed")
        self.attempt("succeed", follow_successor, school, successor=academy, by=self.cast.admin)

    @rule(number=PICKS)
    def log_session(self, number):
        year = self.year(number, project=self.cast.project)
        advocate = Advocate.objects.filter(school=year.school, ends_on=None).first()
        assignment = year.assignments.filter(ends_on=None).first()
        if advocate and assignment:
            data = sessions.SessionData(
                kind=SessionKind.OBSERVATION, held_on=london_day(self.now), length=Decimal("0.5"), what_happened="Seen.",
                specialist=assignment.specialist, advocates=[advocate], aims=[],
            )  # fmt: skip
            arguments = {"data": data, "client_key": uuid4(), "by": advocate.user}
            self.attempt("log", sessions.log_session, year, **arguments)

    @rule(number=PICKS)
    def confirm_session(self, number):
        session = pick(Session.objects.filter(state="held").order_by("pk"), number)
        by = session and session.specialist and session.specialist.user
        if by:
            self.attempt("confirm", sessions.confirm_session, session, by=by)

    @rule(number=PICKS)
    def remove_session(self, number):
        session = pick(Session.objects.filter(state__in=("held", "confirmed")).order_by("pk"), number)
        if session:
            by = session.logged_by
            self.attempt("remove", corrections.remove_session, session, reason="Logged twice.", by=by)

    @rule(number=PICKS)
    def claim(self, number):
        grant = pick(Grant.objects.order_by("pk"), number)
        advocate = grant and Advocate.objects.filter(school=grant.participation.school, ends_on=None).first()
        if advocate:
            lines = [funding.NewLine(london_day(self.now), f"T. Eacher{self.people}", Decimal(90))]
            self.attempt("claim", self._claim, grant, lines=lines, by=advocate.user)

    def _claim(self, grant, *, lines, by, now):
        claim = funding.draft_claim(grant, lines=lines, client_key=uuid4(), by=by, now=now)
        funding.submit_claim(claim, accepts=True, by=by, now=now)

    @rule(number=PICKS)
    def approve(self, number):
        self.attempt(
            "approve", funding.approve_claim, pick(Claim.objects.filter(state="submitted").order_by("pk"), number)
        )

    @invariant()
    def year_has_at_most_one_specialist(self):
        open_now = Assignment.objects.valid().filter(ends_on=None).values_list("participation", flat=True)
        assert max(Counter(open_now).values(), default=0) <= 1

    @invariant()
    def money_and_year_stay_with_their_hub(self):
        assert self.hubs.items() <= dict(Participation.objects.values_list("pk", "hub")).items()
        for grant in Grant.objects.select_related("participation"):
            balance = get_grant_balance(grant)
            assert 0 <= balance.committed <= balance.amount
            assert (
                balance.waiting + balance.approved + balance.in_payment + balance.paid + balance.left == balance.amount
            )

    @invariant()
    def nobody_who_left_is_invited_or_reminded(self):
        day = london_day(self.now)
        ahead = Invitation.objects.live().filter(meeting__starts_at__gt=self.now)
        for invitation in ahead.select_related("participation", "user"):
            if invitation.participation is None:
                continue
            assert invitation.participation.state not in ("withdrawn", "declined"), invitation
            posts = Advocate.objects.filter(user=invitation.user, school=invitation.participation.school)
            assert posts.filter(ends_on=None).exists() or posts.filter(ends_on__gte=day).exists(), invitation
        ended = Assignment.objects.filter(participation__state="withdrawn", ends_on=None).valid()
        assert not ended.exists()
        for email in Email.objects.filter(state=EmailState.QUEUED, kind__endswith="reminder"):
            participation = Participation.objects.filter(pk=email.facts.get("participation", 0)).first()
            if participation and participation.state == "withdrawn":
                assert not is_still_true(email, self.now), email.kind

    @invariant()
    def report_counts_each_year_once(self):
        for start in (self.cast.project.academic_year, self.following.academic_year):
            about = ReportFilter(self.cast.admin, AcademicYear(start), date(start + 1, 1, 1))
            part = taking_part(about)
            years = Participation.objects.filter(project__academic_year=start, entered_by_mistake=False)
            states = Counter(years.values_list("state", flat=True))
            for state in ("active", "paused", "completed"):
                assert sum(row[state] for row in part["stages"]) == states[state], (start, state)
            counted = years.filter(state__in=("active", "paused", "completed"))
            assert part["schools"] == len(set(counted.values_list("school", flat=True)))


@pytest.mark.tour
def test_years_keep_what_hangs_on_them_in_any_order_of_steps(cast, now, settings_of_mail):
    STEPS.clear()
    COMPARED.clear()
    second = enrol_another(cast, 940_001, "Dene Park", now, days=Decimal(1))
    SpecialistFactory(hubs=[cast.hub], home_school=cast.home_school)
    following = cast.project.rolled_forward()
    following.save()
    group = groups.set_up_group(
        cast.hub, project=cast.project, name="A", leads=[cast.specialist_record], by=cast.hubadmin, now=now
    )
    groups.join_group(group, participation=second, by=cast.hubadmin, now=now)
    starts = now + timedelta(days=40)
    groups.add_meeting(group, starts_at=starts, ends_at=starts + timedelta(hours=2), by=cast.hubadmin, now=now)
    attributes = {"cast": cast, "following": following, "group": group, "starts_at": now}
    machine = type("Machine", (ParticipationMachine,), attributes)
    run_in_rounds(machine, enough=lambda: len(taken()) >= ENOUGH, rounds=ROUNDS, examples=MOST_EXAMPLES, steps=30)
    assert len(taken()) >= ENOUGH, STEPS
    assert sum(COMPARED) > 200 * len(COMPARED) > 0


def taken() -> list[str]:
    """Return the kinds of step that have been done, and not refused."""
    return [step for step in STEPS if not step.endswith("refused")]


@pytest.fixture
def settings_of_mail(settings):
    settings.OUTSIDE_EMAIL_LIMITS = dict.fromkeys(settings.OUTSIDE_EMAIL_LIMITS, 10_000)
    return settings
