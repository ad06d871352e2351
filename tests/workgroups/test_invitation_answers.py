"""Answering an invitation: by one press from the email, with a reason and a substitute, in time or late."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from schools.actions import add_contact_to_school
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from sustaining.workgroups import actions
from sustaining.workgroups.actions import AnswerNotPossible
from sustaining.workgroups.choices import Mode, Rsvp
from sustaining.workgroups.models import Invitation
from tests.links import as_sent, rsvp_path

from .conftest import BEGINS

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(our_meeting, cast):
    return our_meeting.invitations.get(user=cast.advocate)


def answer_path(invitation: Invitation) -> str:
    return rsvp_path(invitation)


def test_reply_link_in_email_changes_nothing_until_pressed(invitation, client):
    mail = Email.objects.get(kind="meeting_date", user=invitation.user)
    link = re.search(r"/rsvp/\S+\?answer=coming", as_sent(mail))[0]
    page = client.get(link)
    invitation.refresh_from_db()
    assert (page.status_code, invitation.rsvp) == (200, Rsvp.NONE), "a scanner that follows links answers nothing"
    assert "Ratio" in page.content.decode()
    assert client.post(link.partition("?")[0], {"rsvp": "coming"}).status_code == 302
    invitation.refresh_from_db()
    assert invitation.rsvp == Rsvp.COMING


@pytest.mark.parametrize("token", ["x", "1-2:zz", "a" * 900, "1-1:" + "b" * 43])
def test_tampered_reply_link_is_not_found(invitation, client, token):
    assert client.get(f"/rsvp/{token}/").status_code == 404
    assert client.post(f"/rsvp/{token}/", {"rsvp": "coming"}).status_code == 404


def test_reply_link_of_reassigned_invitation_is_gone(invitation, cast, client):
    link = answer_path(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(user=cast.head)
    assert client.get(link).status_code == 410


def test_apologies_with_substitute_invite_the_substitute(invitation, our_meeting, client, cast):
    answer = {
        "rsvp": "apologies",
        "reason": "An inspection",
        "substitute_name": "Grace Holloway",
        "substitute_email": "grace@demo.example",
    }
    assert client.post(answer_path(invitation), answer).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.rsvp, invitation.reason, invitation.is_late) == (Rsvp.APOLOGIES, "An inspection", False)
    other = our_meeting.invitations.get(user__email="grace@demo.example")
    assert other.substitute_for == invitation
    mail = Email.objects.get(to="grace@demo.example")
    assert f"{cast.advocate} has asked you to attend" in mail.text
    assert "/rsvp/" in mail.text
    client.post(answer_path(other), {"rsvp": "coming"})
    other.refresh_from_db()
    assert other.rsvp == Rsvp.COMING


def test_second_substitute_replaces_the_first_and_coming_withdraws_both(invitation, our_meeting, cast, now):
    for name in ("ann", "bea"):
        actions.answer_invitation(
            invitation, rsvp=Rsvp.APOLOGIES, substitute_name=name, substitute_email=f"{name}@demo.example",
            by=cast.advocate, now=now,
        )  # fmt: skip
    assert [other.user.full_name for other in our_meeting.invitations.live().filter(substitute_for=invitation)] == [
        "bea"
    ]
    assert Email.objects.filter(to="ann@demo.example", kind="meeting_withdrawn").count() == 1
    actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.advocate, now=now)
    assert not our_meeting.invitations.live().filter(substitute_for=invitation).exists()


@pytest.mark.parametrize("email", ["advocate@demo.example", "advocate_two@demo.example"])
def test_substitute_who_is_invited_already_is_refused(invitation, cast, now, email):
    with pytest.raises(AnswerNotPossible):
        actions.answer_invitation(
            invitation, rsvp=Rsvp.APOLOGIES, substitute_name="X", substitute_email=email, by=cast.advocate, now=now
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"substitute_name": "Grace"}, {"substitute_email": "grace@demo.example"},
        {"substitute_email": "not one", "substitute_name": "G"},
        {"reason": "x" * 301}, {"rsvp": "perhaps"}, {"rsvp": ""}, {"reason": "\x00"},
    ],
)  # fmt: skip
def test_answer_with_invalid_fields_shows_form_errors(invitation, client, fields):
    page = client.post(answer_path(invitation), {"rsvp": "apologies", **fields})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    invitation.refresh_from_db()
    assert invitation.rsvp == Rsvp.NONE


def test_apologies_within_notice_period_are_late(invitation, cast):
    notice = BEGINS - timedelta(days=7)
    actions.answer_invitation(invitation, rsvp=Rsvp.APOLOGIES, by=cast.advocate, now=notice)
    assert not invitation.is_late
    actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.advocate, now=notice)
    actions.answer_invitation(invitation, rsvp=Rsvp.APOLOGIES, by=cast.advocate, now=notice + timedelta(seconds=1))
    assert invitation.is_late


def test_apologies_with_substitute_named_later_stay_in_time(invitation, cast, now):
    actions.answer_invitation(invitation, rsvp=Rsvp.APOLOGIES, by=cast.advocate, now=now)
    actions.answer_invitation(
        invitation, rsvp=Rsvp.APOLOGIES, substitute_name="Grace", substitute_email="grace@demo.example",
        by=cast.advocate, now=BEGINS - timedelta(hours=3),
    )  # fmt: skip
    assert not invitation.is_late


def test_notice_period_set_by_hub_applies_to_apologies(invitation, cast, now):
    actions.set_schedule(cast.hub, **schedule(notice_days=2), by=cast.hubadmin, now=now)
    actions.answer_invitation(invitation, rsvp=Rsvp.APOLOGIES, by=cast.advocate, now=BEGINS - timedelta(days=3))
    assert not invitation.is_late


def schedule(**fields):
    return {
        "remind_days": [7, 1], "nudge_days": [10], "thanks_days": 1, "sends_from": time(9), "sends_until": time(18),
        "notice_days": 7, **fields,
    }  # fmt: skip


def test_answer_after_meeting_started_is_refused(invitation, cast, client):
    with pytest.raises(WrongState):
        actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.advocate, now=BEGINS)


def test_answer_for_someone_else_is_denied(invitation, cast, now):
    for person in (cast.advocate_two, cast.lead, cast.admin):
        with pytest.raises(PermissionDenied):
            actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=person, now=now)


def test_meeting_moved_to_another_day_resets_answers(invitation, our_meeting, cast, now):
    actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.advocate, now=now)
    where = {"mode": Mode.IN_PERSON, "place": "Castle Hill", "by": cast.lead, "now": now}
    actions.move_meeting(
        our_meeting, starts_at=BEGINS + timedelta(hours=1), ends_at=BEGINS + timedelta(hours=2), **where
    )
    invitation.refresh_from_db()
    assert invitation.rsvp == Rsvp.COMING
    later = BEGINS + timedelta(days=1)
    actions.move_meeting(our_meeting, starts_at=later, ends_at=later + timedelta(hours=2), **where)
    invitation.refresh_from_db()
    assert invitation.rsvp == Rsvp.NONE


def test_reasons_and_counts_by_school_are_shown_to_register_keepers_only(invitation, our_meeting, cast, now, client_of):
    actions.answer_invitation(invitation, rsvp=Rsvp.APOLOGIES, reason="A hospital visit", by=cast.advocate, now=now)
    url = our_meeting.get_absolute_url()
    assert b"A hospital visit" in client_of(cast.specialist).get(url).content
    assert b"Replies by school" in client_of(cast.hubadmin).get(url).content
    for person in (cast.advocate_two, cast.auditor, cast.head):
        assert b"A hospital visit" not in client_of(person).get(url).content


def test_substitute_added_by_the_hub_is_invited(invitation, cast, client, now):
    add_contact_to_school(
        cast.school,
        full_name="Sam Frost",
        email="sam@elsewhere.example",
        role="headteacher",
        by=cast.lead,
        now=now,
    )
    answer = {"rsvp": "apologies", "substitute_name": "Sam Frost", "substitute_email": "sam@elsewhere.example"}
    assert client.post(answer_path(invitation), answer).status_code == 302
    assert Email.objects.filter(to="sam@elsewhere.example", kind="meeting_substitute").exists()
