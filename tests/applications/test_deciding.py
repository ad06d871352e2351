"""Decisions of a hub: letters, places, and the enrolment that follows an accepted offer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.models import Grant
from schools.models import Advocate, Participation, SchoolContact
from sustaining.accounts.models import User
from sustaining.applications import actions
from sustaining.applications.actions import CannotApply, decisions
from sustaining.applications.actions.decisions import CallNotPossible, CannotDecide, NoPlaces
from sustaining.applications.choices import ApplicationState, Decision
from sustaining.applications.models import Application, Call
from sustaining.common.errors import DomainError, WrongState, constraint_name
from sustaining.outbox.links import WITHHELD
from sustaining.outbox.models import Email
from sustaining.workgroups import actions as groups
from sustaining.workgroups.models import Invitation, Membership
from tests.applications.applying import begin, fill, open_call, submit, submitted
from tests.links import applicant_token

pytestmark = pytest.mark.django_db


def offer(call, *applications, by, now, **more):
    return decisions.decide(call, applications=applications, decision=Decision.OFFER, by=by, now=now, **more)


def accept(application, now):
    return actions.accept_offer(application, by=User.objects.system(), now=now)


def test_accepting_an_offer_enrols_the_school_with_grant_plan_and_group(cast, call, now):
    group = groups.set_up_group(cast.hub, project=call.project, name="Work Group A", by=cast.hubadmin, now=now)
    start = now + timedelta(days=300)
    meeting = groups.add_meeting(
        group, starts_at=start, ends_at=start + timedelta(hours=2), place="Leeds", by=cast.hubadmin, now=now
    )
    application = submitted(call, now)
    offer(call, application, by=cast.lead, now=now)
    participation = accept(application, now)
    application.refresh_from_db()
    assert application.state == ApplicationState.ACCEPTED
    assert application.participation == participation
    assert participation.enrolled_by == cast.lead
    assert Grant.objects.get(participation=participation).amount == call.project.release_grant
    assert participation.school.plan
    assert Advocate.objects.filter(school=application.school).count() == 2
    assert SchoolContact.objects.filter(school=application.school).count() == 2
    assert Membership.objects.get(participation=participation).group == group
    assert Invitation.objects.filter(meeting=meeting, participation=participation).count() == 2
    assert Email.objects.filter(kind="invitation", to__contains=f".{application.pk}@").count() == 2
    with pytest.raises(WrongState, match="This application is now accepted"):
        accept(application, now)


def test_accepting_with_two_groups_joins_the_group_of_the_focus(cast, call, now):
    for name, focus in (("Work Group A", "b"), ("Work Group B", "a")):
        groups.set_up_group(cast.hub, project=call.project, name=name, focus=focus, by=cast.hubadmin, now=now)
    application = submitted(call, now)
    offer(call, application, by=cast.lead, now=now)
    assert Membership.objects.get(participation=accept(application, now)).group.name == "Work Group B"


def test_accepting_for_an_enrolled_school_changes_nothing(cast, call, now):
    application = submitted(call, now)
    offer(call, application, by=cast.lead, now=now)
    Participation.objects.create(
        school=application.school, project=call.project, hub=call.hub, enrolled_by=cast.lead, enrolled_at=now
    )
    with pytest.raises(DomainError, match="already taking part in this project"):
        accept(application, now)
    assert not Advocate.objects.filter(school=application.school).exists()
    application.refresh_from_db()
    assert application.state == ApplicationState.OFFERED


def test_bulk_offer_beyond_the_places_is_refused_whole(cast, call, now):
    applications = [submitted(call, now, email=f"i{number}@demo.example") for number in range(3)]
    with pytest.raises(NoPlaces, match="All 2 places"), transaction.atomic():
        offer(call, *applications, by=cast.lead, now=now)
    assert not Application.objects.filter(state=ApplicationState.OFFERED).exists()
    assert not Email.objects.filter(kind="application_offer").exists()
    offer(call, *applications[:2], by=cast.lead, now=now)
    with pytest.raises(CallNotPossible, match="2 places are already offered or accepted"), transaction.atomic():
        decisions.edit_call(call, places=1, by=cast.hubadmin, now=now)
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE applications_application SET state = 'offered', decided_by_id = %s, decided_at = now() WHERE id = %s",
            [cast.lead.pk, applications[2].pk],
        )
    assert constraint_name(error.value) == "places_never_oversold"


def test_withdrawn_place_can_be_offered_to_the_waiting_list(cast, call, now):
    decisions.edit_call(call, places=1, by=cast.hubadmin, now=now)
    first, second = (submitted(call, now, email=f"i{number}@demo.example") for number in range(2))
    offer(call, first, by=cast.lead, now=now)
    decisions.decide(call, applications=[second], decision=Decision.WAITLIST, by=cast.lead, now=now)
    actions.withdraw_application(first, by=cast.lead, now=now)
    offer(call, second, by=cast.lead, now=now)
    second.refresh_from_db()
    assert second.state == ApplicationState.OFFERED


def test_offer_needs_the_heads_agreement_and_eligibility_or_an_override(cast, call, now):
    unasked = submit(fill(begin(call, now), now), now, agrees=False)
    with pytest.raises(CannotDecide, match="has not yet agreed"):
        offer(call, unasked, by=cast.lead, now=now)
    new = submit(fill(begin(call, now, email="b@demo.example"), now, group=""), now)
    with pytest.raises(CannotDecide, match="No group has been entered for Una Bright"):
        offer(call, new, by=cast.lead, now=now)
    with pytest.raises(PermissionDenied):
        decisions.override_eligibility(new, reason="Theirs is a Specialist.", by=cast.hubadmin, now=now)
    decisions.override_eligibility(new, reason="Theirs is a Specialist.", by=cast.lead, now=now)
    new.refresh_from_db()
    offer(call, new, by=cast.lead, now=now)
    participation = accept(new, now)
    assert participation.override_reason == "Theirs is a Specialist."
    assert participation.overridden_by == cast.lead


def test_accepting_after_the_answer_day_is_refused(cast, call, now):
    application = submitted(call, now)
    offer(call, application, by=cast.lead, now=now, answer_by=timezone.localdate(now) + timedelta(days=3))
    with pytest.raises(CannotApply, match="has passed"):
        accept(application, now + timedelta(days=5))
    assert accept(application, now + timedelta(days=3))


def test_deciding_by_anyone_but_the_hub_lead_is_forbidden(cast, call, now):
    application = submitted(call, now)
    for person in (cast.hubadmin, cast.auditor, cast.other.lead, cast.advocate):
        with pytest.raises(PermissionDenied):
            offer(call, application, by=person, now=now)


def test_call_beyond_the_projects_national_places_is_refused(cast, call, now):
    call.project.places = 3
    call.project.save()
    with pytest.raises(CallNotPossible, match="3 places in England, and 1 are left"):
        open_call(cast.other.hub, call.project, by=cast.other.lead, now=now, places=2)
    assert open_call(cast.other.hub, call.project, by=cast.other.lead, now=now, places=1)
    with pytest.raises(CallNotPossible):
        open_call(cast.other.hub, call.project, by=cast.other.lead, now=now, places=1)


MOVES = st.lists(
    st.tuples(st.sampled_from(["offer", "waitlist", "decline", "withdraw", "accept", "places"]), st.integers(0, 3)),
    max_size=14,
)


@settings(max_examples=15)
@given(moves=MOVES)
def test_any_order_of_decisions_never_oversells_places(cast, call, now, moves):
    """In any order of decisions, answers and changes of places, offers never exceed the places."""
    with transaction.atomic():
        applications = [submitted(call, now, email=f"i{number}@demo.example") for number in range(4)]
        for move, number in moves:
            chosen = Application.objects.get(pk=applications[number].pk)
            try:
                with transaction.atomic():
                    if move == "withdraw":
                        actions.withdraw_application(chosen, by=cast.lead, now=now)
                    elif move == "accept":
                        accept(chosen, now)
                    elif move == "places":
                        decisions.edit_call(call, places=number + 1, by=cast.lead, now=now)
                    else:
                        decisions.decide(call, applications=[chosen], decision=move, by=cast.lead, now=now)
            except DomainError:
                pass
            taken = Application.objects.filter(call=call, state__in=["offered", "accepted"]).count()
            assert taken <= Call.objects.get(pk=call.pk).places
        joined = Application.objects.filter(call=call, state="accepted").count()
        assert Participation.objects.filter(project=call.project).count() == joined
        transaction.set_rollback(True)


def test_letters_are_previewed_without_links_and_sent_on_decision(client, cast, call, now):
    applications = [submitted(call, now, email=f"i{number}@demo.example") for number in range(2)]
    client.force_login(cast.lead)
    page = reverse("applications:decide", args=[call.pk])
    chosen = {"chosen": [application.pk for application in applications], "decision": "offer"}
    assert "Select at least one school" in client.get(page, {"decision": "offer"}, follow=True).content.decode()
    preview = client.get(page, {**chosen, "message": "Well written."}).content.decode()
    assert preview.count("Well written.") >= 2
    assert preview.count(WITHHELD) == 2
    assert "link.invalid" not in preview
    assert not Email.objects.filter(kind="application_offer").exists()
    assert client.post(page, {**chosen, "message": "Well written.", "answer_by": "10 Dec"}).status_code == 302
    letters = Email.objects.filter(kind="application_offer")
    assert {letter.to for letter in letters} == {"i0@demo.example", "i1@demo.example"}
    assert all("Well written." in letter.text and "Thursday 10 December 2026" in letter.text for letter in letters)
    assert Application.objects.filter(state="offered").count() == 2


def test_deciding_on_another_hubs_application_is_refused(client, cast, call, now):
    foreign = submitted(open_call(cast.other.hub, call.project, by=cast.other.lead, now=now), now)
    client.force_login(cast.lead)
    page = reverse("applications:decide", args=[call.pk])
    assert client.post(page, {"chosen": [foreign.pk], "decision": "decline"}).status_code == 302
    foreign.refresh_from_db()
    assert foreign.state == ApplicationState.SUBMITTED


def test_comparison_shows_two_schools_and_notes_stay_with_the_hub(client, cast, call, now):
    first, second = (submitted(call, now, email=f"i{number}@demo.example") for number in range(2))
    client.force_login(cast.hubadmin)
    page = client.get(reverse("applications:compare", args=[call.pk]), {"chosen": [first.pk, second.pk, "x"]})
    assert page.content.decode().count("Ratio in Year 8.") == 2
    client.post(reverse("applications:note", args=[first.pk]), {"text": "Visit them."})
    assert "Visit them." in client.get(first.get_absolute_url()).content.decode()
    tasks = client.get(reverse("applications:tasks", args=[applicant_token(first)])).content.decode()
    assert "Visit them." not in tasks


def test_hub_sees_the_number_of_drafts_but_not_their_content(client, cast, call, now):
    draft = begin(call, now)
    client.force_login(cast.lead)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "1 in progress" in client.get(call.get_absolute_url()).content.decode()


def test_queue_has_constant_query_count(client, cast, call, now):
    client.force_login(cast.lead)
    counts = []
    for rounds in (2, 8):
        for number in range(rounds):
            submitted(call, now, email=f"i{rounds}{number}@demo.example")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(call.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_hub_opens_a_call_and_orders_its_own_questions(client, cast, now):
    project = cast.project.rolled_forward()
    project.save()
    client.force_login(cast.hubadmin)
    page = reverse("applications:new-call")
    wrong = {
        "hub": cast.hub.pk,
        "project": project.pk,
        "places": "4",
        "opens_on": "2/12/2026",
        "closes_on": "1/12/2026",
    }
    assert "Closing date must be after the opening date" in client.post(page, wrong).content.decode()
    assert client.post(page, wrong | {"closes_on": "1/2/2027"}).status_code == 302
    call = Call.objects.get(project=project)
    assert timezone.localtime(call.opens_at).hour == 9
    assert (
        "already opened applications for this project"
        in client.post(page, wrong | {"closes_on": "1/2/2027"}).content.decode()
    )
    questions_page = reverse("applications:questions", args=[call.pk])
    assert (
        "at least two"
        in client.post(questions_page, {"wording": "Which?", "kind": "choice", "choices": "AQA"}).content.decode()
    )
    for wording in ("First?", "Second?"):
        assert client.post(questions_page, {"wording": wording, "kind": "long", "required": "on"}).status_code == 302
    second = call.questions.get(words="Second?")
    client.post(reverse("applications:question-up", args=[second.pk]))
    assert [question.words for question in call.questions.all()] == ["Second?", "First?"]
    client.post(reverse("applications:question-out", args=[second.pk]))
    assert "Second?" not in client.get(questions_page).content.decode()


@pytest.mark.parametrize("is_offered", [True, False])
def test_withdrawn_application_frees_a_place_only_if_one_was_offered(cast, call, now, client_of, is_offered):
    application = submitted(call, now)
    if is_offered:
        offer(call, application, by=cast.lead, now=now)
    client = client_of(cast.lead)
    page = " ".join(client.get(application.get_absolute_url()).content.decode().split())
    assert ("free for another school" in page) == is_offered
    url = reverse("applications:withdraw-for-school", args=[application.pk])
    answer = client.post(url, follow=True).content.decode()
    assert f"Application of {application.school} withdrawn." in answer
    assert ("Its place is now free." in answer) == is_offered
