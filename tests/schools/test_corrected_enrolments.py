"""An enrolment for the wrong school or project is corrected in one act, unless work hangs on it; no figure counts it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from funding import actions as funding
from funding.models import Grant
from funding.reconciliation import differences
from schools.actions import (
    correct_enrolment,
    enrol_school,
    pause_participation,
    reinstate_participation,
    withdraw_participation,
)
from schools.actions.corrections import EnrolmentInUse, NothingToCorrect
from schools.corrections import list_work
from schools.models import Advocate, Participation, Project
from schools.viewer import as_viewer
from sustaining.common.errors import WrongState
from sustaining.desk.timeline import school_timeline
from sustaining.outbox.models import Email
from sustaining.reports.figures import taking_part
from sustaining.reports.filters import ReportFilter
from tests.cast import as_advocate
from tests.devplans.test_sessions import log
from tests.factories import SchoolFactory, UserFactory
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrong(cast, now) -> Participation:
    """A school of the hub that was enrolled a minute ago with two people."""
    people = [UserFactory(email=f"wrong{number}@demo.example", full_name=f"Wrong {number}") for number in (1, 2)]
    return enrol_school(
        SchoolFactory(hub=cast.hub, name="Wrong School"), project=cast.project,
        advocates=[as_advocate(person, cast.project) for person in people], by=cast.lead, now=now,
    )  # fmt: skip


def correct(participation, school, by, now, **fields):
    values = {"project": participation.project, "reason": "Another school of that name.", **fields}
    return correct_enrolment(participation, school=school, by=by, now=now, **values)


def test_enrolment_moves_to_the_right_school_with_its_people(cast, now, wrong):
    right = correct(wrong, SchoolFactory(hub=cast.hub, name="Right School"), cast.lead, now)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.entered_by_mistake, right.state) == ("withdrawn", True, "active")
    people = {"wrong1@demo.example", "wrong2@demo.example"}
    assert set(Advocate.objects.filter(school=right.school).values_list("user__email", flat=True)) == people
    assert not Advocate.objects.filter(school=wrong.school, ends_on=None).exists()
    assert Grant.objects.get(participation=right).amount == cast.project.release_grant
    assert Grant.objects.get(participation=wrong).amount == 0
    assert list(differences()) == []
    assert set(Email.objects.filter(kind="enrolment_corrected").values_list("to", flat=True)) == people
    assert goes("enrolment_corrected", now)
    assert not Email.objects.filter(kind="participation_withdrawn").exists()


def test_enrolment_moves_to_the_right_project_and_posts_stay(cast, now, wrong):
    project = cast.project.rolled_forward()
    project.save()
    right = correct(wrong, wrong.school, cast.lead, now, project=project)
    assert (right.school, right.project) == (wrong.school, Project.objects.get(pk=project.pk))
    assert Advocate.objects.filter(school=wrong.school, ends_on=None).count() == 2


def test_enrolment_entered_by_mistake_counts_in_no_figure(cast, now, wrong):
    report_filter = ReportFilter(user=cast.lead, year=cast.project.year, today=now.date())
    before = taking_part(report_filter)
    # Enrolled some days before: a school that withdraws on the day of its enrolment took no part.
    Participation.objects.filter(pk=wrong.pk).update(enrolled_at=now - timedelta(days=9))
    wrong.refresh_from_db()
    withdraw_participation(wrong, reason="Left.", by=cast.lead, now=now)
    assert taking_part(report_filter)["withdrawn"] == before["withdrawn"] + 1
    reinstate_participation(wrong, reason="Stays.", by=cast.lead, now=now)
    correct(wrong, SchoolFactory(hub=cast.hub), cast.lead, now)
    after = taking_part(report_filter)
    assert {name: after[name] for name in ("active", "withdrawn", "all")} == {
        name: before[name] for name in ("active", "withdrawn", "all")
    }


def test_enrolment_entered_by_mistake_stays_in_the_history(cast, now, wrong):
    correct(wrong, SchoolFactory(hub=cast.hub), cast.lead, now)
    sentences = [entry.sentence for entry in school_timeline(wrong.school, as_viewer(cast.lead))]
    assert any("entered by mistake: Another school of that name." in sentence for sentence in sentences)


def test_enrolment_with_work_is_not_moved(cast, now):
    log(cast, now)
    line = funding.NewLine(now.date(), "A. Teacher", Decimal(50))
    grant = Grant.objects.get(participation=cast.participation)
    funding.draft_claim(grant, lines=[line], client_key=uuid4(), by=cast.finance, now=now)
    assert {"1 claim", "1 session"} <= set(list_work(cast.participation))
    with pytest.raises(EnrolmentInUse, match="1 claim; 1 session"):
        correct(cast.participation, SchoolFactory(hub=cast.hub), cast.lead, now)


def test_plan_with_text_hangs_on_the_only_enrolment(cast, now, wrong):
    wrong.school.plan.vision = "Reasoning in every lesson."
    wrong.school.plan.save()
    assert list_work(wrong) == ["a development plan with text"]


def test_enrolment_is_corrected_once_and_to_something_else(cast, now, wrong):
    with pytest.raises(NothingToCorrect):
        correct(wrong, wrong.school, cast.lead, now)
    correct(wrong, SchoolFactory(hub=cast.hub), cast.lead, now)
    with pytest.raises(WrongState), transaction.atomic():
        correct(wrong, SchoolFactory(hub=cast.hub), cast.lead, now)


def test_paused_enrolment_is_not_corrected(cast, now):
    log(cast, now)
    day = now.date()
    pause_participation(
        cast.participation,
        reason="Inspection.",
        starts_on=day,
        review_on=day + timedelta(weeks=1),
        by=cast.lead,
        now=now,
    )
    with pytest.raises(WrongState, match="paused"), transaction.atomic():
        correct(cast.participation, SchoolFactory(hub=cast.hub), cast.lead, now)
    cast.participation.refresh_from_db()
    assert cast.participation.state == "paused"


def test_enrolment_is_corrected_by_a_hub_lead_within_the_hub(cast, now, wrong):
    for person in (cast.hubadmin, cast.auditor, cast.advocate, cast.other.lead):
        with pytest.raises(PermissionDenied):
            correct(wrong, SchoolFactory(hub=cast.hub), person, now)
    with pytest.raises(PermissionDenied):
        correct(wrong, SchoolFactory(hub=cast.other.hub), cast.lead, now)
    wrong.refresh_from_db()
    assert wrong.state == "active"


def test_active_enrolment_is_not_marked_as_a_mistake_in_raw_sql(wrong):
    with pytest.raises(IntegrityError, match="entered_by_mistake_means_ended"), transaction.atomic():
        Participation.objects.filter(pk=wrong.pk).update(entered_by_mistake=True)


def test_enrolment_is_corrected_on_its_page(cast, client_of, wrong):
    right = SchoolFactory(hub=cast.hub, name="Right School")
    client, url = client_of(cast.lead), reverse("schools:correct-enrolment", args=[wrong.pk])
    assert url in client.get(wrong.school.get_absolute_url()).content.decode()
    assert "Enter the school’s URN" in client.post(url, {"urn": "", "project": wrong.project_id}).content.decode()
    sent = {"urn": str(right.urn), "project": wrong.project_id, "reason": "Another school of that name"}
    answer = client.post(url, sent, follow=True)
    assert answer.redirect_chain[-1][0] == right.get_absolute_url()
    assert "Enrolment corrected." in answer.content.decode()
    assert url not in client.get(wrong.school.get_absolute_url()).content.decode()


def test_page_of_an_enrolment_with_work_says_what_hangs_on_it(cast, client_of, now):
    log(cast, now)
    url = reverse("schools:correct-enrolment", args=[cast.participation.pk])
    shown = client_of(cast.lead).get(url).content.decode()
    assert "1 session" in shown
    assert "Correct the enrolment</button>" not in " ".join(shown.split())
