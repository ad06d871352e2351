"""Advocates join, hand over and change school: what is open passes on, what is done stays."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from devplans.choices import SessionState, StepState
from devplans.models import Session, SessionAdvocate, Step
from devplans.session_kinds import SessionKind
from schools.actions import NewAdvocate
from schools.actions.handover import add_advocate, change_school, hand_over
from schools.handover import CannotHandOver, open_work
from schools.models import Advocate
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from sustaining.workgroups import actions as groups
from sustaining.workgroups.choices import Rsvp
from sustaining.workgroups.models import Invitation
from tests.matrix.sample_rows import create_sample_rows

pytestmark = pytest.mark.django_db

NEW = NewAdvocate(
    full_name="Grace Holloway", email="grace@demo.example", development_group="NCP22-12", development_year=2022
)


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def busy(cast, now):
    """The cast with a plan, a meeting to come, and something open in the first Advocate's name."""
    create_sample_rows(cast, now)
    Step.objects.filter(aim__plan__school=cast.school).update(who=f"{cast.advocate} and the department")
    return cast


def test_new_advocate_is_invited_to_coming_meetings(busy, now):
    group = Invitation.objects.filter(user=busy.advocate).first().meeting.group
    groups.add_meeting(group, title="To be announced", by=busy.hubadmin, now=now)
    ahead = Invitation.objects.filter(user=busy.advocate, meeting__starts_at__gt=now).values_list("meeting", flat=True)
    assert ahead
    post = add_advocate(busy.school, person=NEW, by=busy.hubadmin, now=now)
    assert set(Invitation.objects.filter(user=post.user).values_list("meeting", flat=True)) >= set(ahead)
    assert Email.objects.filter(to="grace@demo.example", kind="invitation").count() == 1


def test_handover_moves_open_work_and_leaves_finished_work(busy, now, today):
    leaving = busy.advocacy
    done = Step.objects.filter(aim__plan__school=busy.school).first()
    other = Step.objects.create(aim=done.aim, what="Team teaching", who=str(busy.advocate), progress=StepState.DOING)
    Step.objects.filter(pk=done.pk).update(progress=StepState.DONE)
    invited = set(
        Invitation.objects.filter(user=busy.advocate, meeting__starts_at__gt=now).values_list("meeting", flat=True)
    )
    assert open_work(leaving, now)
    post = hand_over(leaving, to=NEW, last_day=today, by=busy.lead, now=now)
    other.refresh_from_db()
    done.refresh_from_db()
    assert other.who == "Grace Holloway"
    assert str(busy.advocate) in done.who
    assert set(Invitation.objects.live().filter(user=post.user).values_list("meeting", flat=True)) >= invited
    assert not Invitation.objects.live().filter(user=busy.advocate, meeting__starts_at__gt=now).exists()
    leaving.refresh_from_db()
    assert leaving.ends_on == today
    assert not [description for description, _ in open_work(leaving, now) if "session planned" in description]
    assert Email.objects.get(kind="handover").to == "grace@demo.example"


def test_handover_moves_planned_sessions_without_doubling_people(busy, now, today):
    planned = Session.objects.create(
        participation=busy.participation,
        kind=SessionKind.PLAN_REVIEW,
        state=SessionState.PLANNED,
        held_on=today + timedelta(days=9),
        length=Decimal("0.5"),
        logged_by=busy.lead,
        logged_at=now,
        client_key=uuid4(),
    )
    second = Advocate.objects.get(user=busy.advocate_two, school=busy.school)
    SessionAdvocate.objects.create(session=planned, advocate=busy.advocacy)
    assert any("planned" in description for description, _ in open_work(busy.advocacy, now))
    hand_over(busy.advocacy, to=second, last_day=today, by=busy.lead, now=now)
    assert SessionAdvocate.objects.filter(session=planned, advocate=second).count() == 1


def test_handover_to_an_invited_successor_keeps_their_reply(busy, now, today):
    second = Advocate.objects.get(user=busy.advocate_two, school=busy.school)
    invitation = Invitation.objects.filter(user=second.user, meeting__starts_at__gt=now).first()
    Invitation.objects.filter(pk=invitation.pk).update(rsvp=Rsvp.COMING)
    hand_over(busy.advocacy, to=second, last_day=today, by=busy.lead, now=now)
    invitation.refresh_from_db()
    assert invitation.rsvp == Rsvp.COMING
    assert Invitation.objects.get(user=busy.advocate, meeting=invitation.meeting).withdrawn_at
    assert Email.objects.filter(kind="meeting_withdrawn", to=busy.advocate.email, calendar__contains="METHOD:CANCEL")


@pytest.mark.parametrize("days", [-4000, 400])
def test_handover_last_day_out_of_range_is_refused(cast, now, today, days):
    with pytest.raises(CannotHandOver):
        hand_over(cast.advocacy, to=NEW, last_day=today + timedelta(days=days), by=cast.lead, now=now)
    assert not Advocate.objects.filter(user__email=NEW.email).exists()


def test_handover_to_an_invalid_successor_is_refused(cast, now, today):
    post = cast.advocacy
    elsewhere = cast.other.advocacy
    with pytest.raises(CannotHandOver, match="not an Advocate at"):
        hand_over(post, to=elsewhere, last_day=today, by=cast.lead, now=now)
    with pytest.raises(CannotHandOver, match="Choose someone else"):
        hand_over(post, to=post, last_day=today, by=cast.lead, now=now)
    hand_over(post, to=NEW, last_day=today, by=cast.lead, now=now)
    with pytest.raises(WrongState):
        hand_over(post, to=NEW, last_day=today, by=cast.lead, now=now)


def test_change_school_ends_one_post_and_begins_another(cast, now, today):
    there = change_school(cast.advocacy, school=cast.home_school, by=cast.lead, now=now)
    assert there.school == cast.home_school
    assert there.development_group == cast.advocacy.development_group
    assert cast.advocacy.ends_on == today - timedelta(days=1)
    with pytest.raises(CannotHandOver):
        change_school(there, school=cast.home_school, by=cast.lead, now=now)


def test_change_school_to_another_hub_is_refused(cast, now, client):
    client.force_login(cast.lead)
    page = reverse("schools:change-school", args=[cast.advocacy.pk])
    answer = client.post(page, {"school": cast.other.school.urn})
    assert "None of your schools has this URN. Check the number." in answer.content.decode()
    assert cast.advocacy.ends_on is None


def test_handover_page_shows_open_work_and_accepts_a_new_person(busy, now, client, today):
    client.force_login(busy.hubadmin)
    page = reverse("schools:hand-over", args=[busy.advocacy.pk])
    assert "meeting invitation" in client.get(page).content.decode()
    answer = client.post(page, {"last_day": "today", "to": ""})
    assert answer.status_code == 200
    assert "Enter the date" in answer.content.decode()
    filled = {"last_day": f"{today:%d/%m/%Y}", "to": ""}
    assert "Enter the person’s full name, for example Ines Abara." in client.post(page, filled).content.decode()
    new = {"new-full_name": NEW.full_name, "new-email": NEW.email}
    assert client.post(page, filled | new).status_code == 302
    assert Advocate.objects.get(user__email=NEW.email).ends_on is None
