"""Forms about something past offer and keep the people of that day, also when they have left since."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from devplans.actions.sessions import SessionData, log_session
from devplans.models import Session
from schools.actions import NewAdvocate, hand_over
from specialists.actions import assign_specialist
from specialists.models import Assignment, Specialist
from tests.factories import SchoolFactory, SpecialistFactory
from tests.matrix.browser_forms import post_forms

pytestmark = pytest.mark.django_db

TEXT = "We looked at the whole plan."
NEW = NewAdvocate("Grace Holloway", "grace@demo.example", development_group="NCP22-12", development_year=2022)


@pytest.fixture
def session(cast, now):
    """A session of last week with the Specialist and the Advocate, both of whom are replaced today."""
    data = SessionData(
        kind="plan_review", plan_outcome="stays", held_on=timezone.localdate(now) - timedelta(days=7),
        length=Decimal("0.5"), what_happened="We looked at the plan.", specialist=cast.specialist_record,
        advocates=[cast.advocacy],
    )  # fmt: skip
    session = log_session(cast.participation, data=data, client_key=uuid4(), by=cast.advocate_two, now=now)
    hand_over(cast.advocacy, to=NEW, last_day=timezone.localdate(now) - timedelta(days=1), by=cast.lead, now=now)
    successor = SpecialistFactory(home_school=SchoolFactory(hub=cast.hub), hubs=[cast.hub])
    assign_specialist(cast.participation, specialist=successor, days=Decimal(1), by=cast.lead, now=now)
    yesterday = timezone.localdate(now) - timedelta(days=1)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(ends_on=yesterday)
    return session


def shown_values(url, page):
    """What the page's form sends when it is pressed as it stands."""
    return next(form.data for form in post_forms(url, page.content.decode()) if form.action == url)


def test_changing_a_session_keeps_a_former_specialist_and_a_former_advocate(client, cast, session, now):
    client.force_login(cast.advocate_two)
    url = reverse("devplans:correct-session", args=[session.pk])
    page = client.get(url)
    assert cast.advocate.full_name in page.content.decode()
    answer = client.post(url, {**shown_values(url, page), "what_happened": TEXT})
    assert answer.status_code == 302, answer.context["form"].errors
    session = Session.objects.get(pk=session.pk)
    assert session.what_happened == TEXT
    assert session.specialist == cast.specialist_record
    assert [advocate.user for advocate in session.advocates.all()] == [cast.advocate]


def test_changing_a_session_on_the_day_of_a_change_keeps_its_own_specialist(client, cast, session, now):
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=session.held_on)
    Assignment.objects.filter(participation=cast.participation, ends_on=None).update(starts_on=session.held_on)
    client.force_login(cast.advocate_two)
    url = reverse("devplans:correct-session", args=[session.pk])
    client.post(url, shown_values(url, client.get(url)))
    assert Session.objects.get(pk=session.pk).specialist == cast.specialist_record


def test_new_session_offers_advocates_of_the_year_with_their_last_day(client, cast, session, now):
    client.force_login(cast.advocate_two)
    page = client.get(reverse("devplans:log")).content.decode()
    assert cast.advocate.full_name in page
    assert "(until" in " ".join(page.split())


def test_claim_suggests_advocates_of_the_year(client, cast, session, now):
    client.force_login(cast.finance)
    page = client.get(reverse("funding:new", args=[cast.school.urn])).content.decode()
    assert cast.advocate.full_name in page
    assert "Grace Holloway" in page
