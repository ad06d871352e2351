"""A school confirms or declines the next year: what begins, what is kept, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from devplans.models import Plan
from funding.models import Grant
from schools.actions import move_to_hub, withdraw_participation
from schools.choices import ParticipationState
from schools.models import Advocate, HubStaff, Participation, Project, School
from specialists.actions import leave_on
from specialists.models import Assignment, Specialist
from sustaining.accounts.models import User
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email, Link
from sustaining.rolling.actions import (
    CannotPropose,
    NoteNeeded,
    ask_schools_again,
    confirm_year,
    decline_year,
    propose_again,
    record_confirmation,
    record_decline,
)
from sustaining.rolling.links import answer_address
from sustaining.rolling.models import YearProposal
from sustaining.workgroups.actions import add_meeting
from sustaining.workgroups.models import Invitation, Membership
from tests.desks import todos_for
from tests.links import as_sent, link_path

pytestmark = pytest.mark.django_db
REASON = "Both Advocates are moving to other schools."


def fetch_year(proposal) -> Participation:
    return Participation.objects.get(pk=proposal.participation_id)


def test_confirming_opens_grant_assigns_specialist_and_joins_group(cast, proposal, next_group, now):
    assert not Grant.objects.filter(participation=proposal.participation).exists()
    confirm_year(proposal, by=cast.advocate, now=now)
    participation = fetch_year(proposal)
    assert (participation.state, participation.enrolled_at) == (ParticipationState.ACTIVE, now)
    assert Grant.objects.get(participation=participation).amount == 1000
    assignment = Assignment.objects.get(participation=participation, ends_on=None)
    assert (assignment.specialist, assignment.days) == (cast.specialist_record, 3)
    assert Membership.objects.get(participation=participation).group == next_group
    assert (proposal.answered_by, proposal.shortfall) == (cast.advocate, "")
    assert Plan.objects.filter(school=cast.school).count() == 1


def test_confirming_invites_the_advocates_to_the_groups_meetings(cast, proposal, next_group, now):
    start = now + timedelta(days=300)
    meeting = add_meeting(
        next_group, starts_at=start, ends_at=start + timedelta(hours=2), place="Hall", by=cast.lead, now=now
    )
    confirm_year(proposal, by=cast.head, now=now)
    assert Invitation.objects.filter(meeting=meeting, user=cast.advocate).exists()


def test_advocates_keep_their_post_and_development_group(cast, proposal, now):
    before = list(Advocate.objects.filter(school=cast.school).values())
    confirm_year(proposal, by=cast.advocate, now=now)
    assert list(Advocate.objects.filter(school=cast.school).values()) == before
    assert not Email.objects.filter(kind="invitation", queued_at=now).exists()


def test_confirming_emails_the_school_and_the_specialist(cast, proposal, now):
    confirm_year(proposal, by=cast.advocate, now=now)
    school = {cast.advocate.email, cast.advocate_two.email, cast.head.email}
    assert set(Email.objects.filter(kind="year_confirmed").values_list("to", flat=True)) == school
    assert Email.objects.filter(kind="assigned", user=cast.specialist, queued_at=now).exists()


def test_specialist_who_has_left_meanwhile_is_a_shortfall_and_the_school_takes_part(cast, proposal, next_group, now):
    leave_on(
        cast.specialist_record, last_day=timezone.localdate(now), successors={}, by=cast.lead, now=now,
        new_lead=cast.other.specialist_record,
    )  # fmt: skip
    later = now + timedelta(days=3)
    confirm_year(proposal, by=cast.advocate, now=later)
    assert fetch_year(proposal).state == ParticipationState.ACTIVE
    assert "Robin Rivermead" in proposal.shortfall
    assert Membership.objects.get(participation=proposal.participation).group == next_group
    assert "Robin" not in Email.objects.filter(kind="year_confirmed").first().text


def test_days_that_were_given_away_meanwhile_are_a_shortfall(cast, proposal, now):
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=1)
    confirm_year(proposal, by=cast.advocate, now=now)
    assert "has 1 of 1 days left in 2027/28" in proposal.shortfall
    assert not Assignment.objects.filter(participation=proposal.participation).exists()


def test_year_is_answered_once(cast, proposal, now):
    confirm_year(proposal, by=cast.advocate, now=now)
    for act in (lambda: confirm_year(proposal, by=cast.head, now=now),
                lambda: decline_year(proposal, reason=REASON, by=cast.head, now=now)):  # fmt: skip
        with pytest.raises(WrongState):
            act()
    assert Grant.objects.filter(participation=proposal.participation).count() == 1


def test_declining_emails_the_hub_with_the_reason(cast, proposal, now):
    decline_year(proposal, reason=REASON, by=cast.head, now=now)
    participation = fetch_year(proposal)
    assert (participation.state, participation.end_reason) == (ParticipationState.DECLINED, REASON)
    email = Email.objects.get(kind="year_declined")
    assert (email.user, REASON in email.text) == (cast.lead, True)
    assert not Assignment.objects.filter(participation=participation).exists()


def test_declining_emails_who_proposed_it_only_while_they_work_for_the_hub(cast, proposal, now):
    YearProposal.objects.filter(pk=proposal.pk).update(proposed_by=cast.hubadmin)
    proposal.refresh_from_db()
    decline_year(proposal, reason=REASON, by=cast.head, now=now)
    assert set(Email.objects.filter(kind="year_declined").values_list("user", flat=True)) == {
        cast.lead.pk, cast.hubadmin.pk,
    }  # fmt: skip
    propose_again(proposal, by=cast.lead, now=now)
    HubStaff.objects.filter(user=cast.hubadmin).update(ends_on=timezone.localdate(now) - timedelta(days=1))
    decline_year(proposal, reason=REASON, by=cast.head, now=now)
    assert Email.objects.filter(kind="year_declined", user=cast.hubadmin).count() == 1
    assert Email.objects.filter(kind="year_declined", user=cast.lead).count() == 2


def test_page_of_a_year_from_which_the_school_withdrew_does_not_say_that_it_takes_part(cast, client_of, proposal, now):
    confirm_year(proposal, by=cast.head, now=now)
    path = reverse("rolling:answer", args=[proposal.participation_id])
    assert "takes part in" in client_of(cast.lead).get(path).content.decode()
    withdraw_participation(fetch_year(proposal), reason="The school is closing.", by=cast.lead, now=now)
    page = client_of(cast.lead).get(path).content.decode()
    assert "takes part in" not in page
    assert "The school is closing." in page


def test_declined_year_is_proposed_again_and_confirmed(cast, proposal, now):
    decline_year(proposal, reason=REASON, by=cast.head, now=now)
    propose_again(proposal, by=cast.hubadmin, now=now + timedelta(days=2))
    assert (proposal.times_asked, proposal.answered_at, fetch_year(proposal).end_reason) == (2, None, "")
    assert Email.objects.filter(kind="year_proposed", user=cast.head).count() == 2
    confirm_year(proposal, by=cast.head, now=now + timedelta(days=3))
    assert fetch_year(proposal).state == ParticipationState.ACTIVE


def test_page_asks_the_hub_how_it_heard_a_confirmation(cast, client_of, proposal):
    path = reverse("rolling:answer", args=[proposal.participation_id])
    page = client_of(cast.hubadmin).post(path, {"answer": "confirm", "note": " "}).content.decode()
    assert "Enter how the school told you" in page
    assert fetch_year(proposal).state == ParticipationState.PROPOSED


def test_hub_records_an_answer_with_how_it_heard_it(cast, proposal, now):
    with pytest.raises(NoteNeeded):
        record_confirmation(proposal, note=" ", by=cast.hubadmin, now=now)
    record_confirmation(proposal, note="By phone, Hilda.", by=cast.hubadmin, now=now)
    proposal.refresh_from_db()
    assert (fetch_year(proposal).state, proposal.note) == (ParticipationState.ACTIVE, "By phone, Hilda.")


def test_decline_that_the_hub_records_emails_the_school(cast, proposal, now):
    record_decline(proposal, reason="It was meant for another school.", by=cast.lead, now=now)
    recipients = set(Email.objects.filter(kind="year_declined").values_list("to", flat=True))
    assert recipients == {cast.advocate.email, cast.advocate_two.email, cast.head.email}


def test_nobody_else_answers_for_the_school(cast, proposal, now):
    for person in (cast.finance, cast.specialist, cast.lead, cast.auditor, cast.other.advocate, cast.stranger):
        with pytest.raises(PermissionDenied):
            confirm_year(proposal, by=person, now=now)
    for person in (cast.advocate, cast.auditor, cast.other.lead):
        with pytest.raises(PermissionDenied):
            record_confirmation(proposal, note="By phone.", by=person, now=now)


def make_link(proposal, person) -> str:
    return link_path(answer_address(proposal), to=person.email, user=person)


def test_link_confirms_by_one_press_and_is_used_up_for_everybody(cast, client, proposal):
    path, other = make_link(proposal, cast.advocate), make_link(proposal, cast.head)
    page = client.get(path)
    assert "Confirm the place" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert fetch_year(proposal).state == ParticipationState.PROPOSED
    assert client.post(path, {"answer": "confirm"}).status_code == 302
    assert fetch_year(proposal).state == ParticipationState.ACTIVE
    proposal.refresh_from_db()
    assert proposal.answered_by == User.objects.system()
    assert proposal.note == f"Answered by link sent to {cast.advocate.email}"
    assert "takes part in" in client.get(path).content.decode()
    assert "Confirmed" in client.get(other).content.decode()
    client.post(other, {"answer": "decline", "reason": REASON})
    assert fetch_year(proposal).state == ParticipationState.ACTIVE
    assert not Link.objects.about_thing(proposal).filter(used_at=None).exists()


def test_link_declines_with_a_reason(cast, client, proposal):
    path = make_link(proposal, cast.head)
    assert "Enter the reason" in client.post(path, {"answer": "decline", "reason": " "}).content.decode()
    client.post(path, {"answer": "decline", "reason": REASON})
    assert fetch_year(proposal).state == ParticipationState.DECLINED
    assert REASON in client.get(path).content.decode()


def test_link_ends_with_the_post_of_its_reader(cast, client, proposal, now):
    path = make_link(proposal, cast.advocate)
    Advocate.objects.filter(user=cast.advocate).update(ends_on=timezone.localdate(now) - timedelta(days=1))
    assert client.get(path).status_code == 410
    client.post(path, {"answer": "confirm"})
    assert fetch_year(proposal).state == ParticipationState.PROPOSED


def test_asking_again_ends_the_older_link_once_the_new_email_goes(cast, client, proposal, now):
    first = Email.objects.get(kind="year_proposed", user=cast.advocate)
    assert "/next-year/" in as_sent(first)
    ask_schools_again(cast.hub, proposals=[proposal], by=cast.hubadmin, now=now + timedelta(days=8))
    assert Email.objects.filter(kind="year_proposed", user=cast.advocate).count() == 2


def test_school_that_moves_hub_is_no_longer_proposed_the_year(cast, proposal, now):
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    participation = fetch_year(proposal)
    assert participation.state == ParticipationState.DECLINED
    assert "moved to Stonefield" in participation.end_reason
    assert YearProposal.objects.open().count() == 0


def test_school_that_has_moved_is_not_proposed_the_year_again_by_its_former_hub(cast, proposal, now):
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    proposal = YearProposal.objects.get(pk=proposal.pk)
    with pytest.raises(CannotPropose, match="now belongs to Stonefield"):
        propose_again(proposal, by=cast.hubadmin, now=now)
    assert fetch_year(proposal).state == ParticipationState.DECLINED


def test_school_moved_by_the_register_answers_the_hub_that_proposed_the_year(cast, proposal, client_of, now):
    School.objects.filter(pk=cast.school.pk).update(hub=cast.other.hub)
    url = reverse("rolling:next-year", args=[cast.hub.pk, cast.project.academic_year + 1])
    assert "No reply yet (1)" in client_of(cast.lead).get(url).content.decode()
    confirm_year(YearProposal.objects.get(pk=proposal.pk), by=cast.advocate, now=now)
    assert (fetch_year(proposal).state, fetch_year(proposal).hub) == (ParticipationState.ACTIVE, cast.hub)
    assert "Confirmed (1)" in client_of(cast.lead).get(url).content.decode()


def test_specialist_of_a_project_that_lost_its_days_is_a_shortfall_for_the_hub(cast, proposal, now):
    Project.objects.filter(pk=proposal.participation.project_id).update(support_days=None)
    proposal = YearProposal.objects.get(pk=proposal.pk)
    confirm_year(proposal, by=cast.advocate, now=now)
    code = proposal.participation.project.code
    sentence = f"{code} no longer has days of support, so Robin Rivermead was not assigned."
    assert proposal.shortfall == sentence
    (shown,) = [todo for todo in todos_for(cast.lead, now) if "something is missing" in todo.title]
    assert shown.detail == sentence


def test_specialist_whose_days_are_gone_is_not_proposed_again(cast, proposal, now):
    decline_year(proposal, reason=REASON, by=cast.head, now=now)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=1)
    propose_again(proposal, by=cast.hubadmin, now=now + timedelta(days=2))
    proposal.refresh_from_db()
    assert (proposal.specialist, fetch_year(proposal).state) == (None, ParticipationState.PROPOSED)
