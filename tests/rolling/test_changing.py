"""A hub changes what it proposed, withdraws it, settles what is missing, and sets up next year's Work Groups."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.choices import ParticipationState
from schools.models import Participation
from schools.viewer import as_viewer
from specialists.models import Assignment, Specialist
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from sustaining.rolling.actions import (
    carry_on_groups,
    change_proposal,
    confirm_year,
    decline_year,
    propose_again,
    settle_shortfall,
    withdraw_proposal,
)
from sustaining.rolling.actions.changing import GroupNotOfYear, SpecialistNotPossible
from sustaining.rolling.actions.groups import CannotCarryOn
from sustaining.rolling.groups import copy_groups
from sustaining.rolling.links import answer_address
from sustaining.rolling.models import YearProposal
from sustaining.workgroups.actions import set_up_group
from sustaining.workgroups.models import Membership, WorkGroup
from tests.cast import enrol_another
from tests.desks import todos_for
from tests.factories import SchoolFactory, SpecialistFactory
from tests.links import link_path
from tests.outbox.still_true import goes
from tests.rolling.conftest import propose
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db


@pytest.fixture
def sue(cast) -> Specialist:
    """Another Specialist of the hub."""
    return SpecialistFactory(
        user__full_name="Sue Other", home_school=SchoolFactory(hub=cast.hub), hubs=[cast.hub], days_a_year=3
    )


def reload_proposal(proposal) -> YearProposal:
    return YearProposal.objects.with_all().get(pk=proposal.pk)


def count_emails_asking(person) -> int:
    return Email.objects.filter(kind="year_proposed", user=person).count()


def test_changed_proposal_is_what_the_school_confirms(cast, proposal, next_project, sue, now):
    other = set_up_group(cast.hub, project=next_project, name="Group C", by=cast.lead, now=now)
    stale = reload_proposal(proposal)
    assert change_proposal(proposal, specialist=sue, group=other, by=cast.hubadmin, now=now)
    assert (reload_proposal(proposal).times_asked, count_emails_asking(cast.advocate)) == (2, 2)
    assert not goes("year_proposed", now, facts__times_asked=1)
    confirm_year(stale, by=cast.advocate, now=now)
    assert Assignment.objects.get(participation=proposal.participation).specialist == sue
    assert Membership.objects.get(participation=proposal.participation).group == other


def test_unchanged_proposal_emails_nobody(cast, proposal, next_group, now):
    assert not change_proposal(
        proposal, specialist=cast.specialist_record, group=next_group, focus=proposal.participation.focus,
        by=cast.lead, now=now,
    )  # fmt: skip
    assert (reload_proposal(proposal).times_asked, count_emails_asking(cast.advocate)) == (1, 1)


def test_specialist_without_days_and_group_of_another_year_are_refused(cast, proposal, this_group, sue, now):
    Specialist.objects.filter(pk=sue.pk).update(days_a_year=2)
    with pytest.raises(SpecialistNotPossible, match="Sue Other has 2 of 2 days left"):
        change_proposal(proposal, specialist=sue, group=None, by=cast.lead, now=now)
    with pytest.raises(GroupNotOfYear, match="is not a Work Group of"):
        change_proposal(proposal, specialist=None, group=this_group, by=cast.lead, now=now)
    assert count_emails_asking(cast.advocate) == 1


def test_days_that_the_proposal_itself_promises_do_not_stand_in_its_way(cast, proposal, sue, now):
    second = propose(cast, now, participation=enrol_another(cast, 910031, "Second School", now), specialist=sue)
    with pytest.raises(SpecialistNotPossible):
        change_proposal(proposal, specialist=sue, group=None, by=cast.lead, now=now)
    assert change_proposal(second, specialist=None, group=None, by=cast.lead, now=now)
    assert change_proposal(proposal, specialist=sue, group=None, by=cast.lead, now=now)


def test_answered_proposal_cannot_be_changed_or_withdrawn(cast, proposal, client_of, now):
    confirm_year(proposal, by=cast.advocate, now=now)
    with pytest.raises(WrongState):
        change_proposal(proposal, specialist=None, group=None, by=cast.lead, now=now)
    with pytest.raises(WrongState):
        withdraw_proposal(proposal, reason="No place.", by=cast.lead, now=now)
    answer = client_of(cast.lead).get(reverse("rolling:change", args=[proposal.participation_id]), follow=True)
    assert "has answered already" in answer.content.decode()


def test_withdrawing_a_proposal_ends_the_link_and_emails_the_school(cast, client, proposal, now):
    path = link_path(answer_address(proposal), to=cast.head.email, user=cast.head)
    withdraw_proposal(proposal, reason="The project has no place left.", by=cast.hubadmin, now=now)
    emails = Email.objects.filter(kind="year_withdrawn")
    assert set(emails.values_list("to", flat=True)) == {cast.advocate.email, cast.advocate_two.email, cast.head.email}
    assert "The project has no place left." in emails.first().text
    client.post(path, {"answer": "confirm"})
    assert Participation.objects.get(pk=proposal.participation_id).state == ParticipationState.DECLINED
    propose_again(reload_proposal(proposal), by=cast.lead, now=now + timedelta(hours=1))
    assert not goes("year_withdrawn", now)
    assert count_emails_asking(cast.head) == 2


def test_only_the_hub_changes_what_it_proposed(cast, proposal, now):
    for person in (cast.advocate, cast.head, cast.auditor, cast.specialist, cast.other.lead):
        with pytest.raises(PermissionDenied):
            change_proposal(proposal, specialist=None, group=None, by=person, now=now)
        with pytest.raises(PermissionDenied):
            withdraw_proposal(proposal, reason="x", by=person, now=now)


def test_page_changes_and_withdraws(cast, proposal, next_group, sue, client_of):
    client = client_of(cast.hubadmin)
    url = reverse("rolling:change", args=[proposal.participation_id])
    page = client.get(url).content.decode()
    assert "Robin Rivermead (" in page
    assert "Sue Other (3 days left)" in page
    data = {"specialist": cast.specialist_record.pk, "group": next_group.pk, "focus": proposal.participation.focus}
    assert "Nothing was changed" in client.post(url, data, follow=True).content.decode()
    assert "We’ve emailed" in client.post(url, {**data, "specialist": sue.pk}, follow=True).content.decode()
    assert reload_proposal(proposal).specialist == sue
    withdraw = reverse("rolling:withdraw-proposal", args=[proposal.participation_id])
    assert "Enter the reason" in client.post(withdraw, {"reason": " "}).content.decode()
    assert "Proposal withdrawn" in client.post(withdraw, {"reason": "No place."}, follow=True).content.decode()


def test_specialist_proposed_now_stays_a_choice_when_their_days_are_gone(cast, proposal, client_of):
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=1)
    page = client_of(cast.lead).get(reverse("rolling:change", args=[proposal.participation_id])).content.decode()
    assert "Robin Rivermead (proposed now)" in page


def test_hub_that_does_without_takes_the_shortfall_off_its_desk(cast, proposal, client_of, now):
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=1)
    confirm_year(proposal, by=cast.advocate, now=now)
    url = reverse("rolling:answer", args=[proposal.participation_id])

    def shown():
        return [todo.url for todo in todos_for(cast.lead, now) if "something is missing" in todo.title]

    assert shown() == [url]
    client = client_of(cast.lead)
    assert "Remove from to-do list" in client.get(url).content.decode()
    assert "Remove from to-do list" not in client_of(cast.head).get(url).content.decode()
    client.post(reverse("rolling:settle", args=[proposal.participation_id]))
    assert shown() == []
    assert reload_proposal(proposal).shortfall
    assert "Remove from to-do list" not in client.get(url).content.decode()


def test_nothing_missing_cannot_be_settled(cast, proposal, now):
    confirm_year(proposal, by=cast.advocate, now=now)
    with pytest.raises(WrongState, match="Nothing is missing"):
        settle_shortfall(proposal, by=cast.lead, now=now)


def test_page_sets_up_next_years_groups_with_name_focus_and_leads(cast, this_group, next_project, client_of):
    WorkGroup.objects.filter(pk=this_group.pk).update(focus="a")
    client = client_of(cast.hubadmin)
    year = next_project.academic_year
    page = client.get(reverse("rolling:next-year", args=[cast.hub.pk, year])).content.decode()
    url = reverse("rolling:groups", args=[cast.hub.pk, year])
    assert url in page
    assert "Group B" in client.get(url).content.decode()
    assert "Select the Work Groups to set up" in client.post(url, {"x": 1}).content.decode()
    answer = client.post(url, {"groups": [this_group.pk]}, follow=True).content.decode()
    assert "1 Work Group set up for 2027/28" in answer
    group = WorkGroup.objects.get(project=next_project)
    focus = "a" if next_project.focus_title("a") else ""
    assert (group.name, group.focus, list(group.leads.all())) == ("Group B", focus, [cast.specialist_record])
    assert url not in answer
    assert "No Work Groups to set up" in client.get(url).content.decode()


def test_lead_who_will_have_left_is_named_and_not_copied(cast, this_group, next_project, now):
    last_day = next_project.year.starts - timedelta(days=1)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(ends_on=last_day)
    (copy,) = copy_groups(as_viewer(cast.lead), cast.hub, next_project.year)
    assert (copy.leads, copy.leaving) == ([], [cast.specialist_record])
    (group,) = carry_on_groups(cast.hub, copies=[copy], by=cast.lead, now=now)
    assert not group.leads.exists()


def test_groups_are_set_up_once_and_by_their_hub(cast, this_group, next_project, now):
    copies = copy_groups(as_viewer(cast.lead), cast.hub, next_project.year)
    with pytest.raises(CannotCarryOn, match="is not a Work Group of"):
        carry_on_groups(cast.other.hub, copies=copies, by=cast.other.lead, now=now)
    carry_on_groups(cast.hub, copies=copies, by=cast.lead, now=now)
    with pytest.raises(CannotCarryOn, match="already has a Work Group called Group B"):
        carry_on_groups(cast.hub, copies=copies, by=cast.lead, now=now)
    assert WorkGroup.objects.filter(project=next_project).count() == 1


@at_two_sizes
def test_groups_to_copy_take_no_more_queries_when_there_are_more(cast, next_project, now, sizes):
    counted = []
    for size in sizes:
        for place in range(WorkGroup.objects.filter(project=cast.project).count(), size):
            set_up_group(
                cast.hub, project=cast.project, name=f"Group {place}", leads=[cast.specialist_record],
                by=cast.lead, now=now,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert len(copy_groups(as_viewer(cast.lead), cast.hub, next_project.year)) == size
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 6


def test_declined_year_is_not_settled_by_changing(cast, proposal, now):
    decline_year(proposal, reason="No.", by=cast.head, now=now)
    with pytest.raises(WrongState):
        change_proposal(proposal, specialist=None, group=None, by=cast.lead, now=now)
    assert Decimal(3) not in YearProposal.objects.promised_days(2027).values()
