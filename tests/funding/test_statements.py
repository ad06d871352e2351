"""Bank statements: lines match payments by reference and amount, each once; a person checks, and undoes the whole."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from funding.actions import statements as actions
from funding.models import BankMatch, MoneySetup, Payment, StatementLine, StatementUpload
from funding.reconciliation import differences
from funding.selectors.statements import unmatched_payments
from funding.statement_rows import KNOWN, LIKELY, MATCHED, PROBLEM, UNMATCHED, check_statement, fold, read_rows
from sustaining.common.decoding import CannotDecode
from sustaining.common.errors import WrongState
from sustaining.common.files import CheckedUpload, CheckState
from sustaining.common.sheet_uploads import TooOld
from tests.funding.test_queries import count_queries
from tests.sizes import at_two_sizes

OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>GBP
<BANKACCTFROM><BANKID>200000<ACCTID>12345678<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261101<DTEND>20261130
<STMTTRN><TRNTYPE>PAYMENT<DTPOSTED>{day:%Y%m%d}<TRNAMT>-{amount}<FITID>F1<NAME>CASTLE TRUST<MEMO>{reference}</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{day:%Y%m%d}<TRNAMT>5000.00<FITID>F2<NAME>DFE</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


@pytest.fixture
def upload(cast, now):
    """`upload(text)`: a statement that a worker has read."""

    def make(text: str, name: str = "bank.csv", by=None) -> StatementUpload:
        file = CheckedUpload(name, "csv", "text/plain", text.encode(), is_uploaded=True)
        statement = actions.upload_statement(cast.hub, file=file, by=by or cast.hubadmin, now=now)
        decoded = statement.decode_content(text.encode())
        StatementUpload.objects.filter(pk=statement.pk).update(check_state=CheckState.CHECKED, **decoded.values)
        return StatementUpload.objects.get(pk=statement.pk)

    return make


def lines(*rows: tuple, heading: str = "Date,Description,Amount") -> str:
    return "\n".join([heading, *(",".join(str(cell) for cell in row) for row in rows)])


def verdicts(statement, now) -> list[str]:
    return [row.verdict for row in check_statement(statement, now).rows]


def save(statement, cast, now, *, chosen=None) -> int:
    checked = check_statement(statement, now)
    numbers = {row.number for row in checked.rows if row.can_be_saved} if chosen is None else chosen
    return actions.save_statement(statement, chosen=numbers, seen=checked.fingerprint, by=cast.hubadmin, now=now)


def force_match(statement, payment, hub, amount, now) -> None:
    """Match a payment as no action would."""
    with transaction.atomic():
        line = StatementLine.objects.create(
            upload=statement, hub=hub, number=2, booked_on=now.date(), amount=amount, text="x", key="k"
        )
        BankMatch.objects.create(line=line, payment=payment)


@pytest.mark.django_db
def test_line_with_reference_and_amount_is_matched_and_confirms_the_payment(claim_maker, cast, now, upload):
    claim = claim_maker.approved("217.50")
    claim_maker.pay(claim)
    broken = claim.reference.replace("-", " ").lower()
    statement = upload(lines((f"{now:%d/%m/%Y}", f"CASTLE {broken}", "-217.50"), (f"{now:%d/%m/%Y}", "DFE", "4000.00")))
    assert verdicts(statement, now) == [MATCHED]
    assert check_statement(statement, now).came_in == 1
    assert save(statement, cast, now) == 1
    payment = Payment.objects.get()
    assert (payment.state, payment.answered_by) == ("confirmed", cast.hubadmin)
    assert StatementLine.objects.get().text == f"CASTLE {broken}"
    assert list(differences()) == []


@pytest.mark.django_db
def test_same_statement_matches_nothing_twice(claim_maker, cast, now, upload):
    claim = claim_maker.approved("217.50")
    claim_maker.pay(claim)
    text = lines((f"{now:%d/%m/%Y}", claim.reference, "-217.50"))
    save(upload(text), cast, now)
    again = upload(text)
    assert verdicts(again, now) == [KNOWN]
    with pytest.raises(actions.NothingToMatch):
        save(again, cast, now, chosen={2})
    other_words = upload(lines((f"{now:%d/%m/%Y}", f"BACS {claim.reference}", "-217.50")))
    assert verdicts(other_words, now) == [KNOWN]
    match, line = BankMatch.objects.get(), StatementLine.objects.get()
    with pytest.raises(IntegrityError, match="a_statement_line_counts_once"), transaction.atomic():
        StatementLine.objects.create(
            upload=again, hub=cast.hub, number=2, booked_on=now.date(), amount=line.amount, text="x", key=line.key
        )
    second = StatementLine.objects.create(
        upload=again, hub=cast.hub, number=2, booked_on=now.date(), amount=line.amount, text="x", key="other"
    )
    with pytest.raises(IntegrityError, match="a_payment_leaves_the_bank_once"), transaction.atomic():
        BankMatch.objects.create(line=second, payment=match.payment)


@pytest.mark.django_db(transaction=True)
def test_database_refuses_a_match_that_does_not_add_up(claim_maker, cast, now, upload):
    payment = claim_maker.pay(claim_maker.approved("217.50")).payments.get()
    statement = upload(lines((f"{now:%d/%m/%Y}", "x", "-217.50")))
    with pytest.raises(IntegrityError, match="add up"):
        force_match(statement, payment, cast.hub, Decimal(200), now)
    with pytest.raises(IntegrityError, match="own hub"):
        force_match(statement, payment, cast.other.hub, payment.amount, now)


@pytest.mark.django_db
def test_reference_with_another_amount_is_not_matched(claim_maker, now, upload):
    claim = claim_maker.approved("217.50")
    claim_maker.pay(claim)
    statement = upload(lines((f"{now:%d/%m/%Y}", claim.reference, "-271.50")))
    row = check_statement(statement, now).rows[0]
    assert row.verdict == UNMATCHED
    assert "£217.50" in row.why
    assert "£271.50" in row.why


@pytest.mark.django_db
def test_line_without_reference_is_likely_and_not_ticked(claim_maker, cast, now, upload):
    claim_maker.pay(claim_maker.approved("217.50"))
    with_payee = upload(lines((f"{now:%d/%m/%Y}", f"BACS {cast.school}"[:18], "-217.50")))
    row = check_statement(with_payee, now).rows[0]
    assert (row.verdict, row.is_chosen) == (LIKELY, False)
    assert "payee" in row.why
    far = upload(lines((f"{now - timedelta(days=40):%d/%m/%Y}", "BACS", "-217.50")))
    assert verdicts(far, now) == [UNMATCHED]


@pytest.mark.django_db
def test_two_payments_of_one_amount_are_not_guessed(claim_maker, now, upload):
    claim_maker.pay(claim_maker.approved("50.00"))
    claim_maker.pay(claim_maker.approved("50.00"))
    row = check_statement(upload(lines((f"{now:%d/%m/%Y}", "BACS", "-50.00"))), now).rows[0]
    assert row.verdict == UNMATCHED
    assert "2 payments" in row.why


@pytest.mark.django_db
def test_one_line_for_a_whole_run_is_likely_all_its_payments(claim_maker, cast, now, upload):
    claim_maker.pay(claim_maker.approved("50.00"), claim_maker.approved("70.00"))
    statement = upload(lines((f"{now:%d/%m/%Y}", "BACS RUN", "-120.00")))
    assert verdicts(statement, now) == [LIKELY]
    assert save(statement, cast, now) == 2
    assert set(Payment.objects.values_list("state", flat=True)) == {"confirmed"}


@pytest.mark.django_db
def test_undo_takes_back_the_whole_statement_and_lets_it_be_uploaded_again(claim_maker, cast, now, upload):
    claim = claim_maker.approved("217.50")
    claim_maker.pay(claim)
    text = lines((f"{now:%d/%m/%Y}", claim.reference, "-217.50"))
    statement = upload(text)
    save(statement, cast, now)
    assert actions.undo_statement(statement, reason="Wrong month.", by=cast.hubadmin, now=now) == 1
    assert Payment.objects.get().state == "sent"
    assert BankMatch.objects.get().is_undone
    with pytest.raises(WrongState):
        actions.undo_statement(statement, reason="Again.", by=cast.hubadmin, now=now)
    assert save(upload(text), cast, now) == 1
    assert Payment.objects.get().state == "confirmed"


@pytest.mark.django_db
def test_undo_leaves_what_the_finance_system_confirmed(claim_maker, cast, now, upload):
    claim = claim_maker.approved("217.50")
    claim_maker.pay(claim)
    Payment.objects.update(state="confirmed", answered_by=cast.lead, answered_at=now)
    statement = upload(lines((f"{now:%d/%m/%Y}", claim.reference, "-217.50")))
    save(statement, cast, now)
    actions.undo_statement(statement, reason="Wrong month.", by=cast.hubadmin, now=now)
    payment = Payment.objects.get()
    assert (payment.state, payment.answered_by) == ("confirmed", cast.lead)


@pytest.mark.django_db
def test_statement_that_changed_since_it_was_shown_is_shown_again(claim_maker, cast, now, upload):
    claim = claim_maker.approved("217.50")
    claim_maker.pay(claim)
    text = lines((f"{now:%d/%m/%Y}", claim.reference, "-217.50"))
    first, second = upload(text), upload(text)
    seen = check_statement(second, now).fingerprint
    save(first, cast, now)
    with pytest.raises(actions.StatementChanged):
        actions.save_statement(second, chosen={2}, seen=seen, by=cast.hubadmin, now=now)
    with pytest.raises(TooOld):
        actions.save_statement(first, chosen={2}, seen=seen, by=cast.hubadmin, now=now)


@pytest.mark.django_db
def test_ofx_statement_is_read_without_mapping_columns(claim_maker, cast, now, upload):
    claim = claim_maker.approved("217.50")
    claim_maker.pay(claim)
    statement = upload(OFX.format(day=now, amount="217.50", reference=claim.reference), name="bank.ofx")
    assert statement.is_mapped
    assert verdicts(statement, now) == [MATCHED]
    assert "12345678" not in str(statement.rows)
    assert save(statement, cast, now) == 1


@pytest.mark.django_db
def test_broken_ofx_is_refused_with_a_sentence(upload):
    with pytest.raises(CannotDecode, match="OFX"):
        upload("OFXHEADER:100\n\n<OFX><BANKMSGSRSV1>", name="bank.ofx")


@pytest.mark.django_db
def test_only_staff_of_the_hub_match_statements(cast, now, upload):
    file = CheckedUpload("bank.csv", "csv", "text/plain", b"Date", is_uploaded=True)
    for person in (cast.finance, cast.other.lead, cast.specialist):
        with pytest.raises(PermissionDenied):
            actions.upload_statement(cast.hub, file=file, by=person, now=now)


@pytest.mark.django_db
def test_payment_on_no_statement_is_on_the_desk_after_its_days(claim_maker, cast, now, upload, client_of):
    early, late = claim_maker.approved("20.00"), claim_maker.approved("30.00")
    claim_maker.pay(early)
    claim_maker.pay(late)
    day = now.date() + timedelta(days=11)
    assert unmatched_payments(cast.lead, [cast.hub.pk], day) == []  # no statement yet, so nothing is missed
    save(upload(lines((f"{now:%d/%m/%Y}", early.reference, "-20.00"))), cast, now)
    assert [payment.claim for payment in unmatched_payments(cast.lead, [cast.hub.pk], day)] == [late]
    with time_machine.travel(now + timedelta(days=11)):
        assert "1 payment is on no bank statement" in client_of(cast.lead).get("/").content.decode()
    assert unmatched_payments(cast.lead, [cast.hub.pk], day - timedelta(days=1)) == []
    MoneySetup.objects.update_or_create(hub=cast.hub, defaults={"unmatched_days": 30})
    assert unmatched_payments(cast.lead, [cast.hub.pk], day) == []
    assert unmatched_payments(cast.other.lead, [cast.hub.pk], day + timedelta(days=60)) == []


BY_SQL = """
SELECT count(*), sum(p.amount) FROM funding_payment p
WHERE p.state IN ('sent', 'confirmed') AND NOT EXISTS (
  SELECT 1 FROM funding_bankmatch m WHERE m.payment_id = p.id AND NOT m.is_undone)
"""


@pytest.mark.django_db
def test_unmatched_figure_equals_what_sql_says(claim_maker, cast, now, upload, client_of):
    claims = [claim_maker.approved(cost) for cost in ("20.00", "30.00", "40.00")]
    for claim in claims:
        claim_maker.pay(claim)
    save(upload(lines((f"{now:%d/%m/%Y}", claims[0].reference, "-20.00"))), cast, now)
    waiting = unmatched_payments(cast.lead, [cast.hub.pk], now.date() + timedelta(days=60))
    with connection.cursor() as cursor:
        cursor.execute(BY_SQL)
        assert (len(waiting), sum(payment.amount for payment in waiting)) == cursor.fetchone() == (2, Decimal(70))


@pytest.mark.django_db
def test_walk_from_upload_to_match_and_undo_on_the_pages(claim_maker, cast, client_of, now):
    claim = claim_maker.approved("217.50")
    claim_maker.pay(claim)
    client = client_of(cast.hubadmin)
    url = reverse("funding:statements", args=[cast.hub.pk])
    content = lines((f"{now:%d/%m/%Y}", claim.reference, "217.50"), heading="When,Text,Gone")
    page = client.post(url, {"file": SimpleUploadedFile("b.csv", content.encode())}).headers["Location"]
    statement = StatementUpload.objects.get()
    assert client.get(page).status_code == 200
    decoded = statement.decode_content(content.encode())
    StatementUpload.objects.update(check_state=CheckState.CHECKED, **decoded.values)
    columns = client.get(page).headers["Location"]
    assert client.post(columns, {"column0": "date", "column1": "text", "column2": "-"}).status_code == 200
    assert client.post(columns, {"column0": "date", "column1": "text", "column2": "out"}).status_code == 302
    shown = client.get(page)
    assert "1 matched" in shown.content.decode()
    seen = shown.context["checked"].fingerprint
    saved = client.post(
        reverse("funding:statement-save", args=[statement.pk]), {"row": ["2"], "seen": seen}, follow=True
    )
    assert "1 payment matched" in saved.content.decode()
    undo = reverse("funding:statement-undo", args=[statement.pk])
    assert "1 payment undone" in client.post(undo, {"reason": "Wrong account."}, follow=True).content.decode()
    assert client_of(cast.finance).get(page).status_code == 404


@at_two_sizes
@pytest.mark.django_db
def test_pages_of_statements_have_constant_query_count(claim_maker, cast, now, client_of, sizes, upload):
    client = client_of(cast.lead)
    few, many = sizes

    def pages(number: int) -> list[str]:
        claims = [claim_maker.approved("5.00") for _ in range(number)]
        for claim in claims:
            claim_maker.pay(claim)
        text = lines(*((f"{now:%d/%m/%Y}", claim.reference, "-5.00") for claim in claims))
        saved, waiting = upload(text), upload(text)
        save(saved, cast, now)
        return [
            reverse("funding:statements", args=[cast.hub.pk]),
            saved.get_absolute_url(),
            waiting.get_absolute_url(),
        ]

    queries = count_queries(client, pages(few))
    assert count_queries(client, pages(many - few)) == queries


@at_two_sizes
@pytest.mark.django_db
def test_desk_asks_as_much_for_many_payments_on_no_statement_as_for_few(
    claim_maker, cast, now, client_of, sizes, upload
):
    few, many = sizes
    matched = claim_maker.approved("20.00")
    claim_maker.pay(matched)
    save(upload(lines((f"{now:%d/%m/%Y}", matched.reference, "-20.00"))), cast, now)

    def count_on_desk(number: int) -> list[int]:
        claim_maker.pay(*(claim_maker.approved("5.00") for _ in range(number)))
        with time_machine.travel(now + timedelta(days=11)):
            return count_queries(client_of(cast.lead), ["/"])

    queries = count_on_desk(few)
    assert count_on_desk(many - few) == queries


@given(
    st.lists(
        st.tuples(st.decimals("0.01", "999999.99", places=2), st.text("abc SUS-26", max_size=12)),
        min_size=1,
        max_size=30,
    )
)
def test_every_line_that_went_out_is_read_once_and_to_the_penny(rows):
    day = date(2026, 11, 24)
    typed = [
        (number, {"date": "20/11/2026", "amount": f"-{amount:,.2f}", "text": text})
        for number, (amount, text) in enumerate(rows, start=2)
    ]
    read, came_in = read_rows(typed, 1, day)
    assert came_in == 0
    assert [row.amount for row in read] == [amount for amount, _ in rows]
    assert len({row.key for row in read}) == len(rows)
    again, _ = read_rows(typed, 1, day)
    assert [row.key for row in again] == [row.key for row in read]


@pytest.mark.parametrize(
    ("cell", "amount"), [("(217.50)", "217.50"), ("−217.50", "217.50"), ("£217.50 DR", "217.50"), ("217.50-", "217.50")]
)
def test_signs_that_banks_write_are_understood(cell, amount):
    rows, _ = read_rows([(2, {"date": "20/11/2026", "amount": cell})], 1, date(2026, 11, 24))
    assert [row.amount for row in rows] == [Decimal(amount)]


def test_line_whose_date_cannot_be_read_says_so():
    rows, _ = read_rows([(2, {"date": "soon", "amount": "-5.00"})], 1, date(2026, 11, 24))
    assert [row.verdict for row in rows] == [PROBLEM]


def test_reference_is_found_however_a_bank_writes_it():
    assert fold("sus 26-6pnp") == "SUS266PNP"
