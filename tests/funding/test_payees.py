"""Payees: a change needs two people and is told to the school; files, remittance advice and packs use what was confirmed."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from funding import actions
from funding.actions import bank_results, payees, runs
from funding.bank_files import BankResult
from funding.column_sets import COLUMN_SETS
from funding.columns import Column, column_problems
from funding.errors import ColumnsNotPossible
from funding.links import remittance_address
from funding.models import MoneySetup, PayeeDetails, Payment, RunFile
from funding.remittances import remittance_as_pdf
from schools.actions import add_contact, change_hub_name
from schools.choices import ContactRole
from sustaining.assurance.facts import gather_facts
from sustaining.common.errors import WrongState
from sustaining.common.years import AcademicYear
from sustaining.outbox.delivery import is_still_true
from sustaining.outbox.links import mint_shown
from sustaining.outbox.models import Email
from tests.cast import enrol_another
from tests.funding.test_queries import count_queries
from tests.outbox.still_true import goes
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_change(cast, now):
    """`request_change(name, vendor)`: requested by the hub's administrator."""

    def make(name: str = "Castle Trust", vendor: str = "V0417", **details) -> PayeeDetails:
        return payees.request_payee(
            cast.hub,
            school=cast.school,
            name=name,
            vendor_number=vendor,
            reason="Called the trust.",
            by=cast.hubadmin,
            now=now,
            **details,
        )

    return make


def confirmed(request_change, cast, now, *args, **details) -> PayeeDetails:
    return payees.confirm_payee(request_change(*args, **details), by=cast.lead, now=now)


def read(file: RunFile) -> bytes:
    with file.file.open("rb") as opened:
        return opened.read()


def frozen_rows(run, **lookup) -> list[dict[str, str]]:
    with run.files.get(name__endswith=".csv", **lookup).file.open("rb") as frozen:
        return list(csv.DictReader(io.StringIO(frozen.read().decode("utf-8-sig"))))


def test_requested_payee_is_not_paid_until_another_person_confirms(claim_maker, cast, now, request_change):
    payee = request_change()
    run = claim_maker.pay(claim_maker.approved("100.00"))
    assert frozen_rows(run)[0]["Pay to"] == str(cast.school)
    with pytest.raises(PermissionDenied, match="did not request"):
        payees.confirm_payee(payee, by=cast.hubadmin, now=now)
    payees.confirm_payee(payee, by=cast.lead, now=now)
    run = claim_maker.pay(claim_maker.approved("50.00"))
    assert frozen_rows(run)[0]["Pay to"] == "Castle Trust"
    assert Payment.objects.get(run=run).paid_to == "Castle Trust"


def test_database_refuses_a_confirmation_by_the_person_who_requested_it(cast, now, request_change):
    payee = request_change()
    with pytest.raises(IntegrityError, match="someone other"), transaction.atomic():
        PayeeDetails.objects.filter(pk=payee.pk).update(state="confirmed", confirmed_by=cast.hubadmin, confirmed_at=now)


def test_database_keeps_requested_details_as_they_were(cast, now, request_change):
    payee = confirmed(request_change, cast, now)
    for change in (
        {"name": "A thief"},
        {"vendor_number": "V9"},
        {"bank_reference": "X"},
        {"remittance_email": "a@b.example"},
    ):
        with pytest.raises(IntegrityError, match="stay as they were requested"), transaction.atomic():
            PayeeDetails.objects.filter(pk=payee.pk).update(**change)
    with pytest.raises(Exception, match=r"payee_details_stay|Cannot delete"), transaction.atomic():
        payee.delete()


def test_second_change_waits_for_the_first_one(request_change):
    request_change()
    with pytest.raises(payees.PayeeNotPossible, match="waiting already"):
        request_change("Another")


def test_change_of_nothing_is_refused(cast, now, request_change):
    confirmed(request_change, cast, now)
    with pytest.raises(payees.PayeeNotPossible, match="Change at least one"):
        request_change()


@pytest.mark.parametrize("reference", ["12345678", "20-44-11", "A 12 34 56 78", "1 2 3 4 5 6"])
def test_account_number_is_kept_nowhere(cast, client_of, request_change, reference):
    with pytest.raises(payees.NumberInReference, match="account number"):
        request_change(bank_reference=reference)
    url = reverse("funding:request-payee", args=[cast.hub.pk, cast.school.urn])
    page = client_of(cast.hubadmin).post(url, {"name": "A", "reason": "B", "bank_reference": reference})
    assert "never enter an account number" in page.context["form"].errors["bank_reference"][0]


def test_cancelled_change_says_why_and_another_one_can_be_requested(cast, now, request_change):
    payee = payees.cancel_payee(request_change(), reason="The caller was nobody.", by=cast.hubadmin, now=now)
    assert payee.cancel_reason == "The caller was nobody."
    with pytest.raises(WrongState):
        payees.confirm_payee(payee, by=cast.lead, now=now)
    request_change()


def test_confirmed_change_is_emailed_to_finance_contact_and_headteacher(cast, now, request_change):
    confirmed(request_change, cast, now)
    emails = Email.objects.filter(kind="payee_changed")
    assert {email.user for email in emails} == {cast.finance, cast.head}
    assert "Castle Trust" in emails[0].text
    assert goes("payee_changed", now)
    confirmed(request_change, cast, now, "Other Trust")
    assert not is_still_true(emails.order_by("pk").first(), now)
    assert PayeeDetails.objects.current(cast.hub.pk, [cast.school.pk]).get().name == "Other Trust"


def test_school_that_the_hub_does_not_pay_has_no_payee(cast, now):
    with pytest.raises(payees.PayeeNotPossible, match="no grant"):
        payees.request_payee(cast.other.hub, school=cast.school, name="A", reason="B", by=cast.other.lead, now=now)


def test_run_shows_a_claim_that_names_another_payee(claim_maker, cast, now, client_of, request_change):
    confirmed(request_change, cast, now)
    draft = claim_maker.draft("100.00")
    actions.edit_payee(draft, payee="Somebody else", invoice_number="", by=cast.finance, now=now)
    claim = actions.approve_claim(
        actions.submit_claim(draft, accepts=True, by=cast.finance, now=now), by=cast.lead, now=now
    )
    run = claim_maker.run(claim)
    page = client_of(cast.lead).get(reverse("funding:run", args=[run.pk])).content.decode()
    assert "asks to pay Somebody else" in page


@pytest.mark.parametrize("key", COLUMN_SETS)
def test_ready_made_columns_can_be_paid_by_and_fill_a_file(claim_maker, cast, now, request_change, key):
    chosen = [list(column) for column in COLUMN_SETS[key].columns]
    assert list(column_problems([Column(*column) for column in chosen])) == []
    confirmed(request_change, cast, now)
    actions.set_columns(cast.hub, columns=chosen, by=cast.hubadmin, now=now)
    actions.set_codes(cast.hub, nominal_code="4310", cost_centre="MH1", by=cast.hubadmin, now=now)
    run = claim_maker.pay(claim_maker.approved("100.00"))
    row = frozen_rows(run)[0]
    assert list(row) == [heading for _, heading, _ in chosen]
    keys = {column_key: row[heading] for column_key, heading, _ in chosen}
    assert keys["amount"] == "100.00"
    assert keys.get("vendor", "V0417") == "V0417"
    assert keys.get("nominal", "4310") == "4310"
    assert keys.get("paid_on_british", f"{now:%d/%m/%Y}") == f"{now:%d/%m/%Y}"


def test_file_without_vendor_numbers_or_codes_is_refused_with_what_to_do(claim_maker, cast, now, request_change):
    approved = claim_maker.approved("100.00")
    actions.set_columns(
        cast.hub, columns=[list(row) for row in COLUMN_SETS["sage50"].columns], by=cast.hubadmin, now=now
    )
    with pytest.raises(ColumnsNotPossible, match=r"none for .* Add it under Payees"):
        claim_maker.run(approved)
    confirmed(request_change, cast, now)
    with pytest.raises(ColumnsNotPossible, match="nominal code"):
        claim_maker.run(approved)
    actions.set_codes(cast.hub, nominal_code="4310", cost_centre="MH1", by=cast.hubadmin, now=now)
    run = claim_maker.run(approved)
    MoneySetup.objects.update(nominal_code="")
    with pytest.raises(ColumnsNotPossible, match="nominal code"):
        runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)


def test_ready_made_columns_are_taken_over_from_the_page(cast, client_of):
    url = reverse("funding:setup-column-set", args=[cast.hub.pk])
    client = client_of(cast.hubadmin)
    assert client.post(url, {"set-column_set": "xero"}).status_code == 302
    assert [row[1] for row in MoneySetup.objects.get().columns][:2] == ["*ContactName", "*InvoiceNumber"]
    page = client.post(url, {"set-column_set": "nothing"})
    assert page.context["column_set"].errors


def test_remittance_advice_goes_to_finance_contacts_and_payee_once(claim_maker, cast, now, request_change):
    add_contact(
        cast.school,
        role=ContactRole.FINANCE,
        full_name="Second Purse",
        email="purse@school.example",
        by=cast.lead,
        now=now,
    )
    confirmed(request_change, cast, now, remittance_email="Accounts@trust.example")
    claim_maker.pay(claim_maker.approved("100.00"))
    emails = Email.objects.filter(kind="payment_advice")
    # The person who submitted the claim has the link in the email that says that it is paid.
    recipients = {(email.user.email if email.user else email.to).casefold() for email in emails}
    assert recipients == {"purse@school.example", "accounts@trust.example"}
    made = Email.objects.get(kind="payment_made")
    assert reverse("funding:remittance", args=[Payment.objects.get().pk]) in made.text
    assert goes("payment_advice", now)


def test_remittance_advice_is_downloaded_by_who_sees_the_payment(claim_maker, cast, client_of, now):
    run = claim_maker.pay(claim_maker.approved("100.00"))
    payment = run.payments.get()
    url = reverse("funding:remittance", args=[payment.pk])
    for person in (cast.finance, cast.lead):
        response = client_of(person).get(url)
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")
        assert response.content == remittance_as_pdf(Payment.objects.get(pk=payment.pk))
    text = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    for expected in (payment.claim.reference, "£100.00", str(cast.school)):
        assert expected in text
    assert client_of(cast.other.finance).get(url).status_code == 404
    for page in (payment.claim.get_absolute_url(), reverse("funding:statement", args=[cast.school.urn])):
        assert url in client_of(cast.finance).get(page).content.decode()


def test_remittance_advice_is_the_same_after_the_hub_is_renamed(claim_maker, cast, now):
    payment = claim_maker.pay(claim_maker.approved("100.00")).payments.get()
    before = remittance_as_pdf(Payment.objects.get(pk=payment.pk))
    change_hub_name(
        cast.hub, name="Two Rivers", starts_on=payment.paid_on + timedelta(days=1), by=cast.admin,
        now=now + timedelta(days=40),
    )  # fmt: skip
    assert remittance_as_pdf(Payment.objects.get(pk=payment.pk)) == before


def test_link_to_remittance_advice_needs_no_account_and_ends_with_the_payment(claim_maker, now, client, settings):
    run = claim_maker.pay(claim_maker.approved("100.00"))
    payment = run.payments.get()
    url = mint_shown(remittance_address(payment), to="accounts@trust.example", now=now)
    path = url.removeprefix(settings.SITE_URL)
    assert client.get(path).content.startswith(b"%PDF")
    rows = [BankResult(2, payment.claim.reference, "unpaid", "Account closed")]
    bank_results.record_answer(run, rows=rows, by=claim_maker.cast.hubadmin, now=now)
    page = client.get(path)
    assert page["Content-Type"].startswith("text/html")
    assert "returned or reversed" in page.content.decode()


def test_payee_of_a_payment_never_changes(claim_maker):
    payment = claim_maker.pay(claim_maker.approved("100.00")).payments.get()
    with pytest.raises(IntegrityError, match="stands as it was made"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(paid_to="A thief")


BY_SQL = """
SELECT s.name, p.name, u.full_name, c.full_name FROM funding_payeedetails p
JOIN schools_school s ON s.id = p.school_id JOIN accounts_user u ON u.id = p.requested_by_id
JOIN accounts_user c ON c.id = p.confirmed_by_id WHERE p.hub_id = %s AND p.state = 'confirmed' ORDER BY p.confirmed_at, p.id
"""


def test_assurance_pack_lists_changes_of_payee_details(cast, now, request_change):
    confirmed(request_change, cast, now, "First Trust")
    confirmed(request_change, cast, now, "Second Trust")
    facts = gather_facts(cast.hub, AcademicYear.of(now.date()), now, with_evidence=False)
    table = next(row for row in facts["tables"] if row["name"] == "payee_details")
    names = [(row[0], row[3], row[5], row[7]) for row in table["rows"] if row[1] == "Pay to"]
    with connection.cursor() as cursor:
        cursor.execute(BY_SQL, [cast.hub.pk])
        assert names == cursor.fetchall()
    assert [row[2] for row in table["rows"] if row[1] == "Pay to"] == ["", "First Trust"]


def test_run_files_lose_payees_after_their_time_and_keep_the_digest(claim_maker, cast, now, client_of, request_change):
    confirmed(request_change, cast, now, remittance_email="accounts@trust.example")
    confirmed(request_change, cast, now, "Ann Purse")
    run = claim_maker.pay(claim_maker.approved("100.00"))
    before = dict(run.files.values_list("name", "sha256"))
    for year, is_cleared in ((2032, False), (2033, True)):
        with time_machine.travel(datetime(year, 11, 24, 10, tzinfo=ZoneInfo("Europe/London")), tick=True):
            call_command("retention", "--apply", stdout=StringIO())
        assert (frozen_rows(run)[0]["Pay to"] == f"Payee {run.payments.get().pk}") == is_cleared
    assert dict(run.files.values_list("name", "sha256")) == before
    for file in RunFile.objects.filter(run=run):
        content = read(file)
        assert b"Ann Purse" not in content
        assert hashlib.sha256(content).hexdigest() == file.copy_sha256 != file.sha256
        assert runs.is_unchanged(file)
        response = client_of(cast.lead).get(reverse("funding:run-file", args=[file.pk]))
        assert b"".join(response.streaming_content) == content
    sheet = load_workbook(io.BytesIO(read(run.files.get(name__endswith=".xlsx")))).active
    assert sheet is not None
    assert "Ann Purse" not in {cell for row in sheet.values for cell in row}
    assert frozen_rows(run)[0]["Amount"] == "100.00"
    assert not PayeeDetails.objects.exclude(remittance_email="").exists()
    assert not PayeeDetails.objects.exclude(name__startswith="Payee ").exists()


@at_two_sizes
def test_page_of_payees_has_constant_query_count(cast, now, client_of, sizes):
    client = client_of(cast.lead)
    pages = [reverse("funding:payees", args=[cast.hub.pk])]
    few, many = sizes
    urns = count(700_001)

    def more(number: int) -> None:
        for _ in range(number):
            urn = next(urns)
            school = enrol_another(cast, urn, f"School {urn}", now, days=Decimal(0)).school
            payee = payees.request_payee(cast.hub, school=school, name="A", reason="B", by=cast.hubadmin, now=now)
            payees.confirm_payee(payee, by=cast.lead, now=now)

    more(few)
    queries = count_queries(client, pages)
    more(many - few)
    assert count_queries(client, pages) == queries


def test_walk_from_request_to_confirmation_on_the_pages(cast, client_of):
    url = reverse("funding:request-payee", args=[cast.hub.pk, cast.school.urn])
    asks = client_of(cast.hubadmin)
    details = {"name": "Castle Trust", "vendor_number": "V1", "reason": "Called the trust."}
    change = asks.post(url, details).headers["Location"]
    page = asks.get(change).content.decode()
    assert "must confirm this change" in page
    assert "Confirm payee" not in page
    lead = client_of(cast.lead)
    assert "Confirm the change of payee" in lead.get("/").content.decode()
    assert "Confirm payee" in lead.get(change).content.decode()
    confirm = reverse("funding:confirm-payee", args=[PayeeDetails.objects.get().pk])
    assert asks.post(confirm).status_code == 403
    answer = lead.post(confirm, follow=True).content.decode()
    assert "Payee confirmed" in answer
    assert "emailed" in answer
    assert "Castle Trust" in lead.get(reverse("funding:payees", args=[cast.hub.pk])).content.decode()
