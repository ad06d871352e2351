"""A hub that is merged into another one: its schools and people pass, and its past is run by the successor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding import actions as money
from funding.actions import runs
from funding.models import Claim, PaymentRun
from funding.selectors.accounts import AccountFilter, account
from schools.actions import complete_participation, enrol_school, merge_hub, undo_hub_merge
from schools.actions.hub_merges import CannotMerge
from schools.choices import HubRole
from schools.hub_merging import preview_merge
from schools.models import Hub, HubAuthority, HubMerge, HubStaff, Participation, School
from schools.people import get_hub_leads
from schools.rules import works_for_hub
from specialists.models import SpecialistHub
from specialists.placement import why_not_for_hub
from sustaining.common.years import AcademicYear
from sustaining.desk.completion import completion_rows
from sustaining.outbox.models import Email
from sustaining.reports.filters import ReportFilter
from sustaining.workgroups.models import Meeting, WorkGroup
from tests.factories import HubFactory, HubStaffFactory, SchoolFactory
from tests.funding.conftest import ClaimMaker
from tests.matrix.sample_rows import create_sample_rows
from tests.schools.test_hub_moves import PEOPLE

pytestmark = pytest.mark.django_db
REASON = "Both hubs become one."


def merge(cast, now) -> HubMerge:
    """Merge the first hub into the second."""
    return merge_hub(cast.hub, successor=cast.other.hub, reason=REASON, by=cast.admin, now=now)


@pytest.fixture
def merged(cast, now):
    """Rows of every kind in the first hub, which has been merged into the second."""
    rows, _ = create_sample_rows(cast, now)
    HubAuthority.objects.create(hub=cast.hub, local_authority="Rivershire")
    merge(cast, now)
    return rows


def test_schools_authorities_posts_and_specialists_pass_to_the_successor(cast, merged):
    assert not School.objects.filter(hub=cast.hub).exists()
    assert HubAuthority.objects.get(local_authority="Rivershire").hub == cast.other.hub
    for person, role in ((cast.lead, HubRole.LEAD), (cast.hubadmin, HubRole.ADMINISTRATOR)):
        assert [(post.hub, post.role) for post in HubStaff.of(person)] == [(cast.other.hub, role)]
    assert not SpecialistHub.objects.filter(hub=cast.hub).exists()
    assert SpecialistHub.objects.filter(hub=cast.other.hub, specialist=cast.specialist_record).exists()
    assert why_not_for_hub(cast.specialist_record, Hub.objects.get(pk=cast.hub.pk)) == ""


def test_year_keeps_its_hub_and_the_successors_people_see_all_of_it(cast, merged):
    assert Participation.objects.get(pk=cast.participation.pk).hub == cast.hub
    for person in (cast.lead, cast.hubadmin, cast.other.lead, cast.other.hubadmin, cast.other.auditor):
        assert Participation.objects.visible_to(person).filter(pk=cast.participation.pk).exists(), person
        assert Claim.objects.visible_to(person).filter(reference=merged.reference).exists(), person
        assert PaymentRun.objects.visible_to(person).filter(pk=merged.run).exists(), person
        assert WorkGroup.objects.visible_to(person).filter(pk=merged.group).exists(), person
        assert Hub.objects.visible_to(person).filter(pk=cast.hub.pk).exists(), person
    assert get_hub_leads(Hub.objects.get(pk=cast.hub.pk), HubStaff.of(cast.lead).get().starts_on) == [
        cast.other.lead,
        cast.lead,
    ]


def test_auditor_of_the_merged_hub_reads_nothing_any_more(cast, merged):
    assert not HubStaff.of(cast.auditor).exists()
    for model in (School, Participation, Claim, Hub, PaymentRun):
        assert not model.objects.visible_to(cast.auditor).exists(), model


def test_people_of_schools_and_specialists_see_what_they_saw(cast, now):
    create_sample_rows(cast, now)
    people = (cast.specialist, cast.advocate, cast.head, cast.finance, cast.other.advocate, cast.other.specialist)
    models = (School, Participation, Claim, WorkGroup, Meeting)

    def seen() -> list[set[int]]:
        return [
            set(model.objects.visible_to(person).values_list("pk", flat=True)) for person in people for model in models
        ]

    before = seen()
    merge(cast, now)
    assert seen() == before


def test_successors_lead_decides_and_pays_an_old_claim_in_a_run_of_the_old_hub(cast, now):
    claim = ClaimMaker(cast, now).submitted("100.00")
    with pytest.raises(PermissionDenied):
        money.approve_claim(claim, by=cast.other.lead, now=now)
    merge(cast, now)
    approved = money.approve_claim(claim, by=cast.other.lead, now=now)
    run = runs.prepare_run(cast.hub, claims=[approved], by=cast.other.hubadmin, now=now)
    runs.release_run(run, paid_on=now.date(), by=cast.other.lead, now=now)
    year = cast.project.academic_year
    for hub, paid in ((cast.hub, 100), (cast.other.hub, 0)):
        assert account(cast.other.lead, AccountFilter(hub.pk, "", year, None))["total"]["paid"] == paid


def test_successors_administrator_completes_and_reports_an_old_year(cast, merged, now):
    year = AcademicYear(cast.project.academic_year)
    person = cast.other.hubadmin
    rows = completion_rows(person, year, hub=cast.hub)
    assert cast.school.pk in {row.participation.school_id for row in rows}
    report = ReportFilter(person, year, now.date(), Hub.objects.get(pk=cast.hub.pk))
    assert report.participations().filter(pk=cast.participation.pk).exists()
    assert f"{cast.hub} (now part of {cast.other.hub})" in str(report)
    complete_participation(Participation.objects.get(pk=cast.participation.pk), reason="All done.", by=person, now=now)


def test_pages_of_the_old_hubs_work_open_for_the_successor_and_name_the_old_hub(cast, merged, client_of):
    client = client_of(cast.other.lead)
    for address in (
        "/", f"/schools/{cast.school.urn}/", f"/claims/{merged.reference}/",
        f"/sessions/{merged.session}/", f"/plans/{cast.school.urn}/", f"/meetings/{merged.meeting}/",
        f"/hubs/{cast.hub.pk}/settings/", f"/participations/{merged.participation}/withdraw/",
    ):  # fmt: skip
        assert client.get(address, follow=True).status_code == 200, address
    page = client.get(f"/reports/?hub={cast.hub.pk}").content.decode()
    assert f"{cast.hub} (now part of {cast.other.hub})" in page


@pytest.mark.parametrize("kind", ["school", "staff", "authority", "year", "group", "call", "specialist"])
def test_merged_hub_takes_nothing_new(cast, now, kind):
    merge(cast, now)
    hub = Hub.objects.get(pk=cast.hub.pk)
    rows = {
        "school": lambda: School.objects.filter(pk=cast.school.pk).update(hub=hub),
        "staff": lambda: HubStaffFactory(hub=hub),
        "authority": lambda: HubAuthority.objects.create(hub=hub, local_authority="Newshire"),
        "year": lambda: Participation.objects.create(
            school=SchoolFactory(), project=cast.project, hub=hub, enrolled_by=cast.admin, enrolled_at=now
        ),
        "group": lambda: WorkGroup.objects.create(hub=hub, project=cast.project, name="New"),
        "call": lambda: hub.calls.create(project=cast.project, places=1),
        "specialist": lambda: SpecialistHub.objects.create(hub=hub, specialist=cast.other.specialist_record),
    }
    with pytest.raises(IntegrityError, match="merged into another one"), transaction.atomic():
        rows[kind]()


def test_hub_is_merged_one_step_and_former_hubs_follow(cast, now):
    first = HubFactory(name="First")
    merge_hub(first, successor=cast.hub, reason=REASON, by=cast.admin, now=now)
    with pytest.raises(CannotMerge):
        merge_hub(cast.other.hub, successor=first, reason=REASON, by=cast.admin, now=now)
    with pytest.raises(CannotMerge):
        merge_hub(first, successor=cast.other.hub, reason=REASON, by=cast.admin, now=now)
    with pytest.raises(IntegrityError, match="is merged into one"), transaction.atomic():
        Hub.objects.filter(pk=cast.hub.pk).update(merged_into=cast.other.hub)
    merge(cast, now)
    assert set(Hub.objects.values_list("name", "merged_into")) >= {
        (first.name, cast.other.hub.pk),
        (cast.hub.name, cast.other.hub.pk),
    }


def test_page_shows_what_follows_and_everyone_on_it_is_emailed_once(cast, now, client_of):
    create_sample_rows(cast, now)
    preview = preview_merge(cast.hub, cast.other.hub, now)
    client, page = client_of(cast.admin), reverse("schools:merge-hub", args=[cast.hub.pk])
    data = {"successor": cast.other.hub.pk, "reason": REASON}
    shown = client.get(page, data).content.decode()
    assert all(str(person) in shown for person in preview.people)
    assert {cast.lead, cast.other.lead, cast.advocate, cast.specialist, cast.auditor} <= set(preview.people)
    assert client.post(page, data).status_code == 302
    assert sorted(Email.objects.filter(kind="hub_merged").values_list("to", flat=True)) == sorted(
        person.email for person in preview.people
    )
    assert HubMerge.objects.get().reason == REASON


def test_replies_to_waiting_emails_go_to_the_successor(cast, now):
    merge(cast, now)
    assert Hub.objects.get(pk=cast.hub.pk).contact_email == cast.other.hub.contact_email
    assert not Email.objects.filter(state="queued", reply_to=cast.hub.contact_email).exists()


def test_merge_is_undone_while_the_successor_has_enrolled_none_of_its_schools(cast, now):
    before = [
        list(School.objects.order_by("pk").values_list("pk", "hub")),
        list(HubStaff.objects.order_by("pk").values_list("pk", "ends_on")),
        sorted(SpecialistHub.objects.values_list("specialist", "hub")),
        list(Hub.objects.order_by("pk").values()),
    ]
    merge(cast, now)
    undo_hub_merge(cast.hub, reason="The wrong hub.", by=cast.admin, now=now)
    posts = HubStaff.objects.order_by("pk").exclude(user__in=[cast.lead, cast.hubadmin], hub=cast.other.hub)
    assert [
        list(School.objects.order_by("pk").values_list("pk", "hub")),
        list(posts.values_list("pk", "ends_on")),
        sorted(SpecialistHub.objects.values_list("specialist", "hub")),
        list(Hub.objects.order_by("pk").values()),
    ] == before
    tomorrow = now.date() + timedelta(days=1)
    assert [post.hub for post in HubStaff.of(cast.lead, on=tomorrow)] == [cast.hub]
    assert Email.objects.filter(kind="hub_merge_undone", to=cast.lead.email).exists()


def test_merge_is_not_undone_after_the_successor_enrolled_one_of_its_schools(cast, now):
    merge(cast, now)
    Participation.objects.filter(pk=cast.participation.pk).update(state="withdrawn")
    school = School.objects.get(pk=cast.school.pk)
    enrol_school(school, project=cast.project, advocates=PEOPLE, by=cast.lead, now=now)
    with pytest.raises(CannotMerge, match="has enrolled a school"):
        undo_hub_merge(cast.hub, reason="The wrong hub.", by=cast.admin, now=now)


def test_hubs_are_merged_by_programme_administrators_alone(cast, now):
    for person in (cast.lead, cast.hubadmin, cast.other.lead, cast.auditor, cast.advocate):
        with pytest.raises(PermissionDenied, match="programme administrator"):
            merge_hub(cast.hub, successor=cast.other.hub, reason=REASON, by=person, now=now)


def test_school_without_a_hub_is_nobodys_by_way_of_a_merge(cast, now):
    merge(cast, now)
    assert not works_for_hub(cast.other.lead, SchoolFactory(hub=None))


def test_merge_makes_no_page_ask_more(cast, now, client_of):
    create_sample_rows(cast, now)
    create_sample_rows(cast.other, now)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    # A first hub without schools, so that both counts are of a hub that others were merged into.
    merge_hub(HubFactory(name="Empty"), successor=cast.other.hub, reason=REASON, by=cast.admin, now=now)
    client = client_of(cast.other.lead)
    addresses = ("/schools/", "/claims/", "/reports/", "/specialists/")
    for address in addresses:
        client.get(address)
    before = [count(address) for address in addresses]
    merge(cast, now)
    assert [count(address) for address in addresses] == before
