"""A school that moves to another hub: its years, their money and their readers stay where they belong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from devplans.models import Session
from funding import actions as money
from funding.models import Claim, Entry, Grant, Payment, PaymentRun
from funding.selectors.accounts import AccountFilter, account
from schools import moving
from schools.actions import (
    AlreadyEnrolled,
    NewAdvocate,
    enrol_school,
    move_to_hub,
    reinstate_participation,
)
from schools.actions.hub_moves import CannotMove
from schools.current_year import year_hub, year_hubs
from schools.models import Advocate, Participation, School
from schools.moving import preview_move
from sustaining.common.years import AcademicYear
from sustaining.desk.completion import completion_rows
from sustaining.outbox.models import Email
from sustaining.reports import figures
from sustaining.reports.filters import ReportFilter
from tests.cast import as_advocate
from tests.factories import SchoolFactory
from tests.funding.conftest import ClaimMaker
from tests.matrix.sample_rows import create_sample_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(cast, now):
    """The school of the first hub, with work of every kind, in the second hub now."""
    rows, _ = create_sample_rows(cast, now)
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    cast.participation.refresh_from_db()
    return rows


def test_year_stays_with_the_hub_that_enrolled_the_school(cast, moved):
    assert cast.participation.hub == cast.hub
    assert School.objects.get(pk=cast.school.pk).hub == cast.other.hub
    year = cast.project.academic_year
    school = School.objects.get(pk=cast.school.pk)
    assert (year_hub(school, year), year_hub(school, year + 1)) == (cast.hub, cast.other.hub)
    assert year_hubs([], year) == {}


def test_hub_of_a_year_cannot_be_changed_by_anybody(cast):
    with pytest.raises(IntegrityError, match="stays with the hub that enrolled it"), transaction.atomic():
        Participation.objects.filter(pk=cast.participation.pk).update(hub=cast.other.hub)


def test_lists_and_figures_follow_the_hub_of_the_year(cast, moved, now):
    for person, is_payer in ((cast.lead, True), (cast.auditor, True), (cast.other.lead, False)):
        years = Participation.objects.visible_to(person)
        assert years.filter(pk=cast.participation.pk).exists() == is_payer
        for model in (Grant, Claim, Entry, Payment):
            if model.objects.exists():
                path = model.objects.all().path
                own = model.objects.visible_to(person).filter(**{path: cast.participation})
                assert own.exists() == is_payer, model


def test_new_hub_reads_along_and_old_hub_still_reads(cast, moved):
    for person in (cast.lead, cast.auditor, cast.other.lead, cast.other.auditor):
        assert Participation.objects.readable_by(person).filter(pk=cast.participation.pk).exists()
        assert Claim.objects.readable_by(person).filter(reference=moved.reference).exists()
        assert School.objects.visible_to(person).filter(pk=cast.school.pk).exists()


def test_pages_of_the_new_hub_open_and_its_writes_are_refused_with_a_sentence(cast, moved, client_of):
    client = client_of(cast.other.lead)
    for address in (
        f"/schools/{cast.school.urn}/", f"/claims/{moved.reference}/", f"/claims/school/{cast.school.urn}/",
        f"/sessions/{moved.session}/", f"/plans/{cast.school.urn}/", f"/schools/{cast.school.urn}/people/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    for address, sentence in (
        (f"/claims/{moved.reference}/approve/", "Only a hub lead who did not make or submit the claim can decide it"),
        (f"/participations/{moved.participation}/withdraw/", "Only a hub lead can withdraw a school"),
    ):
        answer = client.post(address)
        assert answer.status_code == 403
        assert sentence in answer.content.decode()


def test_old_hub_goes_on_with_its_year(cast, moved, client_of):
    client = client_of(cast.lead)
    for address in (
        f"/schools/{cast.school.urn}/", f"/claims/{moved.reference}/", f"/plans/{cast.school.urn}/",
        f"/schools/{cast.school.urn}/people/", f"/participations/{moved.participation}/withdraw/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    assert client.get(f"/schools/{cast.school.urn}/enrol/").status_code == 403
    assert client_of(cast.auditor).get(f"/claims/{moved.reference}/").status_code == 200


def test_account_of_the_paying_hub_matches_its_runs_after_a_move(cast, now):
    claim_maker = ClaimMaker(cast, now)
    run = claim_maker.pay(claim_maker.approved("100.00"))
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    payer = account(cast.lead, AccountFilter(cast.hub.pk, "", cast.project.academic_year, None))
    other = account(cast.other.lead, AccountFilter(cast.other.hub.pk, "", cast.project.academic_year, None))
    assert payer["total"]["paid"] == sum(claim.payable for claim in run.claims.all()) == Decimal(100)
    assert other["total"]["paid"] == 0
    assert not Payment.objects.visible_to(cast.other.lead).exists()
    assert PaymentRun.objects.visible_to(cast.auditor).get() == run


def test_reports_and_completion_count_the_school_at_the_hub_of_the_year(cast, moved, now):
    year = AcademicYear(cast.project.academic_year)
    for person, hub, is_payer in ((cast.lead, cast.hub, True), (cast.other.lead, cast.other.hub, False)):
        report = ReportFilter(person, year, now.date(), hub)
        assert report.participations().filter(school=cast.school).exists() == is_payer
        assert (cast.school.pk in set(report.plan_schools().values_list("school", flat=True))) == is_payer
        schools = {row.participation.school_id for row in completion_rows(person, year, hub=hub)}
        assert (cast.school.pk in schools) == is_payer
    everywhere = figures.taking_part(ReportFilter(cast.admin, year, now.date()))["all"]
    by_hub = [
        figures.taking_part(ReportFilter(cast.admin, year, now.date(), hub))["all"]
        for hub in (cast.hub, cast.other.hub)
    ]
    assert sum(by_hub) == everywhere


def test_former_hub_loses_people_and_plan_once_its_year_is_over_and_keeps_its_money(cast, moved):
    Participation.objects.filter(pk=cast.participation.pk).update(state="completed")
    with time_machine.travel(date(cast.project.academic_year + 1, 11, 2)):
        assert School.objects.visible_to(cast.lead).filter(pk=cast.school.pk).exists()
        assert not Advocate.objects.visible_to(cast.lead).filter(school=cast.school).exists()
        assert Advocate.objects.visible_to(cast.other.lead).filter(school=cast.school).exists()
        assert Claim.objects.visible_to(cast.auditor).filter(reference=moved.reference).exists()
        assert Session.objects.visible_to(cast.lead).filter(pk=moved.session).exists()


def test_school_without_a_hub_cannot_be_enrolled(cast, now):
    school = SchoolFactory(hub=None)
    with pytest.raises(Exception, match="is not in a Maths Hub yet"):
        enrol_school(school, project=cast.project, advocates=PEOPLE, by=cast.admin, now=now)


PEOPLE = [
    NewAdvocate(f"Person {number}", f"mover{number}@demo.example", "Teacher", "Some Work Group", 2024)
    for number in (1, 2)
]
STEPS = st.lists(st.sampled_from(["move", "move back", "claim", "pay"]), max_size=6)


@given(steps=STEPS)
def test_any_order_of_moves_claims_and_payments_keeps_money_with_its_payer(cast, now, steps):
    maker = ClaimMaker(cast, now)
    with transaction.atomic():
        paid, approved = Decimal(0), []
        for step in steps:
            if step == "move":
                School.objects.filter(pk=cast.school.pk).update(hub_is_by_hand=False)
                move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
            elif step == "move back":
                School.objects.filter(pk=cast.school.pk).update(hub_is_by_hand=False)
                move_to_hub(cast.school, hub=cast.hub, by=cast.admin, now=now)
            elif step == "claim":
                approved.append(maker.approved("10.00"))
            elif approved:
                maker.pay(*approved)
                paid, approved = paid + 10 * len(approved), []
        figures_by_hub = [
            Entry.objects.visible_to(person).filter(grant__participation__hub=hub).figures()["paid"]
            for person, hub in ((cast.lead, cast.hub), (cast.other.lead, cast.other.hub))
        ]
        assert figures_by_hub == [paid, Decimal(0)]
        assert Participation.objects.get(pk=cast.participation.pk).hub == cast.hub
        with pytest.raises(PermissionDenied):
            money.approve_claim(maker.submitted("10.00"), by=cast.other.lead, now=now)
        transaction.set_rollback(True)


@pytest.fixture
def next_year(cast, now):
    """The first school's enrolment for next year, with its own hub."""
    project = cast.project.rolled_forward()
    project.save()
    return enrol_school(
        cast.school,
        project=project,
        advocates=[as_advocate(cast.advocate, project), as_advocate(cast.advocate_two, project)],
        focus="b",
        by=cast.lead,
        now=now,
    )


def test_next_year_on_which_nothing_is_claimed_passes_to_the_new_hub(cast, next_year, now):
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    next_year.refresh_from_db()
    assert (next_year.hub, next_year.state) == (cast.hub, "withdrawn")
    assert next_year.grant.closed_at
    new = Participation.objects.get(school=cast.school, project=next_year.project, hub=cast.other.hub)
    assert (new.state, new.focus, new.grant.amount) == ("active", "b", next_year.project.release_grant)
    with pytest.raises(AlreadyEnrolled):
        reinstate_participation(next_year, reason="No.", by=cast.lead, now=now)


def test_next_year_comes_back_when_the_school_moves_back(cast, next_year, now):
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    move_to_hub(cast.school, hub=cast.hub, by=cast.admin, now=now)
    next_year.refresh_from_db()
    assert (next_year.hub, next_year.state) == (cast.hub, "active")
    years = Participation.objects.filter(school=cast.school, project=next_year.project)
    assert sorted(years.values_list("hub", "state")) == sorted(
        [(cast.hub.pk, "active"), (cast.other.hub.pk, "withdrawn")]
    )


def test_next_year_with_a_claim_stays_with_the_hub_that_enrolled_the_school(cast, next_year, now, monkeypatch):
    monkeypatch.setattr(moving, "list_work", lambda participation: ["1 claim"])
    preview = preview_move(cast.school, cast.other.hub, now)
    assert preview.staying == [cast.participation, next_year]
    assert preview.passing == []


def test_page_shows_what_will_follow_and_who_is_emailed_before_anything_changes(cast, next_year, client_of, now):
    client = client_of(cast.admin)
    page = f"/schools/{cast.school.urn}/move/"
    assert "Continue" in client.get(page).content.decode()
    preview = client.get(page, {"hub": cast.other.hub.pk}).content.decode()
    for text in (
        f"Move {cast.school} to {cast.other.hub}?",
        f"{cast.project.year} ({cast.project.code}) stays with {cast.hub}",
        f"{next_year.project.year} ({next_year.project.code}) has not started",
        str(cast.other.lead),
        str(cast.finance),
    ):
        assert text in " ".join(preview.split()), text
    assert School.objects.get(pk=cast.school.pk).hub == cast.hub
    assert client.post(page, {"hub": cast.other.hub.pk}).status_code == 302
    assert School.objects.get(pk=cast.school.pk).hub == cast.other.hub
    addresses = set(Email.objects.filter(kind="school_moved").values_list("to", flat=True))
    assert {cast.lead.email, cast.other.lead.email, cast.head.email, cast.advocate.email} <= addresses
    assert "Choose the hub" in client.post(page, {}).content.decode()
    assert client_of(cast.lead).get(page).status_code == 403


def test_moving_to_the_same_hub_again_is_refused_and_emails_nobody(cast, now):
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    before = Email.objects.count()
    with pytest.raises(CannotMove, match="already"):
        move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=now)
    assert Email.objects.count() == before
