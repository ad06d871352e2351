"""What has ended is not written about: a school that withdrew, a post that ended. Every kind of email is asked, or excused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pgtrigger
import pytest

from devplans.models import Plan, Proposal, Session
from funding.models import Grant
from funding.windows import get_window
from schools.actions import withdraw_participation
from schools.choices import ContactRole
from schools.models import SchoolContact
from specialists.models import Assignment
from sustaining.applications.models import Application
from sustaining.common.clock import london_day
from sustaining.outbox.kinds import KINDS
from sustaining.outbox.links import has_ended
from sustaining.outbox.models import Email, Link
from sustaining.outbox.reminders import due
from sustaining.rolling.models import YearProposal
from sustaining.workgroups.models import Attendance, Invitation, Meeting, Membership
from tests.factories import UserFactory
from tests.matrix.test_ended_posts import end_posts

pytestmark = pytest.mark.django_db

MONEY = "the hub decides on and pays what was claimed before the school withdrew"
ACCOUNT = "it is about an account"
PLACE = "it is about an application, before there is a participation"
HOST = "it is about a visit to a Specialist's own school"
DONE = "it says once what has ended, or what is still to be put right of the time before"
EXCUSED = {
    **dict.fromkeys(
        (
            "account_login_code", "account_mail", "account_password_reset_key", "account_unknown_account",
            "account_email_confirmation", "account_mailbox_code", "invitation", "data_request_ready", "account_change",
            "retention_due", "retention_certificate", "new_link", "problem_report",
        ),
        ACCOUNT,
    ),
    **dict.fromkeys([name for name in KINDS if name.startswith(("application", "head_", "offer_", "interest_"))], PLACE),
    **dict.fromkeys(
        [
            name
            for name in KINDS
            if name.startswith(("claim_", "payment_", "recovery_", "release_")) or name in ("evidence_asked", "payee_changed")
        ],
        MONEY,
    ),
    "weekly_summary": "its reader chose it, and it says what their desk says",
    **dict.fromkeys(("visit_cancelled", "visit_host", "visit_reminder"), HOST),
    **dict.fromkeys(
        (
            "enrolment_corrected", "enrolments_undone", "participation_withdrawn", "meeting_cancelled", "meeting_withdrawn",
            "session_cancelled", "session_change", "session_mended", "session_removed", "session_reopened", "session_to_confirm",
            "session_passed_on", "assignment_taken_back", "support_ends", "school_moved", "participation_paused",
            "participation_resumed", "hub_merged", "hub_merge_undone",
            "year_declined", "year_withdrawn", "hub_staff_leaves", "hub_staff_stays",
        ),
        DONE,
    ),
    "year_proposed": "a proposed year is declined, not withdrawn: see tests/rolling",
    **dict.fromkeys(
        [name for name in KINDS if name.startswith("chase_")],
        "each is asked for what it chases, its year and its posts: see tests/casework/test_chaser_kinds.py",
    ),
    "task_given": "it is about a task of the hub: see tests/desk/test_own_tasks.py",
    "schools_given": "it goes while the person looks after one of the schools: see tests/casework/test_responsibility.py",
    "certificate_issued": "it is of meetings that were held, and stays true after the year",
    "handover": "it is about a post, which goes on with the school's other years",
}  # fmt: skip


class Case:
    """An email of a kind that is still true, to a person of the first house."""

    def __init__(self, cast: Any, rows: Any, now: datetime) -> None:
        self.cast, self.rows, self.now, self.reader = cast, rows, now, cast.advocate
        self.meeting = Meeting.objects.get(pk=rows.meeting)
        self.session = Session.objects.get(pk=rows.planned)
        self.plan = Plan.objects.get(school=cast.school)
        self.year = cast.project.academic_year

    def meeting_time(self) -> dict[str, Any]:
        return {"meeting": self.meeting.pk, "sequence": self.meeting.sequence}

    def meeting_day(self) -> dict[str, Any]:
        day = london_day(self.meeting.starts_at).isoformat()
        return {"meeting": self.meeting.pk, "day": day, "days": 1, "sequence": self.meeting.sequence}

    def meetings(self) -> dict[str, Any]:
        return {"meetings": [self.meeting.pk]}

    def held(self) -> dict[str, Any]:
        Meeting.objects.filter(pk=self.meeting.pk).update(state="held")
        Attendance.objects.create(
            meeting=self.meeting, user=self.reader, participation=self.cast.participation, mark="present",
            marked_by=self.cast.specialist, marked_at=self.now,
        )  # fmt: skip
        return {"meeting": self.meeting.pk}

    def session_time(self) -> dict[str, Any]:
        return {"session": self.session.pk, "sequence": self.session.sequence}

    def session_day(self) -> dict[str, Any]:
        day = self.session.held_on.isoformat()
        return {"session": self.session.pk, "day": day, "sequence": self.session.sequence}

    def proposal(self) -> dict[str, Any]:
        return {"proposal": Proposal.objects.get(pk=self.rows.proposal).pk}

    def declined(self) -> dict[str, Any]:
        with pgtrigger.ignore():
            Proposal.objects.filter(pk=self.rows.proposal).update(
                state="declined", answered_by=self.cast.specialist, answered_at=self.now
            )
        return {"proposal": self.rows.proposal}

    def shared(self) -> dict[str, Any]:
        self.reader = self.cast.specialist
        with pgtrigger.ignore():
            Plan.objects.filter(pk=self.plan.pk).update(state="shared")
        return {"plan": self.plan.pk}

    def plan_of_year(self) -> dict[str, Any]:
        return {"plan": self.plan.pk, "year": self.year, "term": "spring"}

    def claims(self) -> dict[str, Any]:
        grant, self.reader = Grant.objects.get(participation=self.cast.participation), self.cast.finance
        return {"grant": grant.pk, "closes": get_window(grant).closes.isoformat(), "days": 28}

    def changed(self) -> dict[str, Any]:
        yesterday = london_day(self.now) - timedelta(days=1)
        Assignment.objects.filter(pk=self.cast.assignment.pk).update(ends_on=yesterday)
        return {"leaving": self.cast.assignment.pk, "successor": None}

    def supported(self) -> dict[str, Any]:
        return {"assignment": self.cast.assignment.pk}

    def reinstated(self) -> dict[str, Any]:
        return {"participation": self.cast.participation.pk, "withdrawal": 1, "sees_school": True}

    def year_confirmed(self) -> dict[str, Any]:
        proposal = YearProposal.objects.create(
            participation=self.cast.participation, proposed_by=self.cast.lead, proposed_at=self.now, asked_at=self.now
        )
        return {"proposal": proposal.pk}

    def message(self) -> dict[str, Any]:
        return {"mailing": self.rows.message, "places": [["advocate", self.cast.participation.pk, False]]}

    def assignment(self) -> dict[str, Any]:
        self.reader = self.cast.specialist
        return {"assignment": self.cast.assignment.pk}


ENDS_WITH_THE_YEAR: dict[str, Callable[[Case], dict[str, Any]]] = {
    "meeting_date": Case.meeting_time,
    "meeting_substitute": Case.meeting_time,
    "meeting_moved": Case.meeting_time,
    "meeting_restored": Case.meeting_time,
    "meetings_planned": Case.meetings,
    "meeting_nudge": Case.meeting_day,
    "meeting_reminder": Case.meeting_day,
    "meeting_thanks": Case.held,
    "substitute_declined": Case.meeting_time,
    "session_planned": Case.session_time,
    "session_moved": Case.session_time,
    "session_people": Case.session_time,
    "session_restored": Case.session_time,
    "session_reminder": Case.session_day,
    "proposal_made": Case.proposal,
    "proposal_declined": Case.declined,
    "plan_shared": Case.shared,
    "plan_agreed": Case.plan_of_year,
    "review_due": Case.plan_of_year,
    "evaluation_due": Case.plan_of_year,
    "claims_close": Case.claims,
    "assigned": Case.assignment,
    "group_message": Case.message,
    "year_confirmed": Case.year_confirmed,
    "participation_reinstated": Case.reinstated,
    "specialist_changed": Case.changed,
    "support_goes_on": Case.supported,
}


def goes(kind: str, case: Case, facts: dict[str, Any]) -> bool:
    return KINDS[kind].is_still_true({**facts, "user": case.reader.pk}, case.now)


@pytest.fixture
def case(cast, houses, now) -> Case:
    return Case(cast, houses[0], now)


def test_every_kind_of_email_ends_with_the_year_or_is_excused():
    assert set(ENDS_WITH_THE_YEAR) | set(EXCUSED) == set(KINDS)
    assert not set(ENDS_WITH_THE_YEAR) & set(EXCUSED)


@pytest.mark.parametrize("kind", ENDS_WITH_THE_YEAR)
def test_email_planned_before_a_school_withdrew_does_not_go(case, cast, now, kind):
    facts = ENDS_WITH_THE_YEAR[kind](case)
    assert goes(kind, case, facts)
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    assert not goes(kind, case, facts)


@pytest.mark.parametrize("kind", ENDS_WITH_THE_YEAR)
def test_email_planned_before_a_post_ended_does_not_go(case, now, kind):
    facts = ENDS_WITH_THE_YEAR[kind](case)
    assert goes(kind, case, facts)
    end_posts(case.reader, london_day(now))
    assert not goes(kind, case, facts)


def test_school_that_withdraws_leaves_its_group_and_is_reminded_of_nothing(case, cast, now):
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    assert Membership.objects.get(participation=cast.participation).ends_on == london_day(now)
    ahead = Invitation.objects.live().filter(meeting__starts_at__gt=now)
    assert not ahead.filter(participation=cast.participation).exists()
    recipients = Email.objects.filter(kind="meeting_withdrawn").values_list("to", flat=True)
    assert set(recipients) == {cast.advocate.email, cast.advocate_two.email}
    people = {cast.advocate.pk, cast.advocate_two.pk, cast.head.pk, cast.finance.pk}
    for days in range(0, 300, 3):
        later = now + timedelta(days=days)
        assert [occasion.key for occasion in due(later) if getattr(occasion.to, "pk", None) in people] == []


def rsvp_link(cast, now) -> Link:
    ahead = Invitation.objects.live().filter(meeting__starts_at__gt=now)
    invitation = ahead.get(user=cast.advocate, participation=cast.participation)
    return Link(
        purpose="rsvp",
        token_hash="x" * 64,
        created_at=now,
        to=cast.advocate.email,
        user=cast.advocate,
        subject=invitation,
    )


@pytest.mark.parametrize("ending", ["post", "school", "account"])
def test_reply_link_ends_with_the_post_the_school_and_the_account(case, cast, now, ending):
    link = rsvp_link(cast, now)
    assert not has_ended(link, now)
    if ending == "post":
        end_posts(cast.advocate, london_day(now))
    elif ending == "school":
        withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    else:
        cast.advocate.is_active = False
        cast.advocate.save()
    link.subject.refresh_from_db()
    assert has_ended(link, now)


def test_headteachers_link_ends_when_they_leave_the_school(cast, houses, now):
    application = Application.objects.get(pk=houses[0].application)
    user = UserFactory(email="leaving.head@demo.example")
    post = SchoolContact.objects.create(user=user, school=application.school, role=ContactRole.HEADTEACHER)
    Application.objects.filter(pk=application.pk).update(head_email=user.email)
    application.refresh_from_db()
    link = Link(purpose="head-agreement", token_hash="x" * 64, created_at=now, to=user.email, subject=application)
    assert not has_ended(link, now)
    SchoolContact.objects.filter(pk=post.pk).update(
        starts_on=london_day(now) - timedelta(days=9), ends_on=london_day(now) - timedelta(days=1)
    )
    assert has_ended(link, now)
