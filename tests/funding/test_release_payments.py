"""Payments of release pay after their run: on bank statements, with remittance advice, corrected, and on the desk."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from funding.actions import bank_results, payees, release_pay, runs, statements
from funding.actions.corrections import recall_run
from funding.bank_files import BankResult
from funding.choices import PaymentState, ReleaseState
from funding.links import remittance_address
from funding.models import BankMatch, ReleaseMonth, ReleasePayment, StatementLine
from funding.models.grants import UNMATCHED_DAYS
from funding.reconciliation import decided_by_one_person, differences
from funding.release_pay import months_to_decide
from funding.remittances import remittance_as_pdf
from funding.selectors.runs import hubs_with_approved
from funding.selectors.statements import unmatched_payments
from funding.statement_rows import KNOWN, LIKELY, MATCHED, UNMATCHED, check_statement
from schools.actions import add_contact
from schools.choices import ContactRole
from schools.models import Hub
from schools.viewer import as_viewer
from sustaining.accounts.actions import merge_people
from sustaining.assurance.facts import gather_facts
from sustaining.common.errors import WrongState
from sustaining.common.years import AcademicYear
from sustaining.outbox.links import mint_shown
from sustaining.outbox.models import Email
from tests.desks import finder_todos, todo_readers
from tests.factories import HubStaffFactory
from tests.funding.test_emails import goes
from tests.funding.test_queries import count_queries
from tests.funding.test_release_pay import check_deferred, desk
from tests.funding.test_statements import lines, save, upload, verdicts
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db
__all__ = ["desk", "upload"]

UNPAID = {"line": 2, "result": "unpaid", "reason": "Account closed."}


@pytest.fixture
def paid(desk):
    """The payment of a month of £125.00."""
    desk.held()
    return desk.pay(desk.approve()).release_payments.get()


@pytest.fixture
def bursar(cast, now):
    """The finance contact of the Specialist's home school."""
    add_contact(
        cast.home_school,
        full_name="Bo Bursar",
        email=cast.stranger.email,
        role=ContactRole.FINANCE,
        by=cast.lead,
        now=now,
    )
    return cast.stranger


def give_back(payment: ReleasePayment, cast, now) -> ReleasePayment:
    """Record that the bank returned a payment."""
    row = BankResult(reference=payment.month.reference, **UNPAID)
    bank_results.record_answer(payment.run, rows=[row], by=cast.hubadmin, now=now)
    return ReleasePayment.objects.get(pk=payment.pk)


def reinstate(payment: ReleasePayment, by, now) -> ReleasePayment:
    return bank_results.reinstate_release_payment(payment, reason="Wrong row.", by=by, now=now)


def force_match(line: StatementLine, payment: ReleasePayment) -> None:
    """Match a payment as no action would, and have the triggers of the commit answer."""
    BankMatch.objects.create(line=line, release_payment=payment)
    check_deferred()


def read_pdf(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_line_with_the_reference_confirms_the_payment_and_undoing_takes_it_back(paid, cast, now, upload):
    statement = upload(lines((f"{now:%d/%m/%Y}", f"BACS {paid.month.reference}", "-125.00")))
    assert verdicts(statement, now) == [MATCHED]
    assert save(statement, cast, now) == 1
    match = BankMatch.objects.get()
    assert (match.matched, match.has_confirmed) == (paid, True)
    assert ReleasePayment.objects.get().state == PaymentState.CONFIRMED
    check_deferred()
    assert verdicts(upload(lines((f"{now:%d/%m/%Y}", paid.month.reference, "-125.00"))), now) == [KNOWN]
    statements.undo_statement(statement, reason="Another bank.", by=cast.hubadmin, now=now)
    payment = ReleasePayment.objects.get()
    assert (payment.state, payment.answered_by) == (PaymentState.SENT, None)
    assert list(differences()) == []


def test_line_with_another_amount_says_what_was_paid(paid, now, upload):
    row = check_statement(upload(lines((f"{now:%d/%m/%Y}", paid.month.reference, "-152.00"))), now).rows[0]
    assert row.verdict == UNMATCHED
    assert row.why == f"Release pay {paid.month.reference} was paid £125.00, but the bank paid £152.00."


def test_total_of_a_run_is_matched_to_claims_and_release_pay_together(desk, claim_maker, cast, now, upload):
    desk.held()
    claims = [claim_maker.approved("100.00"), claim_maker.approved("40.00")]
    run = desk.pay(desk.approve(), claims=claims)
    statement = upload(lines((f"{now:%d/%m/%Y}", "BACS RUN", "-265.00")))
    (row,) = check_statement(statement, now).rows
    assert (row.verdict, len(row.payments)) == (LIKELY, 3)
    assert save(statement, cast, now, chosen={row.number}) == 3
    check_deferred()
    states = [*run.payments.values_list("state", flat=True), *run.release_payments.values_list("state", flat=True)]
    assert states == ["confirmed"] * 3


def test_payment_of_a_claim_and_one_of_release_pay_with_the_same_key_are_two(desk, claim_maker, cast, now, upload):
    """Their keys come from two tables: a set of keys alone would take one for the other."""
    desk.held()
    run = desk.pay(desk.approve(), claims=[claim_maker.approved("100.00")])
    claimed, released = run.payments.get(), run.release_payments.get()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE funding_releasepayment SET id = %s WHERE id = %s", [claimed.pk, released.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    save(upload(lines((f"{now:%d/%m/%Y}", claimed.claim.reference, "-100.00"))), cast, now)
    statement = upload(lines((f"{now:%d/%m/%Y}", released.month.reference, "-125.00")))
    assert verdicts(statement, now) == [MATCHED]


def test_database_refuses_a_second_match_none_and_one_of_another_hub(paid, claim_maker, cast, now, upload):
    statement = upload(lines((f"{now:%d/%m/%Y}", paid.month.reference, "-125.00")))
    save(statement, cast, now)
    other = claim_maker.pay(claim_maker.approved("125.00")).payments.get()
    fields = {"upload": statement, "number": 9, "booked_on": now.date(), "amount": 125, "text": "x"}
    line = StatementLine.objects.create(hub=cast.hub, key="own", **fields)
    foreign = StatementLine.objects.create(hub=cast.other.hub, key="other", **fields)
    for refusal, match in (
        ("release_pay_leaves_the_bank_once", {"line": line, "release_payment": paid}),
        ("bank_match_is_of_one_payment", {"line": line, "release_payment": paid, "payment": other}),
        ("own hub", {"line": line}),
        ("own hub", {"line": foreign, "release_payment": paid}),
    ):
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            BankMatch.objects.create(**match)
    BankMatch.objects.update(is_undone=True)
    wrong = StatementLine.objects.create(hub=cast.hub, key="more", **{**fields, "amount": 126})
    with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
        force_match(wrong, paid)


def test_payment_on_no_statement_is_listed_until_a_line_has_it(paid, claim_maker, cast, now, upload):
    claim = claim_maker.approved("100.00")
    claim_maker.pay(claim)
    save(upload(lines((f"{now:%d/%m/%Y}", claim.reference, "-100.00"))), cast, now)
    later = now + timedelta(days=UNMATCHED_DAYS + 1)
    assert unmatched_payments(as_viewer(cast.lead), [cast.hub.pk], later.date()) == [paid]
    with time_machine.travel(later, tick=False):
        (todo,) = finder_todos("payments on no bank statement", cast.lead, later)
        assert todo.detail == f"{paid.month.reference} £125.00"
    save(upload(lines((f"{now:%d/%m/%Y}", paid.month.reference, "-125.00"))), cast, now)
    with time_machine.travel(later, tick=False):
        assert unmatched_payments(as_viewer(cast.lead), [cast.hub.pk], later.date()) == []


def test_statement_pages_show_release_pay(paid, cast, now, upload, client_of):
    statement = upload(lines((f"{now:%d/%m/%Y}", paid.month.reference, "-125.00")))
    client = client_of(cast.hubadmin)
    check = reverse("funding:statement-check", args=[statement.pk])
    assert paid.month.get_absolute_url() in client.get(check).content.decode()
    save(statement, cast, now)
    saved = client.get(check).content.decode()
    assert paid.month.get_absolute_url() in saved
    assert str(cast.home_school) in saved
    run = strip_tags(client.get(reverse("funding:run", args=[paid.run_id])).content.decode())
    assert "On the bank statement of" in " ".join(run.split())


def test_advice_goes_to_the_home_schools_finance_and_the_payee(desk, bursar, cast, now):
    requested = payees.request_payee(
        cast.hub, school=cast.home_school, name="Westbrook Trust", vendor_number="V7",
        remittance_email="Accounts@trust.example", reason="New.", by=cast.hubadmin, now=now,
    )  # fmt: skip
    payees.confirm_payee(requested, by=cast.lead, now=now)
    desk.held()
    desk.pay(desk.approve())
    emails = Email.objects.filter(kind="release_payment_advice")
    recipients = {(email.user.email if email.user else email.to).casefold() for email in emails}
    assert recipients == {bursar.email, "accounts@trust.example"}
    assert "£125.00" in emails[0].text
    assert goes("release_payment_advice", now)


def test_advice_is_a_pdf_for_who_sees_the_month_and_by_link(bursar, paid, cast, now, client, client_of, settings):
    url = reverse("funding:release-remittance", args=[paid.pk])
    for person in (bursar, cast.lead, cast.specialist):
        assert client_of(person).get(url).content == remittance_as_pdf(ReleasePayment.objects.get(pk=paid.pk))
        assert url in client_of(person).get(paid.month.get_absolute_url()).content.decode()
    text = read_pdf(remittance_as_pdf(paid))
    for expected in (paid.month.reference, "£125.00", "Westbrook Trust", str(paid.month.specialist), "½ day"):
        assert expected in text
    assert client_of(cast.other.lead).get(url).status_code == 404
    link = mint_shown(remittance_address(paid), to="accounts@trust.example", now=now).removeprefix(settings.SITE_URL)
    assert client.get(link).content.startswith(b"%PDF")
    give_back(paid, cast, now)
    assert "returned or reversed" in client.get(link).content.decode()
    assert client_of(cast.lead).get(url).status_code == 404


def test_home_school_hears_of_a_return_and_of_its_correction(bursar, paid, cast, now):
    give_back(paid, cast, now)
    assert goes("release_payment_returned", now)
    assert not goes("release_payment_advice", now), "it would promise money that came back"
    reinstate(ReleasePayment.objects.get(), cast.hubadmin, now)
    assert goes("release_payment_reinstated", now)
    assert not goes("release_payment_returned", now)
    assert set(Email.objects.filter(kind__startswith="release_").values_list("user", flat=True)) == {bursar.pk}


def test_home_school_hears_that_a_run_was_stopped_until_it_is_paid(bursar, paid, cast, now):
    recall_run(paid.run, reason="Wrong day.", by=cast.lead, now=now)
    assert goes("release_payment_recalled", now)
    assert not goes("release_payment_advice", now)
    runs.release_run(paid.run, paid_on=now.date(), by=cast.lead, now=now)
    assert not goes("release_payment_recalled", now)


def test_payment_recorded_as_unpaid_by_mistake_counts_again(paid, desk, cast, now):
    returned = give_back(paid, cast, now)
    assert returned.can_be_corrected
    reinstate(returned, cast.hubadmin, now)
    month, payment = ReleaseMonth.objects.get(), ReleasePayment.objects.get()
    assert (month.state, month.run, desk.budget.paid) == (ReleaseState.PAID, paid.run, 125)
    assert (payment.state, payment.answer, payment.correction) == (PaymentState.SENT, "", "Wrong row.")
    check_deferred()
    assert list(differences()) == []
    confirmed = BankResult(line=2, reference=month.reference, result="paid")
    bank_results.record_answer(paid.run, rows=[confirmed], by=cast.hubadmin, now=now)
    assert ReleasePayment.objects.get().state == PaymentState.CONFIRMED
    with pytest.raises(WrongState, match="results"), transaction.atomic():
        recall_run(paid.run, reason="Late.", by=cast.lead, now=now)


def test_payment_whose_month_is_elsewhere_is_not_corrected(paid, desk, cast, now):
    returned = give_back(paid, cast, now)
    again = desk.run(returned.month)
    with pytest.raises(WrongState, match=f"is now in {again}"), transaction.atomic():
        reinstate(returned, cast.hubadmin, now)
    runs.release_run(again, paid_on=now.date(), by=cast.lead, now=now)
    with pytest.raises(WrongState, match="has been paid again"), transaction.atomic():
        reinstate(returned, cast.hubadmin, now)


def test_payment_whose_month_was_reversed_is_not_corrected(paid, cast, now):
    returned = give_back(paid, cast, now)
    release_pay.take_back_release(returned.month, reason="Wrong.", by=cast.lead, now=now)
    with pytest.raises(WrongState), transaction.atomic():
        reinstate(returned, cast.hubadmin, now)


def test_database_counts_a_returned_payment_again_only_with_its_month(paid, cast, now):
    give_back(paid, cast, now)
    with pytest.raises(DatabaseError, match="counts again only while its month is paid"), transaction.atomic():
        ReleasePayment.objects.update(state="sent")


def test_correction_is_made_and_shown_on_the_runs_page(paid, cast, now, client_of):
    give_back(paid, cast, now)
    client = client_of(cast.hubadmin)
    run, url = reverse("funding:run", args=[paid.run_id]), reverse("funding:release-correct", args=[paid.pk])
    assert url in client.get(run).content.decode()
    assert f"Correct payment {paid.month.reference}?" in client.get(url).content.decode()
    assert client.post(url, {"reason": "The wrong row was marked."}).url == run
    assert "Recorded as unpaid by mistake: The wrong row was marked." in " ".join(
        strip_tags(client.get(run).content.decode()).split()
    )
    assert "only a payment that is recorded as unpaid" in client.get(url, follow=True).content.decode().casefold()


def test_specialist_who_works_for_the_hub_does_not_correct_their_own(paid, cast, now, client_of):
    HubStaffFactory(hub=cast.hub, user=cast.specialist)
    give_back(paid, cast, now)
    assert client_of(cast.specialist).get(reverse("funding:release-correct", args=[paid.pk])).status_code == 403


def test_months_to_decide_are_on_the_desk_of_the_hub_but_not_the_specialists_own(desk, cast, now):
    name = "release pay to decide"
    assert todo_readers(name, cast.people(), now) == set()
    desk.held()
    desk.held(days_ago=40)
    assert todo_readers(name, cast.people(), now) == {"lead", "hubadmin"}
    assert todo_readers(name, cast.other.people(), now) == set()
    (todo,) = finder_todos(name, cast.lead, now)
    assert todo.title == "2 months of release pay are waiting for your decision"
    assert todo.detail.startswith(f"{cast.hub.name} · {cast.specialist.full_name}, ")
    HubStaffFactory(hub=cast.hub, user=cast.specialist)
    assert finder_todos(name, cast.specialist, now) == []
    desk.approve()
    assert finder_todos(name, cast.lead, now)[0].title == "1 month of release pay is waiting for your decision"
    release_pay.switch_release_pay(cast.hub, is_on=False, by=cast.lead, now=now)
    assert finder_todos(name, cast.lead, now) == []


def test_desk_lists_the_sessions_that_the_page_works_out(desk, cast, now):
    """The desk asks one statement; the page works out days and pounds. Both look at the same sessions."""
    desk.held()
    desk.held(days_ago=40)
    desk.approve()
    desk.held(days_ago=2)
    waiting = months_to_decide(cast.hub)
    (todo,) = finder_todos("release pay to decide", cast.lead, now)
    assert todo.title.startswith(f"{len(waiting)} month")


@pytest.mark.parametrize(
    ("claims", "months", "title"),
    [
        (0, 1, "1 approved month of release pay is waiting for payment"),
        (1, 0, "1 approved claim is waiting for payment"),
        (1, 1, "1 approved claim and 1 month of release pay are waiting for payment"),
        (2, 2, "2 approved claims and 2 months of release pay are waiting for payment"),
    ],
)
def test_payments_page_says_what_waits_for_payment(desk, claim_maker, cast, client_of, claims, months, title):
    for ago in range(months):
        desk.held(days_ago=ago * 40)
        desk.approve()
    for _ in range(claims):
        claim_maker.approved("100.00")
    (row,) = hubs_with_approved(cast.lead)
    assert (row["title"], row["total"]) == (title, 100 * claims + 125 * months)
    assert title in client_of(cast.lead).get(reverse("funding:runs")).content.decode()


def test_accounts_merged_after_a_decision_are_reported(desk, cast, now):
    desk.held()
    month = desk.approve()
    run = desk.pay(month)
    month.refresh_from_db()
    assert list(decided_by_one_person()) == []
    merge_people(cast.specialist, other=cast.hubadmin, by=cast.admin, now=now)
    (sentence,) = decided_by_one_person(Hub.objects.filter(pk=cast.hub.pk).values("pk"))
    assert sentence.startswith(f"Release pay {month} was earned and decided by the same person")
    merge_people(cast.lead, other=cast.specialist, by=cast.admin, now=now)
    assert any(text.startswith(f"{run} pays for the work of, and was released,") for text in decided_by_one_person())


def test_assurance_pack_lists_what_was_returned_and_corrected(paid, cast, now):
    reinstate(give_back(paid, cast, now), cast.hubadmin, now)
    facts = gather_facts(cast.hub, AcademicYear.of(now.date()), now, with_evidence=False)
    (table,) = [row for row in facts["tables"] if row["name"] == "exceptions"]
    rows = [row[:4] for row in table["rows"] if row[1] == paid.month.reference]
    assert rows == [
        ["Returned payment corrected: it was paid", paid.month.reference, str(cast.home_school), "Wrong row."]
    ]


@at_two_sizes
def test_queries_of_payments_do_not_grow(client_of, desk, cast, now, upload, sizes):
    client = client_of(cast.lead)
    release_pay.set_release_budget(
        cast.hub, academic_year=desk.year.start, amount=Decimal(20_000), reason="More.", by=cast.lead, now=now
    )
    counts = []
    for size in sizes:
        while ReleasePayment.objects.count() < size:
            desk.held(days_ago=ReleasePayment.objects.count(), length=Decimal("0.125"))
            desk.pay(desk.approve())
        months = ReleaseMonth.objects.order_by("pk")
        rows = [(f"{now:%d/%m/%Y}", month.reference, f"-{month.amount}") for month in months]
        statement = upload(lines(*rows))
        check = reverse("funding:statement-check", args=[statement.pk])
        before = count_queries(client, (check,))
        save(statement, cast, now)
        counts.append((before, count_queries(client, (check, reverse("funding:statements", args=[cast.hub.pk])))))
        statements.undo_statement(statement, reason="Again.", by=cast.hubadmin, now=now)
    assert counts[0] == counts[1]
