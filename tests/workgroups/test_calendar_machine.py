"""In whatever order schools join and leave, meetings and sessions move and are cancelled, and people change: every calendar
that applies our emails by RFC 5546 shows the invitations that are live, at their present times, and so does the feed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from devplans.actions import corrections, planning
from devplans.choices import SessionState
from devplans.models import Session
from devplans.session_kinds import SessionKind
from schools.actions import NewAdvocate, hand_over
from schools.actions.endings import reinstate_participation, withdraw_participation
from schools.choices import ParticipationState
from schools.models import Advocate, Participation
from specialists.actions import assign_specialist
from sustaining.common.calendars import uid
from sustaining.common.errors import DomainError
from sustaining.outbox.models import Email, EmailState
from sustaining.workgroups import actions
from sustaining.workgroups.choices import MeetingState, Mode, Rsvp
from sustaining.workgroups.feeds import feed_calendar
from sustaining.workgroups.models import CalendarFeed, Invitation, Meeting, Membership
from tests.calendars import Mailboxes, feed_entries
from tests.cast import Cast, enrol_another
from tests.factories import SpecialistFactory
from tests.machines import run_in_rounds

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
DAYS = (
    datetime(2026, 12, 16, 16, tzinfo=LONDON),
    datetime(2027, 3, 29, 9, tzinfo=LONDON),
    datetime(2027, 8, 31, 21, tzinfo=LONDON),
)
PICKS = st.integers(0, 60)
STEPS: Counter[str] = Counter()


def pick(rows: Any, number: int) -> Any:
    """Return one of the rows, or None without any."""
    rows = list(rows)
    return rows[number % len(rows)] if rows else None


class CalendarMachine(RuleBasedStateMachine):
    """Two groups of a hub, two schools, and sessions with two Specialists. A refusal changes nothing."""

    cast: Cast
    schools: tuple[Participation, ...]
    specialists: tuple[Any, ...]
    groups: tuple[Any, ...]
    starts_at: datetime

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.boxes = Mailboxes()
        self.people, self.now = 0, self.starts_at
        self.deliver_all()

    def teardown(self) -> None:
        try:
            self.check()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def attempt(self, name: str, act: Any, **arguments: Any) -> None:
        """Do it a minute later, as the hub lead unless said otherwise."""
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                act(**{"by": self.cast.lead, "now": self.now, **arguments})
        except DomainError:
            STEPS[f"{name} refused"] += 1
        else:
            STEPS[name] += 1

    def participation(self, number: int) -> Participation:
        return Participation.objects.get(pk=self.schools[number % len(self.schools)].pk)

    @rule(school=PICKS, group=PICKS)
    def join(self, school, group):
        participation = self.participation(school)
        self.attempt(
            "join", lambda **by: actions.join_group(pick(self.groups, group), participation=participation, **by)
        )

    @rule(school=PICKS, ahead=st.sampled_from([0, 0, 0, 60]))
    def leave(self, school, ahead):
        membership = Membership.objects.open().filter(participation=self.participation(school)).first()
        if membership:
            day = self.now.date() + timedelta(days=ahead)
            self.attempt("leave", lambda **by: actions.leave_group(membership, on=day, **by))

    @rule(school=PICKS, group=PICKS)
    def change_group(self, school, group):
        membership = Membership.objects.open().filter(participation=self.participation(school)).first()
        if membership:
            to, day = pick(self.groups, group), self.now.date()
            self.attempt("change group", lambda **by: actions.move_school(membership, to=to, on=day, **by))

    @rule(group=PICKS, day=PICKS)
    def add_meeting(self, group, day):
        starts = pick(DAYS, day)
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
        self.attempt("add", lambda **by: actions.add_meeting(pick(self.groups, group), **times, **by))

    @rule(group=PICKS)
    def plan_series(self, group):
        new = [actions.NewMeeting("", day, day + timedelta(hours=1)) for day in DAYS]
        self.attempt("series", lambda **by: actions.plan_series(pick(self.groups, group), meetings=new, **by))

    @rule(meeting=PICKS, day=PICKS, hours=st.integers(0, 2))
    def move_meeting(self, meeting, day, hours):
        row = pick(Meeting.objects.filter(state=MeetingState.SCHEDULED), meeting)
        if row:
            starts = pick(DAYS, day) + timedelta(hours=hours)
            times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "mode": Mode.IN_PERSON}
            self.attempt("move", lambda **by: actions.move_meeting(row, **times, **by))

    @rule(meeting=PICKS)
    def cancel_meeting(self, meeting):
        row = pick(Meeting.objects.filter(state=MeetingState.SCHEDULED), meeting)
        if row:
            self.attempt("cancel", lambda **by: actions.cancel_meeting(row, reason="Snow", **by))

    @rule(meeting=PICKS)
    def restore_meeting(self, meeting):
        row = pick(Meeting.objects.filter(state=MeetingState.CANCELLED), meeting)
        if row:
            self.attempt("restore", lambda **by: actions.restore_meeting(row, reason="Thaw", **by))

    @rule(invitation=PICKS, substitute=st.sampled_from(["", "", "ann", "bob", "cy"]))
    def answer(self, invitation, substitute):
        row = pick(Invitation.objects.live().select_related("user", "meeting__group__hub").order_by("pk"), invitation)
        if row:
            answer = {"rsvp": Rsvp.APOLOGIES if substitute else Rsvp.COMING}
            if substitute:
                address = f"{substitute}@{row.user.email.partition('@')[2]}"
                answer |= {"substitute_name": f"{substitute.title()} Shaw", "substitute_email": address}
            self.attempt("answer", lambda **by: actions.answer_invitation(row, **answer, **{**by, "by": row.user}))

    @rule(school=PICKS)
    def withdraw_school(self, school):
        participation = self.participation(school)
        self.attempt("withdraw", lambda **by: withdraw_participation(participation, reason="No cover.", **by))

    @rule(school=PICKS)
    def reinstate_school(self, school):
        participation = self.participation(school)
        if participation.state == ParticipationState.WITHDRAWN:
            self.attempt("reinstate", lambda **by: reinstate_participation(participation, reason="Cover.", **by))

    @rule(school=PICKS, day=PICKS)
    def plan_session(self, school, day):
        participation = self.participation(school)
        assignment = participation.assignments.filter(ends_on=None).first()
        if assignment:
            self.attempt("plan", lambda **by: self._plan(assignment, pick(DAYS, day), **by))

    def _plan(self, assignment, starts, *, by, now):
        school, specialist = assignment.participation, assignment.specialist
        proposal = planning.propose_dates(
            school, kind=SessionKind.JOINT_PLANNING, times=[(starts, starts + timedelta(hours=1))],
            client_key=uuid4(), by=specialist.user, now=now,
        )  # fmt: skip
        advocate = Advocate.objects.filter(school=school.school, ends_on=None).first()
        planning.accept_proposal(proposal, time=proposal.times.get(), by=advocate.user, now=now)

    @rule(session=PICKS, day=PICKS, hours=st.integers(0, 2))
    def move_session(self, session, day, hours):
        row = pick(Session.objects.filter(state=SessionState.PLANNED).order_by("pk"), session)
        if row:
            starts = pick(DAYS, day) + timedelta(hours=hours)
            times = {"starts_at": starts, "ends_at": starts + timedelta(minutes=50), "place": "M3"}
            self.attempt("move session", lambda **by: planning.move_session(row, **times, **by))

    @rule(session=PICKS)
    def cancel_session(self, session):
        row = pick(Session.objects.filter(state=SessionState.PLANNED).order_by("pk"), session)
        if row:
            self.attempt("cancel session", lambda **by: planning.cancel_session(row, reason="Ill", **by))

    @rule(session=PICKS)
    def restore_session(self, session):
        row = pick(Session.objects.filter(state=SessionState.CANCELLED).order_by("pk"), session)
        if row:
            self.attempt("restore session", lambda **by: corrections.restore_session(row, reason="Well", **by))

    @rule(school=PICKS, number=PICKS)
    def assign(self, school, number):
        participation, specialist = self.participation(school), pick(self.specialists, number)
        arguments = {"specialist": specialist, "days": Decimal("0.5")}
        self.attempt("assign", lambda **by: assign_specialist(participation, **arguments, **by))

    @rule(school=PICKS, advocate=PICKS, successor=PICKS)
    def hand_over(self, school, advocate, successor):
        posts = Advocate.objects.filter(school=self.participation(school).school, ends_on=None).order_by("pk")
        leaving, to = pick(posts, advocate), pick(posts, successor)
        if leaving == to:
            self.people += 1
            to = NewAdvocate(full_name=f"New {self.people}", email=f"new{self.people}@demo.example")
        day = self.now.date()
        self.attempt("hand over", lambda **by: hand_over(leaving, to=to, last_day=day, **by))

    @rule(seed=st.integers(0, 99), share=st.integers(1, 3))
    def deliver_some(self, seed, share):
        """Some emails go at once, the others only when more has happened; in any order."""
        queued = list(Email.objects.filter(state=EmailState.QUEUED).order_by("pk"))
        Random(seed).shuffle(queued)
        STEPS["sent"] += self.boxes.deliver(queued[::share], self.now)

    @rule(seed=st.integers(0, 99))
    def deliver_all(self, seed=0):
        self.deliver_some(seed, 1)

    @rule()
    def check(self):
        """Deliver what is left and compare every calendar with the rows."""
        self.deliver_all()
        expected = self.expected()
        for address in {*expected, *self.boxes.clients}:
            shown = self.boxes.client(address).shown()
            assert shown == expected.get(address, {}), f"{address}: {STEPS}"
        self.compare_feeds()

    def expected(self) -> dict[str, dict[str, tuple[datetime, datetime]]]:
        """Return start and end of what each address is invited to, by UID."""
        expected: dict[str, dict[str, tuple[datetime, datetime]]] = {}
        live = Invitation.objects.live().filter(meeting__state=MeetingState.SCHEDULED)
        for invitation in live.select_related("user", "meeting"):
            meeting = invitation.meeting
            entries = expected.setdefault(invitation.user.email, {})
            entries[uid("meeting", meeting.pk)] = (meeting.starts_at, meeting.ends_at)
        for session in Session.objects.filter(state=SessionState.PLANNED):
            for person in planning.session_participants(session):
                entries = expected.setdefault(person.email, {})
                entries[uid("session", session.pk)] = (session.starts_at, session.ends_at)
        return expected

    def compare_feeds(self) -> None:
        """Compare the feed of everyone who is invited by email with the calendar that those emails made."""
        for user in {row.user for row in Invitation.objects.select_related("user")}:
            client = self.boxes.client(user.email)
            feed = feed_entries(feed_calendar(CalendarFeed(user=user), self.now))
            for key, (starts, ends) in client.shown().items():
                if key in feed:
                    assert feed[key] == (client.entries[key].sequence, starts, ends), f"{key} of {user}"


def test_calendars_show_the_live_invitations_in_any_order_of_steps(cast, now, settings_without_limits):
    STEPS.clear()
    schools = (cast.participation, enrol_another(cast, 940001, "Dene Park", now, days=0))
    groups = tuple(
        actions.set_up_group(
            cast.hub, project=cast.project, name=name, leads=[cast.specialist_record], by=cast.hubadmin, now=now
        )
        for name in ("A", "B")
    )
    other = SpecialistFactory(home_school=cast.home_school, hubs=[cast.hub])
    actions.join_group(groups[0], participation=schools[0], by=cast.hubadmin, now=now)
    actions.add_meeting(groups[0], starts_at=DAYS[1], ends_at=DAYS[1] + timedelta(hours=2), by=cast.hubadmin, now=now)
    other.refresh_from_db()
    attributes = {
        "cast": cast, "schools": schools, "groups": groups, "specialists": (cast.specialist_record, other), "starts_at": now,
    }  # fmt: skip
    machine = type("Machine", (CalendarMachine,), attributes)
    run_in_rounds(machine, enough=lambda: len(steps_taken()) > 10, rounds=ROUNDS, examples=EXAMPLES, steps=30)
    assert STEPS["sent"]
    assert len(steps_taken()) > 10, STEPS


def steps_taken() -> list[str]:
    """Return the kinds of step that have been done, and not refused."""
    return [step for step in STEPS if not step.endswith("refused")]


EXAMPLES = 4
ROUNDS = 12


@pytest.fixture
def settings_without_limits(settings):
    settings.OUTSIDE_EMAIL_LIMITS = dict.fromkeys(settings.OUTSIDE_EMAIL_LIMITS, 10_000)
    return settings
