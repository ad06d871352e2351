"""A school withdraws and is reinstated: what was shown follows, those concerned hear once, and it is put back."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devplans.models import Proposal, Session
from funding.actions.decisions import approve_claim
from funding.grant_balance import get_grant_balance
from funding.models import Claim, Grant
from funding.reconciliation import differences
from schools.actions import (
    AlreadyEnrolled,
    NewAdvocate,
    complete_participation,
    enrol,
    enrol_school,
    hand_over,
    pause_participation,
    reinstate_participation,
    reopen_participation,
    resume_participation,
    withdraw_participation,
)
from schools.endings import preview_reinstatement, preview_withdrawal
from schools.models import Participation, Pause, Withdrawal
from schools.viewer import as_viewer
from specialists.models import Assignment, Specialist
from sustaining.common.errors import WrongState
from sustaining.common.todo import find_todos
from sustaining.desk.selectors import desk_context
from sustaining.desk.timeline import school_timeline
from sustaining.outbox.models import Email
from sustaining.workgroups.actions import add_meeting, leave_group
from sustaining.workgroups.models import Invitation, Membership
from tests.matrix.sample_rows import create_sample_rows

pytestmark = pytest.mark.django_db

WHY = "Both Advocates have moved on."
STEPS = ["withdraw", "reinstate", "pause", "resume", "complete", "reopen", "enrol", "claim"]


@pytest.fixture
def rows(cast, now):
    return create_sample_rows(cast, now)


def withdraw(cast, now):
    return withdraw_participation(cast.participation, reason=WHY, by=cast.lead, now=now)


def reinstate(cast, now):
    return reinstate_participation(cast.participation, reason="They stay after all.", by=cast.lead, now=now)


def emails(kind):
    return sorted(Email.objects.filter(kind=kind).values_list("to", flat=True))


def test_withdrawing_ends_everything_that_is_open(cast, rows, now):
    today = timezone.localdate(now)
    withdraw(cast, now)
    assert Assignment.objects.get(pk=cast.assignment.pk).ends_on == today
    assert Membership.objects.get(participation=cast.participation).ends_on == today
    ahead = Invitation.objects.live().filter(participation=cast.participation, meeting__starts_at__gt=now)
    assert not ahead.exists()
    assert not Session.objects.filter(participation=cast.participation, state="planned", starts_at__gt=now).exists()
    assert not Proposal.objects.filter(participation=cast.participation, state="open").exists()
    assert Grant.objects.get(participation=cast.participation).closed_at == now
    assert not Claim.objects.filter(grant__participation=cast.participation, state="draft").exists()


def test_withdrawing_emails_each_person_once(cast, rows, now):
    people = {person.email for person in preview_withdrawal(cast.participation, now).people}
    withdraw(cast, now)
    assert emails("participation_withdrawn") == sorted(people)
    expected = {cast.advocate, cast.advocate_two, cast.head, cast.finance, cast.specialist}
    assert people >= {person.email for person in expected}


def test_withdrawal_page_shows_what_then_follows(client, cast, rows, now):
    client.force_login(cast.lead)
    url = reverse("schools:withdraw", args=[cast.participation.pk])
    page = client.get(url).content.decode()
    for session in Session.objects.filter(participation=cast.participation, state="planned", starts_at__gt=now):
        assert str(session) in page
    for claim in Claim.objects.filter(grant__participation=cast.participation, state="draft"):
        assert claim.reference in page
    assert cast.finance.full_name in page
    assert "leaves" in page
    answer = client.post(url, {"reason": WHY}, follow=True)
    assert "We’ve emailed" in answer.content.decode()
    assert Withdrawal.objects.get(participation=cast.participation).withdrawn_by == cast.lead


@pytest.mark.parametrize("role", ["advocate", "head", "specialist"])
def test_withdrawn_school_leaves_desks_except_for_what_was_held(cast, rows, now, role):
    withdraw(cast, now)
    todos = find_todos(desk_context(as_viewer(getattr(cast, role)), now))
    of_before = ("Add evidence for claim", "Confirm a session", "Are you going")
    assert [todo.title for todo in todos if not todo.title.startswith(of_before)] == []


def test_reinstating_puts_back_what_the_withdrawal_ended(cast, rows, now):
    left = get_grant_balance(Grant.objects.get(participation=cast.participation)).left
    sessions = Session.objects.filter(participation=cast.participation, state="planned", starts_at__gt=now)
    planned = set(sessions.values_list("pk", flat=True))
    invited = set(
        Invitation.objects.live()
        .filter(participation=cast.participation, meeting__starts_at__gt=now, substitute_for=None)
        .values_list("pk", flat=True)
    )
    withdraw(cast, now)
    later = now + timedelta(days=2)
    assert preview_reinstatement(cast.participation, later).people
    reinstate(cast, later)
    assert cast.participation.state == "active"
    assert cast.participation.ended_on is None
    assert Assignment.objects.get(participation=cast.participation, ends_on=None).specialist.user == cast.specialist
    assert Membership.objects.open().filter(participation=cast.participation).count() == 1
    ahead = Session.objects.filter(pk__in=planned, starts_at__gt=later)
    assert set(ahead.values_list("state", flat=True)) <= {"planned"}
    live = Invitation.objects.live().filter(pk__in=invited, meeting__starts_at__gt=later)
    assert live.count() == Invitation.objects.filter(pk__in=invited, meeting__starts_at__gt=later).count()
    grant = Grant.objects.get(participation=cast.participation)
    assert grant.closed_at is None
    assert get_grant_balance(grant).left == left
    assert list(differences()) == []
    assert emails("participation_reinstated") == emails("participation_withdrawn")


def test_reinstating_on_the_same_day_goes_on_as_before(cast, rows, now):
    withdraw(cast, now)
    reinstate(cast, now)
    assignment = Assignment.objects.get(participation=cast.participation, specialist=cast.specialist_record)
    assert (assignment.pk, assignment.ends_on) == (cast.assignment.pk, None)
    assert Membership.objects.filter(participation=cast.participation).count() == 1


def test_withdrawing_again_tells_people_again(cast, rows, now):
    withdraw(cast, now)
    first = len(emails("meeting_withdrawn"))
    assert first
    reinstate(cast, now)
    withdraw(cast, now + timedelta(minutes=5))
    assert len(emails("meeting_withdrawn")) == 2 * first
    assert len(emails("participation_withdrawn")) == 2 * len(set(emails("participation_withdrawn")))


def test_specialist_without_days_is_not_put_back(cast, rows, now):
    withdraw(cast, now)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=Decimal("0.5"))
    shown = preview_reinstatement(cast.participation, now)
    assert any("days left this year" in restoration.refusal for restoration in shown.refusals)
    reinstate(cast, now)
    assert not Assignment.objects.filter(participation=cast.participation, ends_on=None).exists()
    assert cast.participation.state == "active"


def test_reinstatement_is_for_withdrawn_schools(cast, now):
    with pytest.raises(WrongState):
        reinstate(cast, now)


def test_enrolling_a_withdrawn_school_offers_to_reinstate_it(client, cast, now):
    withdraw(cast, now)
    people = [
        NewAdvocate(f"Ann {number}", f"ann{number}@demo.example", development_group="NCP22-12", development_year=2022)
        for number in (1, 2)
    ]
    with pytest.raises(AlreadyEnrolled, match="Reinstate it"):
        enrol_school(cast.school, project=cast.project, advocates=people, by=cast.lead, now=now)
    client.force_login(cast.lead)
    page = client.get(reverse("schools:enrol", args=[cast.school.urn])).content.decode()
    assert reverse("schools:reinstate", args=[cast.participation.pk]) in page


def test_activity_names_who_withdrew_and_reinstated(cast, rows, now):
    withdraw(cast, now)
    reinstate(cast, now)
    lines = [entry.sentence for entry in school_timeline(cast.school, cast.lead, "years")]
    assert any("withdrew the school from" in line and WHY in line for line in lines)
    assert any("reinstated the school in" in line and "They stay after all." in line for line in lines)


def do_if_possible(act, *args, **kwargs):
    """Do it, unless the state forbids it."""
    with suppress(WrongState, AlreadyEnrolled):
        act(*args, **kwargs)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.sampled_from(["withdraw", "reinstate", "pause", "resume", "complete", "reopen", "enrol", "claim"]),
        max_size=7,
    )
)
def test_any_order_of_endings_keeps_one_specialist_and_the_money(cast, rows, now, steps):
    with transaction.atomic():
        participation = Participation.objects.get(pk=cast.participation.pk)
        for number, step in enumerate(steps):
            do_step(step, cast, participation, now + timedelta(hours=7 * number))
            check_nothing_is_left_over(cast, participation)
        transaction.set_rollback(True)


def do_step(step, cast, participation, at):
    act = {
        "withdraw": withdraw_participation,
        "reinstate": reinstate_participation,
        "complete": complete_participation,
        "reopen": reopen_participation,
        "resume": resume_participation,
        "pause": pause_for_a_week,
    }.get(step)
    if act:
        do_if_possible(act, participation, reason=WHY, by=cast.lead, now=at)
    elif step == "enrol":
        # Refused always: the school takes part already, or can be reinstated.
        with pytest.raises(AlreadyEnrolled), transaction.atomic():
            enrol(cast.school, project=cast.project, advocates=[], by=cast.lead, now=at)
    else:
        do_if_possible(approve_submitted, cast, at)


def pause_for_a_week(participation, *, reason, by, now):
    day = timezone.localdate(now)
    pause_participation(participation, reason=reason, starts_on=day, review_on=day + timedelta(weeks=1), by=by, now=now)


def approve_submitted(cast, at):
    claim = Claim.objects.filter(grant__participation=cast.participation, state="submitted").first()
    if claim:
        approve_claim(claim, by=cast.lead, now=at)


def check_nothing_is_left_over(cast, participation):
    participation.refresh_from_db()
    assert Assignment.objects.filter(participation=participation, ends_on=None).count() <= 1
    assert Membership.objects.open().filter(participation=participation).count() <= 1
    assert list(differences(files=False)) == []
    grant = Grant.objects.get(participation=participation)
    assert grant.paid <= grant.committed <= grant.amount <= Decimal("1000.00")
    in_force = Withdrawal.objects.filter(participation=participation, reinstated_at=None).count()
    assert in_force == (participation.state == "withdrawn")
    assert Pause.objects.filter(participation=participation, ended_at=None).exists() == (
        participation.state == "paused"
    )
    if participation.state == "withdrawn":
        assert not Assignment.objects.filter(participation=participation, ends_on=None).exists()
        assert (
            not Invitation.objects.live()
            .filter(participation=participation, meeting__starts_at__gt=timezone.now())
            .exists()
        )
        assert grant.closed_at is not None
    else:
        assert grant.closed_at is None
        assert grant.amount == Decimal("1000.00")


def test_hub_administrator_cannot_reinstate(client, cast, now):
    withdraw(cast, now)
    client.force_login(cast.hubadmin)
    assert client.get(reverse("schools:reinstate", args=[cast.participation.pk])).status_code == 403


@pytest.fixture
def leaving(cast, rows, now):
    """A membership and an assignment that are planned to end later: (membership, assignment, last day)."""
    day = timezone.localdate(now) + timedelta(days=60)
    membership = Membership.objects.get(participation=cast.participation)
    leave_group(membership, on=day, by=cast.lead, now=now)
    assignment = Assignment.objects.get(pk=cast.assignment.pk)
    assignment.ends_on = day
    assignment.save(update_fields=["ends_on"])
    return membership, assignment, day


def test_withdrawing_ends_at_once_what_would_have_ended_later(cast, leaving, now):
    membership, assignment, _ = leaving
    ahead = Invitation.objects.live().filter(participation=cast.participation, meeting__starts_at__gt=now)
    before = ahead.count()
    withdraw(cast, now)
    membership.refresh_from_db()
    assignment.refresh_from_db()
    assert before > 0
    assert membership.ends_on == assignment.ends_on == timezone.localdate(now)
    assert not ahead.exists()


def test_reinstating_puts_back_the_last_days_that_were_planned(cast, leaving, now):
    membership, assignment, day = leaving
    before = set(Invitation.objects.live().filter(participation=cast.participation).values_list("pk", flat=True))
    withdraw(cast, now)
    reinstate(cast, now + timedelta(hours=1))
    membership.refresh_from_db()
    assignment.refresh_from_db()
    assert membership.ends_on == assignment.ends_on == day
    after = set(Invitation.objects.live().filter(participation=cast.participation).values_list("pk", flat=True))
    assert after == before


def test_reinstating_after_a_planned_last_day_says_that_it_has_passed(cast, leaving, now):
    withdraw(cast, now)
    preview = preview_reinstatement(cast.participation, now + timedelta(days=61))
    refusals = " ".join(restoration.refusal for restoration in preview.refusals)
    assert f"{cast.specialist} would have supported the school until" in refusals
    assert f"The school would have left {leaving[0].group} on" in refusals


def test_new_advocate_is_invited_up_to_the_day_the_school_leaves_its_group(cast, leaving, now):
    membership, _, day = leaving
    for days in (59, 61):
        starts_at = now + timedelta(days=days)
        add_meeting(
            membership.group, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), by=cast.lead, now=now
        )
    new = NewAdvocate(full_name="Nia Newcomer", email="nia@demo.example")
    hand_over(cast.advocacy, to=new, last_day=timezone.localdate(now), by=cast.lead, now=now)
    days = {
        timezone.localdate(row.meeting.starts_at)
        for row in Invitation.objects.live().filter(user__email="nia@demo.example").select_related("meeting")
    }
    assert timezone.localdate(now) + timedelta(days=59) in days
    assert max(days) < day
