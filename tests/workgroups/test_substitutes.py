"""A substitute from outside the school is confirmed by the previous hub anybody is written to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from sustaining.accounts.models import User
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from sustaining.workgroups import actions
from sustaining.workgroups.actions import AnswerNotPossible
from sustaining.workgroups.choices import Rsvp
from sustaining.workgroups.models import Invitation, SubstituteProposal
from sustaining.workgroups.retention import proposals_long_ago
from tests.links import rsvp_path

from .conftest import BEGINS

pytestmark = pytest.mark.django_db
OUTSIDER = "sam@elsewhere.example"
ANSWER = {"rsvp": "apologies", "substitute_name": "Sam Frost", "substitute_email": OUTSIDER}


@pytest.fixture
def invitation(our_meeting, cast) -> Invitation:
    return our_meeting.invitations.get(user=cast.advocate)


@pytest.fixture
def proposal(invitation) -> SubstituteProposal:
    assert Client().post(rsvp_path(invitation), ANSWER).status_code == 302
    return SubstituteProposal.objects.get()


@pytest.mark.parametrize("address", [OUTSIDER, "somebody@gmail.com"])
def test_substitute_from_outside_is_proposed_and_nobody_is_emailed(invitation, client, address):
    before = Email.objects.count()
    page = client.post(rsvp_path(invitation), {**ANSWER, "substitute_email": address}, follow=True).content.decode()
    assert "once your hub has confirmed them" in page
    assert "hasn’t confirmed Sam Frost" in page
    invitation.refresh_from_db()
    assert invitation.rsvp == Rsvp.APOLOGIES
    assert Email.objects.count() == before
    assert not User.objects.filter(email=address).exists()


def test_hub_and_group_lead_are_asked_on_the_desk(cast, proposal, client_of):
    for person in (cast.lead, cast.hubadmin, cast.specialist):
        page = client_of(person).get("/todo/").content.decode()
        assert "has proposed Sam Frost as a substitute" in page, person
    for person in (cast.auditor, cast.advocate, cast.advocate_two, cast.head, cast.other.lead):
        client = client_of(person)
        assert "Sam Frost" not in client.get("/todo/").content.decode(), person
        assert client.get(proposal.get_absolute_url()).status_code == 404, person


def test_confirmed_substitute_is_emailed_a_link_that_the_email_does_not_keep(cast, proposal, client_of, invitation):
    client = client_of(cast.hubadmin)
    assert OUTSIDER in client.get(proposal.get_absolute_url()).content.decode()
    page = client.post(proposal.get_absolute_url(), {"confirm": "yes"}, follow=True).content.decode()
    assert "Sam Frost confirmed" in page
    other = Invitation.objects.get(substitute_for=invitation)
    mail = Email.objects.get(to=OUTSIDER)
    assert mail.kind == "meeting_substitute"
    assert mail.subject.startswith(f"Please attend in place of {cast.advocate}: ")
    assert mail.reply_to == cast.hub.contact_email
    assert "https://link.invalid/rsvp/" in mail.text
    assert "/rsvp/" not in mail.text.replace("https://link.invalid/rsvp/", "")
    assert f"{cast.advocate} has asked you to attend" in mail.text
    assert f"to attend a meeting of {cast.hub} in their place: " in mail.text
    Client().post(rsvp_path(other), {"rsvp": "coming"})
    other.refresh_from_db()
    assert other.rsvp == Rsvp.COMING


def test_declined_substitute_is_never_emailed(cast, proposal, client_of, invitation, client):
    page = client_of(cast.specialist).post(proposal.get_absolute_url(), {"decline": "yes"}, follow=True)
    assert f"declined. We’ve emailed {cast.advocate}." in page.content.decode()
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.decided_by) == ("declined", cast.specialist)
    assert not Email.objects.filter(to=OUTSIDER).exists()
    mail = Email.objects.get(kind="substitute_declined")
    assert mail.to == cast.advocate.email
    assert "Sam Frost" in mail.text
    assert "did not confirm Sam Frost" in client.get(rsvp_path(invitation)).content.decode()
    with pytest.raises(WrongState, match="already been confirmed or declined"):
        actions.confirm_substitute(proposal, by=cast.lead, now=proposal.proposed_at)


def test_substitute_is_confirmed_by_those_who_run_the_meeting_alone(cast, proposal, now):
    for person in (cast.advocate, cast.advocate_two, cast.auditor, cast.other.lead, cast.head, User.objects.system()):
        with pytest.raises(PermissionDenied):
            actions.confirm_substitute(proposal, by=person, now=now)
    assert not Email.objects.filter(to=OUTSIDER).exists()


def test_coming_after_all_takes_the_proposal_back(cast, proposal, invitation, now):
    actions.answer_invitation(invitation, rsvp=Rsvp.COMING, by=cast.advocate, now=now)
    proposal.refresh_from_db()
    assert proposal.outcome == "withdrawn"


def test_another_name_replaces_the_proposal_and_the_same_one_does_not(cast, proposal, invitation, client):
    client.post(rsvp_path(invitation), ANSWER)
    assert SubstituteProposal.objects.count() == 1
    client.post(rsvp_path(invitation), {**ANSWER, "substitute_email": "ann@elsewhere.example"})
    assert list(SubstituteProposal.objects.values_list("email", "outcome")) == [
        ("ann@elsewhere.example", ""),
        (OUTSIDER, "withdrawn"),
    ]
    client.post(rsvp_path(invitation), {**ANSWER, "substitute_email": "grace@demo.example"})
    assert not SubstituteProposal.objects.filter(outcome="").exists()


def test_substitute_is_not_confirmed_once_the_meeting_has_begun(cast, proposal, our_meeting):
    with pytest.raises(WrongState, match="has started"):
        actions.confirm_substitute(proposal, by=cast.lead, now=BEGINS)
    assert not SubstituteProposal.objects.waiting(BEGINS).exists()


def test_substitute_who_is_invited_meanwhile_is_refused(cast, proposal, our_meeting, now):
    person = User.objects.create_user(OUTSIDER, full_name="Sam Frost")
    Invitation.objects.create(meeting=our_meeting, user=person)
    with pytest.raises(AnswerNotPossible, match="already invited to this meeting"):
        actions.confirm_substitute(proposal, by=cast.lead, now=now)


def test_second_open_proposal_in_the_database_is_refused(proposal, invitation, now):
    with pytest.raises(IntegrityError, match="one_open_proposal"), transaction.atomic():
        SubstituteProposal.objects.create(invitation=invitation, name="X", email="x@y.example", proposed_at=now)


def test_proposals_of_past_meetings_are_found_for_retention(proposal):
    day = BEGINS.date()
    assert not proposals_long_ago(day).exists()
    assert proposals_long_ago(day + timedelta(days=1)).get() == proposal


def test_meeting_page_links_to_the_proposal_for_its_runners(cast, proposal, our_meeting, client_of):
    url = reverse("workgroups:meeting", args=[our_meeting.pk])
    assert proposal.get_absolute_url() in client_of(cast.lead).get(url).content.decode()
    assert "Sam Frost" not in client_of(cast.advocate_two).get(url).content.decode()
