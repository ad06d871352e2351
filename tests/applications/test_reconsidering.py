"""A decision on an application is taken back until a place is accepted: places, links, letters and notes follow."""

from __future__ import annotations

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from sustaining.accounts.models import User
from sustaining.applications import actions
from sustaining.applications.actions import decisions
from sustaining.applications.actions.decisions import CannotDecide
from sustaining.applications.choices import ApplicationState, Decision
from sustaining.applications.models import APPLICATION_MOVES, Application, Note
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from tests.applications.applying import begin, submitted
from tests.links import applicant_token
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db


def decide(call, application, decision, by, now):
    decisions.decide(call, applications=[application], decision=decision, by=by, now=now)
    application.refresh_from_db()
    return application


def reconsider(application, by, now):
    return decisions.reconsider_application(application, reason="Another school was meant.", by=by, now=now)


@pytest.mark.parametrize("decision", [Decision.OFFER, Decision.WAITLIST, Decision.DECLINE])
def test_decision_taken_back_waits_again_and_the_applicant_is_emailed(cast, call, now, decision):
    application = decide(call, submitted(call, now), decision, cast.lead, now)
    reconsider(application, cast.lead, now)
    assert (application.state, application.decided_by, application.answer_by) == (
        ApplicationState.SUBMITTED,
        None,
        None,
    )
    assert goes("application_reconsidered", now)
    assert not goes(f"application_{decision}", now)
    assert Email.objects.filter(kind="application_reconsidered", to=application.contact_email).count() == 1
    assert "Another school was meant." in Note.objects.get().text
    decide(call, application, Decision.OFFER, cast.lead, now)
    assert not goes("application_reconsidered", now)


def test_offer_taken_back_frees_its_place_and_ends_its_links(cast, call, now, client):
    call.places = 1
    call.save()
    application = decide(call, submitted(call, now), Decision.OFFER, cast.lead, now)
    address = reverse("applications:tasks", args=[applicant_token(application)])
    assert client.get(address).status_code == 200
    reconsider(application, cast.lead, now)
    assert client.get(address).status_code == 410
    with pytest.raises(WrongState):
        actions.accept_offer(application, by=User.objects.system(), now=now)
    decide(call, submitted(call, now), Decision.OFFER, cast.lead, now)


def test_accepted_application_is_not_reconsidered(cast, call, now):
    application = decide(call, submitted(call, now), Decision.OFFER, cast.lead, now)
    actions.accept_offer(application, by=User.objects.system(), now=now)
    with pytest.raises(WrongState, match="This application is now accepted"):
        reconsider(application, cast.lead, now)


def test_withdrawn_application_is_reconsidered_unless_the_school_has_another(cast, call, now):
    application = submitted(call, now)
    actions.withdraw_application(application, by=cast.lead, now=now)
    reconsider(application, cast.lead, now)
    assert application.state == ApplicationState.SUBMITTED
    actions.withdraw_application(application, by=cast.lead, now=now)
    submitted(call, now, school=application.school)
    with pytest.raises(CannotDecide, match="has already applied"), transaction.atomic():
        reconsider(application, cast.lead, now)


def test_application_withdrawn_before_it_was_submitted_is_not_reconsidered(cast, call, now):
    application = begin(call, now)
    actions.withdraw_application(application, by=cast.lead, now=now)
    with pytest.raises(CannotDecide, match="before it was submitted"):
        reconsider(application, cast.lead, now)


def test_decision_is_taken_back_by_a_hub_lead_alone(cast, call, now):
    application = decide(call, submitted(call, now), Decision.DECLINE, cast.lead, now)
    for person in (cast.hubadmin, cast.auditor, cast.other.lead, User.objects.system()):
        with pytest.raises(PermissionDenied):
            reconsider(application, person, now)


def test_every_forbidden_move_of_an_application_is_refused_in_raw_sql(cast, call, now):
    call.places = 5
    call.save()
    applications = {state: submitted(call, now) for state in ApplicationState if state != ApplicationState.DRAFT}
    applications[ApplicationState.DRAFT] = begin(call, now)
    for state, decision in {
        ApplicationState.OFFERED: Decision.OFFER,
        ApplicationState.ACCEPTED: Decision.OFFER,
        ApplicationState.WAITLISTED: Decision.WAITLIST,
        ApplicationState.DECLINED: Decision.DECLINE,
    }.items():
        decide(call, applications[state], decision, cast.lead, now)
    actions.accept_offer(applications[ApplicationState.ACCEPTED], by=User.objects.system(), now=now)
    actions.withdraw_application(applications[ApplicationState.WITHDRAWN], by=cast.lead, now=now)
    for source, target in product(ApplicationState, ApplicationState):
        if source != target and (source, target) not in APPLICATION_MOVES.pairs():
            with pytest.raises(DatabaseError, match=f'cannot go from "{source}" to "{target}"'), transaction.atomic():
                Application.objects.filter(pk=applications[source].pk).update(state=target)


def test_decision_is_taken_back_on_the_application_page(cast, call, now, client_of):
    application = decide(call, submitted(call, now), Decision.DECLINE, cast.lead, now)
    client, url = client_of(cast.lead), reverse("applications:reconsider", args=[application.pk])
    assert url in client.get(application.get_absolute_url()).content.decode()
    assert url not in client_of(cast.hubadmin).get(application.get_absolute_url()).content.decode()
    assert "Enter the reason" in client.post(url, {"reason": ""}).content.decode()
    shown = client.post(url, {"reason": "They sent the answers late"}, follow=True).content.decode()
    assert "is waiting for a decision again" in shown
    assert "They sent the answers late" in shown
    assert url not in shown
