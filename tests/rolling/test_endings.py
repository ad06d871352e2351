"""A school withdraws while its next year is proposed: the proposal ends with it, and comes back with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.actions import move_to_hub, reinstate_participation, withdraw_participation
from schools.choices import ParticipationState
from schools.endings import preview_reinstatement, preview_withdrawal
from schools.models import Advocate, Participation, SchoolContact
from sustaining.outbox.models import Email
from sustaining.rolling.actions import confirm_year, propose_again
from sustaining.rolling.links import answer_address
from sustaining.rolling.models import YearProposal
from tests.desks import todos_for
from tests.links import link_path
from tests.outbox.still_true import goes
from tests.rolling.conftest import reload

pytestmark = pytest.mark.django_db
WHY = "Both Advocates have moved on."


def withdraw(cast, now):
    return withdraw_participation(reload(cast.participation), reason=WHY, by=cast.lead, now=now)


def reinstate(cast, now):
    return reinstate_participation(reload(cast.participation), reason="They stay.", by=cast.lead, now=now)


def fetch_state(proposal) -> str:
    return Participation.objects.get(pk=proposal.participation_id).state


def test_withdrawal_page_names_the_proposed_year(cast, proposal, client_of):
    page = client_of(cast.lead).get(reverse("schools:withdraw", args=[cast.participation.pk])).content.decode()
    assert f"The school’s proposed place in {proposal.participation.project.code} for 2027/28 is withdrawn." in page


def test_withdrawing_ends_the_proposal_and_nobody_is_asked(cast, client, proposal, now):
    path = link_path(answer_address(proposal), to=cast.advocate.email, user=cast.advocate)
    withdraw(cast, now)
    proposal.refresh_from_db()
    assert (fetch_state(proposal), proposal.answered_by) == (ParticipationState.DECLINED, cast.lead)
    assert WHY in Participation.objects.get(pk=proposal.participation_id).end_reason
    for person in (cast.advocate, cast.head):
        assert not [todo for todo in todos_for(person, now) if todo.title.startswith("Confirm your place")]
    assert "Declined" in client.get(path).content.decode()
    client.post(path, {"answer": "confirm"})
    assert fetch_state(proposal) == ParticipationState.DECLINED
    assert not goes("year_proposed", now, user=cast.advocate)


def test_withdrawing_leaves_a_confirmed_year_and_another_projects_year(cast, proposal, now):
    confirm_year(proposal, by=cast.advocate, now=now)
    assert "is withdrawn" not in " ".join(
        row.sentence for row in preview_withdrawal(reload(cast.participation), now).consequences
    )
    withdraw(cast, now)
    assert fetch_state(proposal) == ParticipationState.ACTIVE


def test_reinstating_proposes_the_year_again_with_a_new_link(cast, client, proposal, now):
    withdraw(cast, now)
    later = now + timedelta(days=2)
    preview = preview_reinstatement(reload(cast.participation), later)
    assert any("2027/28 is proposed to the school again" in row.sentence for row in preview.consequences)
    reinstate(cast, later)
    proposal.refresh_from_db()
    assert (fetch_state(proposal), proposal.times_asked, proposal.answered_by) == (ParticipationState.PROPOSED, 2, None)
    assert Email.objects.filter(kind="year_proposed", user=cast.advocate).count() == 2
    assert any(todo.title == "Confirm your place in 2027/28" for todo in todos_for(cast.advocate, later))
    path = link_path(answer_address(proposal), to=cast.head.email, user=cast.head)
    client.post(path, {"answer": "confirm"})
    assert fetch_state(proposal) == ParticipationState.ACTIVE


def test_reinstating_after_the_school_has_moved_says_that_the_year_is_not_proposed(cast, proposal, now):
    withdraw(cast, now)
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    refusals = [item.refusal for item in preview_reinstatement(reload(cast.participation), now).refusals]
    assert any("can no longer propose the year" in refusal for refusal in refusals)
    reinstate(cast, now)
    assert fetch_state(proposal) == ParticipationState.DECLINED


def test_reinstating_a_school_with_nobody_to_ask_leaves_the_year_declined(cast, proposal, now):
    withdraw(cast, now)
    yesterday = timezone.localdate(now) - timedelta(days=1)
    for model in (Advocate, SchoolContact):
        model.objects.filter(school=cast.school).update(starts_on=yesterday, ends_on=yesterday)
    refusals = [item.refusal for item in preview_reinstatement(reload(cast.participation), now).refusals]
    assert any("no one who could answer" in refusal for refusal in refusals)
    reinstate(cast, now)
    assert fetch_state(proposal) == ParticipationState.DECLINED


def test_hub_may_still_propose_the_year_to_a_school_that_withdrew_from_this_one(cast, proposal, client_of, now):
    withdraw(cast, now)
    propose_again(YearProposal.objects.get(pk=proposal.pk), by=cast.lead, now=now + timedelta(hours=1))
    url = reverse("rolling:next-year", args=[cast.hub.pk, cast.project.academic_year + 1])
    assert "No reply yet (1)" in client_of(cast.lead).get(url).content.decode()
    reinstate(cast, now + timedelta(hours=2))
    proposal.refresh_from_db()
    assert (fetch_state(proposal), proposal.times_asked) == (ParticipationState.PROPOSED, 2)
