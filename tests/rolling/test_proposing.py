"""A hub proposes the next year to last year's schools: what is matched, what is refused, and that days are respected."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.actions import withdraw_participation
from schools.choices import ParticipationState
from schools.models import Advocate, Participation
from schools.viewer import as_viewer
from specialists.actions import assign_specialist
from specialists.models import Specialist
from sustaining.outbox.models import Email
from sustaining.rolling.actions import AskedToday, CannotPropose, Choice, ask_schools_again, propose_years
from sustaining.rolling.actions.answering import confirm_year
from sustaining.rolling.matching import match_group, prepare_offers
from sustaining.rolling.models import YearProposal
from sustaining.rolling.selectors import next_year_page
from sustaining.workgroups.actions import set_up_group
from sustaining.workgroups.models import GroupLead
from tests.cast import enrol_another
from tests.desks import todos_for
from tests.factories import SchoolFactory, SpecialistFactory
from tests.rolling.conftest import propose, reload
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db


def offers_for(cast, *participations, now):
    rows = [reload(participation) for participation in participations]
    year = rows[0].project.year.next()
    return prepare_offers(rows, as_viewer(cast.lead), year, now.date())


def page_url(cast) -> str:
    return reverse("rolling:next-year", args=[cast.hub.pk, cast.project.academic_year + 1])


def test_proposed_year_is_no_enrolment_and_emails_a_link(cast, proposal):
    assert proposal.participation.state == ParticipationState.PROPOSED
    assert proposal.participation.focus == cast.participation.focus
    emails = Email.objects.filter(kind="year_proposed")
    assert set(emails.values_list("to", flat=True)) == {cast.advocate.email, cast.advocate_two.email, cast.head.email}
    text = emails.get(user=cast.head).text
    assert "Robin Rivermead supports you" in text
    assert "Group B" in text
    assert "https://link.invalid/next-year/" in text


def test_same_specialist_and_group_are_matched(cast, this_group, next_group, now):
    (offer,) = offers_for(cast, cast.participation, now=now)
    assert (offer.specialist, offer.group, offer.refusal) == (cast.specialist_record, next_group, "")
    assert [advocate.user for advocate in offer.advocates] == [cast.advocate, cast.advocate_two]


def test_group_is_matched_by_name_then_focus_then_lead(cast, this_group, next_project, now):
    by_lead = set_up_group(
        cast.hub, project=next_project, name="X", leads=[cast.specialist_record], by=cast.lead, now=now
    )
    by_focus = set_up_group(cast.hub, project=next_project, name="Y", focus="a", by=cast.lead, now=now)
    this_group.focus = "a"
    assert match_group([by_lead, by_focus], this_group) == by_focus
    this_group.focus = ""
    assert match_group([by_lead, by_focus], this_group) == by_lead
    by_name = set_up_group(cast.hub, project=next_project, name="Group B", by=cast.lead, now=now)
    assert match_group([by_lead, by_focus, by_name], this_group) == by_name
    GroupLead.objects.all().delete()
    assert match_group([by_lead, by_focus], this_group) is None


def test_specialist_goes_on_while_their_days_last_and_the_others_get_another(cast, next_project, now):
    second = enrol_another(cast, 910031, "Second School", now)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=3)
    other = SpecialistFactory(user__full_name="Sue Other", home_school=SchoolFactory(hub=cast.hub), hubs=[cast.hub])
    offers = offers_for(cast, cast.participation, second, now=now)
    assert [offer.specialist for offer in offers] == [cast.specialist_record, other]


def test_more_days_than_a_specialist_has_are_refused_and_nothing_is_proposed(cast, next_project, now):
    second = enrol_another(cast, 910031, "Second School", now)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=5)
    choices = [Choice(reload(row), cast.specialist_record) for row in (cast.participation, second)]
    with pytest.raises(CannotPropose, match="Second School: Robin Rivermead has 2 of 5 days left"):
        propose_years(cast.hub, choices=choices, by=cast.lead, now=now)
    assert not YearProposal.objects.exists()
    propose(cast, now, specialist=cast.specialist_record)
    with pytest.raises(CannotPropose, match="has 2 of 5 days left"):
        propose(cast, now, participation=second, specialist=cast.specialist_record)


def test_school_without_an_advocate_cannot_be_proposed(cast, next_project, now):
    Advocate.objects.filter(school=cast.school).update(ends_on=now.date() - timedelta(days=1))
    with pytest.raises(CannotPropose, match="no Mastery Advocate"):
        propose(cast, now)
    page = next_year_page(as_viewer(cast.lead), cast.hub, next_project.year, now.date())
    assert [offer.school for offer in page.refused] == [cast.school]


def test_exception_of_last_year_counts_again_for_a_lead(cast, next_project, now):
    Advocate.objects.filter(user=cast.advocate).update(development_group="", development_year=None)
    with pytest.raises(CannotPropose, match="Development Work Group"):
        propose(cast, now)
    Participation.objects.filter(pk=cast.participation.pk).update(
        override_reason="A Specialist’s department.", overridden_by=cast.lead
    )
    choices = [Choice(reload(cast.participation))]
    with pytest.raises(PermissionDenied):
        propose_years(cast.hub, choices=choices, by=cast.hubadmin, now=now)
    (proposal,) = propose_years(cast.hub, choices=choices, by=cast.lead, now=now)
    assert proposal.participation.override_reason == "A Specialist’s department."


def test_project_that_was_not_rolled_forward_is_named_on_the_page(cast, client_of):
    page = client_of(cast.lead).get(page_url(cast)).content.decode()
    assert f"{cast.project.code}" in page
    assert "not been rolled forward" in " ".join(page.split())


def test_page_re_enrols_as_proposed_with_exceptions(cast, this_group, next_group, client_of, now):
    second = enrol_another(cast, 910031, "Second School", now)
    client = client_of(cast.hubadmin)
    page = client.get(page_url(cast)).content.decode()
    assert "Second School" in page
    assert "Teacher of mathematics" in page
    first = cast.participation.pk
    data = {"schools": [first], f"specialist_{first}": cast.specialist_record.pk, f"group_{first}": next_group.pk}
    answer = client.post(page_url(cast), {**data, f"specialist_{second.pk}": "", f"group_{second.pk}": ""}, follow=True)
    assert "proposed to 1 school" in answer.content.decode()
    proposal = YearProposal.objects.get()
    assert (proposal.participation.school, proposal.specialist, proposal.group) == (
        cast.school, cast.specialist_record, next_group,
    )  # fmt: skip
    page = answer.content.decode()
    assert "No reply yet (1)" in page
    assert "Select the schools to re-enrol" in client.post(page_url(cast), {"x": 1}).content.decode()


def test_page_shows_who_confirmed_declined_withdrew(cast, proposal, client_of, now):
    second = enrol_another(cast, 910031, "Second School", now)
    withdraw_participation(second, reason="No cover.", by=cast.lead, now=now)
    confirm_year(proposal, by=cast.advocate, now=now)
    page = " ".join(client_of(cast.lead).get(page_url(cast)).content.decode().split())
    assert "Confirmed (1)" in page
    assert 'Second School <span class="soft">· withdrew from' in page


def test_only_the_next_years_of_a_hub_are_offered(cast, client_of):
    client = client_of(cast.lead)
    for start, status in ((cast.project.academic_year, 200), (cast.project.academic_year + 2, 404), (2005, 404)):
        assert client.get(reverse("rolling:next-year", args=[cast.hub.pk, start])).status_code == status


def test_schools_are_asked_again_once_a_day(cast, proposal, client_of, now):
    with pytest.raises(AskedToday):
        ask_schools_again(cast.hub, proposals=[proposal], by=cast.lead, now=now)
    later = now + timedelta(days=1)
    assert ask_schools_again(cast.hub, proposals=[proposal], by=cast.lead, now=later) == [proposal]
    proposal.refresh_from_db()
    assert (proposal.times_asked, proposal.asked_at) == (2, later)
    page = reverse("rolling:ask-again", args=[cast.hub.pk, cast.project.academic_year + 1])
    client = client_of(cast.lead)
    assert "Select the schools to ask again" in client.post(page, {}, follow=True).content.decode()
    answer = client.post(page, {"proposals": [proposal.pk]}, follow=True).content.decode()
    assert "No one was emailed" in answer or "asked 1 school again" in answer


def test_desks_say_who_has_not_answered(cast, proposal, now):
    def titles(person, at):
        return [todo.title for todo in todos_for(person, at)]

    year = proposal.participation.project.year
    assert f"Confirm your place in {year}" in titles(cast.advocate, now)
    assert f"Confirm your place in {year}" in titles(cast.head, now)
    waiting = f"1 school has not replied about {year}"
    assert waiting not in titles(cast.lead, now)
    later = now + timedelta(days=8)
    assert waiting in titles(cast.lead, later)
    assert waiting not in titles(cast.other.lead, later)
    confirm_year(proposal, by=cast.advocate, now=later)
    assert waiting not in titles(cast.lead, later)
    assert f"Confirm your place in {year}" not in titles(cast.advocate, later)


def test_shortfall_is_on_the_desk_until_the_school_has_a_specialist(cast, proposal, now):
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=1)
    confirm_year(proposal, by=cast.advocate, now=now)

    def shown():
        return any("something is missing" in todo.title for todo in todos_for(cast.lead, now))

    assert shown()
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=9)
    assign_specialist(
        reload(proposal.participation), specialist=cast.specialist_record, days=Decimal(3), by=cast.lead, now=now
    )
    assert not shown()


def test_database_refuses_a_group_of_another_year_and_the_own_school(cast, proposal, this_group):
    with pytest.raises(DatabaseError, match="one of the hub in the same project"), transaction.atomic():
        YearProposal.objects.filter(pk=proposal.pk).update(group=this_group)
    at_home = SpecialistFactory(home_school=cast.school, hubs=[cast.hub])
    with pytest.raises(DatabaseError, match="own school"), transaction.atomic():
        YearProposal.objects.filter(pk=proposal.pk).update(specialist=at_home)


def test_school_page_leads_its_people_and_its_hub_to_the_answer(cast, proposal, client_of):
    url = reverse("rolling:answer", args=[proposal.participation_id])
    for person, label in ((cast.advocate, "Confirm or decline"), (cast.hubadmin, "Record the school’s answer")):
        assert label in client_of(person).get(cast.school.get_absolute_url()).content.decode()
        assert client_of(person).get(url).status_code == 200
    assert url not in client_of(cast.finance).get(cast.school.get_absolute_url()).content.decode()
    client = client_of(cast.hubadmin)
    assert "Enter how the school told you" in client.post(url, {"answer": "confirm"}).content.decode()
    answer = client.post(url, {"answer": "confirm", "note": "By phone, Hilda."}, follow=True).content.decode()
    assert "By phone, Hilda." in answer
    assert "Proposed for September" not in client.get(cast.school.get_absolute_url()).content.decode()


@settings(max_examples=12)
@given(
    days=st.lists(st.integers(0, 9), min_size=2, max_size=2),
    picks=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=8),
    confirmed=st.sets(st.integers(0, 3)),
)
def test_days_promised_and_given_never_exceed_those_of_the_year(four_schools, days, picks, confirmed):
    cast, project, schools, specialists, now = four_schools
    with transaction.atomic():
        for specialist, number in zip(specialists, days, strict=True):
            Specialist.objects.filter(pk=specialist.pk).update(days_a_year=number)
        for place, who in picks:
            try:
                propose(cast, now, participation=schools[place], specialist=specialists[who])
            except CannotPropose:
                continue
        for place in confirmed:
            proposal = YearProposal.objects.filter(participation__school=schools[place].school).first()
            if proposal:
                confirm_year(proposal, by=Advocate.objects.filter(school=proposal.school).first().user, now=now)
                assert proposal.shortfall == ""
        promised = YearProposal.objects.promised_days(project.academic_year)
        for specialist in Specialist.objects.with_assigned(project.academic_year):
            assert specialist.assigned + promised.get(specialist.pk, 0) <= specialist.days_in_year
        transaction.set_rollback(True)


@pytest.fixture
def four_schools(cast, next_project, now):
    """Four schools, two Specialists who have given no days of next year yet."""
    schools = [
        cast.participation,
        *(enrol_another(cast, 910040 + n, f"School {n}", now, days=Decimal(0)) for n in range(3)),
    ]
    home = SchoolFactory(hub=cast.hub)
    return (
        cast,
        next_project,
        schools,
        [cast.specialist_record, SpecialistFactory(home_school=home, hubs=[cast.hub])],
        now,
    )


@at_two_sizes
def test_page_does_not_ask_more_with_more_schools(cast, next_group, client_of, now, sizes):
    counts, made = [], 0
    for size in sizes:
        while made < size:
            participation = enrol_another(cast, 911000 + made, f"School {made}", now, days=Decimal(0))
            if made % 3 == 1:
                propose(cast, now, participation=participation)
            elif made % 3 == 2:
                proposal = propose(cast, now, participation=participation, group=next_group)
                confirm_year(proposal, by=Advocate.objects.filter(school=participation.school).first().user, now=now)
            made += 1
        client = client_of(cast.lead)
        client.get(page_url(cast))
        with CaptureQueriesContext(connection) as queries:
            client.get(page_url(cast))
        counts.append(len(queries))
    assert counts[0] == counts[1]
