"""Applications in any order of steps: places, enrolments, letters and the record of decisions stay true of one another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.models import Grant
from schools.choices import ParticipationState
from schools.models import Participation
from sustaining.accounts.models import User
from sustaining.applications import actions, form_sections
from sustaining.applications.actions import decisions
from sustaining.applications.choices import ApplicationState
from sustaining.applications.models import AT_THE_HUB, Application, Call, Note
from sustaining.common.errors import DomainError
from sustaining.outbox.delivery import is_still_true
from sustaining.outbox.models import Email
from tests.applications.applying import begin, fill

pytestmark = pytest.mark.django_db

STEPS = ("submit", "head", "offer", "offer until", "waitlist", "decline", "accept", "withdraw", "reconsider", "places")
DECIDED = {"offered", "waitlisted", "declined", "accepted"}
HOLDS_PLACE = ("offered", "accepted")
NEVER_SUBMITTED = {"draft", "withdrawn"}


def take_step(cast, call: Call, application: Application, step: str, number: int, now) -> None:
    """Take one step with an application, as the person who may; a DomainError means that it is refused."""
    site = User.objects.system()
    if step == "submit":
        missing = form_sections.missing_sections(application)
        actions.submit_application(application, missing=missing, declared_by="Ida Moor", by=site, now=now)
    elif step == "head":
        actions.answer_as_head(application, agrees=number != 0, by=site, now=now)
    elif step == "accept":
        actions.accept_offer(application, by=site, now=now)
    elif step == "withdraw":
        actions.withdraw_application(application, by=cast.lead, now=now)
    elif step == "reconsider":
        decisions.reconsider_application(application, reason="Looked at again.", by=cast.lead, now=now)
    elif step == "places":
        decisions.edit_call(Call.objects.get(pk=call.pk), places=number + 1, by=cast.lead, now=now)
    else:
        decision, _, until = step.partition(" ")
        answer_by = timezone.localdate(now) + timedelta(days=number) if until else None
        decisions.decide(
            call, applications=[application], decision=decision, answer_by=answer_by, by=cast.lead, now=now
        )


def check_application(application: Application, now) -> None:
    """Check that what is recorded of an application is true of its state."""
    state = application.state
    assert (application.participation_id is not None) == (state == ApplicationState.ACCEPTED)
    assert application.submitted_at is not None or state in NEVER_SUBMITTED
    if state in DECIDED:
        assert application.decided_by_id is not None
    if state == ApplicationState.SUBMITTED:
        assert (application.decided_by_id, application.decided_at, application.answer_by) == (None, None, None)
    if state in ("waitlisted", "declined"):
        assert application.answer_by is None
    offers = Email.objects.filter(kind="application_offer", about_id=application.pk).order_by("pk")
    # A letter that offers a place is true of the offer that is open, and of no earlier one.
    true = [email for email in offers if is_still_true(email, now)]
    assert not true or state == ApplicationState.OFFERED


def check_places_and_enrolments(call: Call) -> None:
    """Check that places are not oversold, and that each accepted place is one enrolment with one grant."""
    call.refresh_from_db()
    applications = Application.objects.filter(call=call)
    assert applications.filter(state__in=HOLDS_PLACE).count() <= call.places
    accepted = {row.participation_id for row in applications.filter(state=ApplicationState.ACCEPTED)}
    enrolled = Participation.objects.filter(project=call.project, state=ParticipationState.ACTIVE)
    assert accepted == set(enrolled.values_list("pk", flat=True))
    grants = Grant.objects.filter(participation__in=accepted)
    assert [grant.amount for grant in grants] == [call.project.release_grant] * len(accepted)


@settings(max_examples=20)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.integers(0, 2), st.sampled_from([0, 0, 1, 4])),
        max_size=18,
    )
)
def test_any_order_of_steps_keeps_places_enrolments_and_records_true(cast, call, now, steps):
    with transaction.atomic():
        drafts = [fill(begin(call, now, email=f"i{number}@demo.example"), now) for number in range(3)]
        for application in drafts[:2]:
            actions.answer_as_head(application, agrees=True, by=User.objects.system(), now=now)
        at, reconsidered = now, 0
        for step, place, number, days in steps:
            at += timedelta(days=days, minutes=1)
            application = Application.objects.get(pk=drafts[place].pk)
            before = application.state
            deadline = application.answer_by
            try:
                with transaction.atomic():
                    take_step(cast, call, application, step, number, at)
            except DomainError:
                assert Application.objects.get(pk=application.pk).state == before
            else:
                assert step != "accept" or deadline is None or deadline >= timezone.localdate(at)
                reconsidered += step == "reconsider"
            check_application(Application.objects.get(pk=application.pk), at)
            check_places_and_enrolments(call)
        assert Note.objects.filter(application__call=call).count() == reconsidered
        transaction.set_rollback(True)


@settings(max_examples=10)
@given(steps=st.lists(st.sampled_from(["submit", "withdraw", "reconsider", "decline"]), min_size=1, max_size=8))
def test_two_applications_of_one_school_never_wait_at_once(cast, call, now, steps):
    with transaction.atomic():
        first = fill(begin(call, now), now)
        second = fill(begin(call, now, school=first.school, email="other@demo.example"), now)
        for number, step in enumerate(steps * 2):
            application = Application.objects.get(pk=(first, second)[number % 2].pk)
            try:
                with transaction.atomic():
                    take_step(cast, call, application, step, 0, now + timedelta(minutes=number))
            except DomainError:
                pass
            at_the_hub = Application.objects.filter(call=call, school=first.school, state__in=AT_THE_HUB)
            assert at_the_hub.count() <= 1
        transaction.set_rollback(True)
