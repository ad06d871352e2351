"""Pages of Specialists' release pay: what each person sees and does, and what hubs without it never see."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import strip_tags

from devplans.actions.corrections import reopen_session
from funding.choices import ReleaseState
from funding.models import PaymentRun, ReleaseMonth, ReleaseRate, ReleaseSession, ReleaseSetup
from funding.reconciliation import differences
from sustaining.assurance.facts import gather_facts
from tests.funding.test_queries import count_queries
from tests.funding.test_release_pay import ReleaseDesk, desk
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
__all__ = ["desk"]


def read(response) -> str:
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).split())


def review_address(made: ReleaseDesk, name: str = "review") -> str:
    month = made.waiting()
    args = [made.cast.hub.pk, month.specialist.pk, month.month.year, month.month.month]
    return reverse(f"funding:release-{name}", args=args)


def test_hub_lead_turns_it_on_with_a_rate_and_a_budget(client_of, cast, now):
    client = client_of(cast.lead)
    page = reverse("funding:release-setup", args=[cast.hub.pk])
    assert "No rates yet" in read(client.get(page))
    year = cast.project.academic_year
    for name, data in (
        ("switch", {"switch-is_on": "on", "switch-half_day_hours": "3"}),
        ("rate", {"rate-project": cast.project.pk, "rate-amount": "275", "rate-starts_on": f"1/9/{year}"}),
        ("budget", {"budget-academic_year": year, "budget-amount": "5,000"}),
    ):
        saved = client.post(reverse(f"funding:release-{name}", args=[cast.hub.pk]), data)
        assert (saved.status_code, saved.headers.get("Location")) == (302, page), name
    assert ReleaseSetup.objects.get(hub=cast.hub).is_on
    text = read(client.get(page))
    assert "£275.00 a day for sessions from" in text
    assert "£5,000.00" in text


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("switch", {"switch-half_day_hours": "9"}, "Enter 6 hours or fewer."),
        ("switch", {"switch-half_day_hours": "some"}, "Enter the hours as a number"),
        ("rate", {"rate-amount": "1001"}, "more than £1,000.00"),
        ("budget", {"budget-amount": "-1"}, "Enter"),
    ],
)
def test_odd_settings_are_refused_with_a_sentence(client_of, cast, name, data, sentence):
    response = client_of(cast.lead).post(reverse(f"funding:release-{name}", args=[cast.hub.pk]), data)
    assert sentence in read(response)
    assert not ReleaseRate.objects.exists()


def test_hub_without_it_has_no_link_and_its_page_says_so(client_of, cast):
    client = client_of(cast.lead)
    assert "Specialists’ release" not in read(client.get(reverse("funding:runs")))
    assert "does not pay" in read(client.get(reverse("funding:release-months", args=[cast.hub.pk])))
    for person, address in ((cast.specialist, "funding:release-own"), (cast.finance, "funding:release-own")):
        assert "No release pay yet" in read(client_of(person).get(reverse(address)))


def test_administrator_approves_a_month_and_prepares_a_run_of_it_alone(client_of, desk, cast):
    desk.held()
    client = client_of(cast.hubadmin)
    assert "Specialists’ release" in read(client.get(reverse("funding:runs")))
    listed = read(client.get(reverse("funding:release-months", args=[cast.hub.pk])))
    assert "1 session, ½ day" in listed
    assert "£125.00" in listed
    assert "Approve this month?" in read(client.get(review_address(desk)))
    seen = desk.waiting().fingerprint
    done = client.post(review_address(desk), {"seen": seen}, follow=True)
    month = ReleaseMonth.objects.get()
    assert f"Release pay {month.reference}" in read(done)
    prepare = reverse("funding:prepare", args=[cast.hub.pk])
    assert month.reference in read(client.get(prepare))
    run_page = read(client.post(prepare, {"months": month.pk}, follow=True))
    assert month.reference in run_page
    assert "£125.00" in run_page
    assert PaymentRun.objects.get().release_months.get() == month
    assert "1 £125.00" in read(client.get(reverse("funding:runs")))
    released = client_of(cast.lead).post(
        reverse("funding:run", args=[PaymentRun.objects.get().pk]), {"paid_on": f"{desk.now:%d/%m/%Y}"}, follow=True
    )
    assert "No result yet" in read(released)
    assert "1 £125.00" in read(client.get(reverse("funding:runs")))
    assert "Westbrook Trust" in read(client.get(month.get_absolute_url()))


def test_neither_claims_nor_months_chosen_is_refused(client_of, desk, cast):
    desk.held()
    desk.approve()
    response = client_of(cast.hubadmin).post(reverse("funding:prepare", args=[cast.hub.pk]), {})
    assert "Choose at least one approved claim" in read(response)


def test_month_is_rejected_with_a_reason_and_the_decision_reversed(client_of, desk, cast):
    desk.held()
    client = client_of(cast.lead)
    data = {"reject-seen": desk.waiting().fingerprint}
    assert "Enter why the month is not paid" in read(client.post(review_address(desk, "reject"), data))
    client.post(review_address(desk, "reject"), {**data, "reject-reason": "Employed by the hub."})
    month = ReleaseMonth.objects.get()
    assert month.state == ReleaseState.REJECTED
    assert "Employed by the hub." in read(client.get(month.get_absolute_url()))
    client.post(reverse("funding:release-take-back", args=[month.pk]), {"reason": "By mistake."})
    assert desk.waiting().days


def test_leaving_out_a_session_of_another_month_is_refused(client_of, desk, cast):
    desk.held()
    data = {"seen": desk.waiting().fingerprint, "left_out": "999999", "reason": "No."}
    assert "Check them again" in read(client_of(cast.lead).post(review_address(desk), data))


def test_month_that_has_no_sessions_goes_back_to_the_list(client_of, desk, cast):
    client = client_of(cast.lead)
    address = reverse("funding:release-review", args=[cast.hub.pk, cast.specialist_record.pk, 2020, 13])
    assert client.get(address).status_code == 404
    response = client.get(address.replace("/13/", "/12/"), follow=True)
    assert "No sessions of December 2020" in read(response)


def test_specialist_reads_their_own_months_and_changes_nothing(client_of, desk, cast):
    desk.held()
    month = desk.approve()
    client = client_of(cast.specialist)
    assert month.reference in read(client.get(reverse("funding:release-own")))
    page = read(client.get(month.get_absolute_url()))
    assert "Reverse decision" not in page
    assert "Ledger" not in page
    assert client.get(reverse("funding:release-months", args=[cast.hub.pk])).status_code in (403, 404)
    own = reverse("specialists:specialist", args=[cast.specialist_record.pk])
    assert "View release pay" in read(client.get(own))


def test_changed_session_is_shown_on_the_list_and_the_month(client_of, desk, cast, now):
    session = desk.held()
    month = desk.approve()
    reopen_session(session, reason="Longer.", by=cast.specialist, now=now)
    client = client_of(cast.auditor)
    assert "Sessions changed since" in read(client.get(reverse("funding:release-months", args=[cast.hub.pk])))
    assert "Changed since the decision." in read(client.get(month.get_absolute_url()))


def test_account_and_pack_show_release_pay_apart_from_grants(client_of, desk, cast, now):
    without = gather_facts(cast.other.hub, desk.year, now)
    assert not [table for table in without["tables"] if table["name"].startswith("release")]
    desk.held()
    month = desk.approve()
    tables = {table["name"]: table["rows"] for table in gather_facts(cast.hub, desk.year, now)["tables"]}
    assert ["Committed", "125.00"] in tables["release-budget"]
    assert tables["release"][0][0] == month.reference
    text = read(client_of(cast.auditor).get(reverse("funding:account")))
    assert "£2,000.00 £125.00 £0.00 £1,875.00" in text


def test_payee_of_a_home_school_can_be_requested_where_release_is_paid(client_of, desk, cast):
    client = client_of(cast.hubadmin)
    address = reverse("funding:request-payee", args=[cast.hub.pk, cast.home_school.urn])
    assert client.get(address).status_code == 200
    ReleaseSetup.objects.update(is_on=False)
    assert client.get(address).status_code == 404


def test_reasons_are_cleared_after_the_time_of_keeping_and_the_books_agree(desk, now):
    left = desk.held(length=Decimal(1))
    desk.held(days_ago=1)
    approved = desk.approve(left_out=[left.pk], reason="Nina was ill.")
    desk.held(days_ago=2)
    rejected = desk.reject("Nina was ill.")
    for year, reason in ((2032, "Nina was ill."), (2033, "Cleared")):
        with time_machine.travel(datetime(year, 11, 24, 10, tzinfo=ZoneInfo("Europe/London")), tick=True):
            call_command("retention", "--apply", stdout=StringIO())
        rejected.refresh_from_db()
        assert (rejected.reason, approved.sessions.get(session=left).left_out_reason) == (reason, reason)
    assert list(differences()) == []


@at_two_sizes
def test_queries_of_the_pages_do_not_grow_with_sessions_and_months(client_of, desk, cast, sizes):
    client = client_of(cast.lead)
    listed = reverse("funding:release-months", args=[cast.hub.pk])
    counts = []
    for size in sizes:
        while ReleaseSession.objects.count() < size:
            desk.held(length=Decimal("0.125"))
            desk.reject() if ReleaseMonth.objects.exists() else desk.approve()
        desk.held(days_ago=1)
        month = ReleaseMonth.objects.filter(state="approved").get()
        addresses = (listed, review_address(desk), month.get_absolute_url(), reverse("funding:release-own"))
        counts.append(count_queries(client, addresses))
    assert counts[0] == counts[1]
