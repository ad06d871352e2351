"""An assurance pack equals the ledger, is the same bytes when it is drawn again, and never changes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook

from funding import actions as funding
from funding.choices import EntryKind
from funding.models import Claim
from schools.actions.hub_moves import move_to_hub
from sustaining.assurance import actions, packs
from sustaining.assurance.fact_tables import canonical, compare
from sustaining.assurance.facts import gather_facts
from sustaining.assurance.models import AssurancePack, PackFile, PackState
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.years import AcademicYear


def table(facts, name):
    return next(row for row in facts["tables"] if row["name"] == name)


def figures(facts) -> dict[str, str]:
    return dict(table(facts, "figures")["rows"])


def content(file) -> bytes:
    with file.file.open("rb") as opened:
        return opened.read()


BY_SQL = """
SELECT e.kind, count(*), sum(e.amount) FROM funding_entry e
JOIN funding_grant g ON g.id = e.grant_id JOIN schools_participation p ON p.id = g.participation_id
JOIN schools_project j ON j.id = p.project_id WHERE p.hub_id = %s AND j.academic_year = %s GROUP BY e.kind
"""
BY_SCHOOL = """
SELECT s.urn, sum(CASE WHEN e.target IN ('left', 'committed', 'paid') AND e.source = 'hub' THEN e.amount
                       WHEN e.target = 'hub' THEN -e.amount ELSE 0 END),
       sum(CASE WHEN e.target = 'paid' THEN e.amount WHEN e.source = 'paid' THEN -e.amount ELSE 0 END)
FROM funding_entry e JOIN funding_grant g ON g.id = e.grant_id JOIN schools_participation p ON p.id = g.participation_id
JOIN schools_project j ON j.id = p.project_id JOIN schools_school s ON s.id = p.school_id
WHERE p.hub_id = %s AND j.academic_year = %s GROUP BY s.urn
"""
RECEIVED = """
SELECT sum(amount) FROM assurance_grantreceipt WHERE hub_id = %s AND academic_year = %s AND cancelled_at IS NULL
"""


def read(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def test_pack_equals_the_ledger_by_sql_of_its_own(hub_year):
    cast, year = hub_year.cast, hub_year.cast.project.academic_year
    facts = hub_year.pack().facts
    labels = {kind.value: str(kind.label) for kind in EntryKind}
    by_sql = {labels[kind]: (number, f"{amount:.2f}") for kind, number, amount in read(BY_SQL, cast.hub.pk, year)}
    shown = {label: (number, amount) for label, number, amount in table(facts, "ledger")["rows"]}
    assert by_sql == {label: pair for label, pair in shown.items() if pair[0]}
    assert set(shown) == set(labels.values()), "a kind of entry is not left out"
    by_school = {urn: (f"{granted:.2f}", f"{paid:.2f}") for urn, granted, paid in read(BY_SCHOOL, cast.hub.pk, year)}
    assert by_school == {row[1]: (row[4], row[6]) for row in table(facts, "schools")["rows"]}
    ((received,),) = read(RECEIVED, cast.hub.pk, year)
    assert figures(facts)["Grant received"] == f"{received:.2f}" == "12000.00"
    paid = sum(Decimal(pair[1]) for pair in by_school.values())
    assert figures(facts)["Paid to schools, less returned and recovered"] == f"{paid:.2f}" == "270.50"
    assert figures(facts)["Grant received less paid"] == f"{received - paid:.2f}"


def test_pack_works_its_sums_out_twice_and_finds_them_equal(hub_year):
    rows = table(hub_year.pack().facts, "reconciliation")["rows"]
    assert len(rows) == 6
    assert {row[3] for row in rows} == {"Equal"}
    assert ["Recovered: ledger and repayments", "80.00", "80.00", "Equal"] in rows


def test_pack_shows_a_difference_from_the_ledger(hub_year):
    with pgtrigger.ignore("funding.ClaimLine:lines_of_submitted_claims_stand"):
        hub_year.waiting.lines.update(cost=61)
    facts = gather_facts(hub_year.cast.hub, AcademicYear(hub_year.cast.project.academic_year), hub_year.now)
    different = [row for row in table(facts, "reconciliation")["rows"] if row[3] == "Different"]
    assert [row[0] for row in different] == ["Claimed: claims and their items"]


def test_pack_drawn_again_from_its_facts_is_the_same_bytes(hub_year):
    pack = hub_year.pack()
    assert packs.differs_when_drawn_again(pack) == []
    facts = json.loads(canonical(pack.facts))
    again = packs.draw_files(facts)
    for file in pack.files.all():
        assert content(file) == again[file.part].content
        assert file.sha256 == hashlib.sha256(content(file)).hexdigest()
    assert pack.sha256 == hashlib.sha256(canonical(pack.facts)).hexdigest()


def test_facts_gathered_twice_of_the_same_moment_are_the_same(hub_year):
    year = AcademicYear(hub_year.cast.project.academic_year)
    first, second = (gather_facts(hub_year.cast.hub, year, hub_year.now) for _ in range(2))
    assert canonical(first) == canonical(second)


def test_files_of_a_pack_hold_certificate_tables_and_evidence(hub_year):
    files = {file.part: content(file) for file in hub_year.pack().files.all()}
    assert files["pdf"].startswith(b"%PDF")
    book = load_workbook(io.BytesIO(files["xlsx"]))
    assert [row.value for row in book["Claims"][1]][:4] == ["Claim", "School", "URN", "Status"]
    assert {"Figures of the year", "Budget versions", "Ledger entries", "Who did what"} <= set(book.sheetnames)
    with zipfile.ZipFile(io.BytesIO(files["zip"])) as packed:
        rows = list(csv.DictReader(io.StringIO(packed.read("index.csv").decode("utf-8-sig"))))
        (row,) = rows
        assert row["Claim"] == hub_year.paid.reference
        assert packed.read(row["File"]) == b"Cover for two teachers."
        assert row["SHA-256"] == hashlib.sha256(b"Cover for two teachers.").hexdigest()


def test_pack_lists_budget_versions_exceptions_and_who_did_what(hub_year):
    facts = hub_year.pack().facts
    budgets = table(facts, "budget")["rows"]
    assert [(row[2], row[3], row[5]) for row in budgets] == [
        ("9000.00", "", ""),
        ("6000.00", "-3000.00", "Cut by a third."),
    ]
    exceptions = {(row[0], row[3]) for row in table(facts, "exceptions")["rows"]}
    assert ("Release reversed", "The wrong day.") in exceptions
    duties = {row[0]: row for row in table(facts, "duties")["rows"]}
    assert duties[hub_year.paid.reference][7] == "decided and released its run"
    assert hub_year.cast.lead.full_name in duties[hub_year.paid.reference]


def test_pack_lists_changes_of_payee_within_a_school(hub_year, claim_maker):
    for payee in ("Dene Trust", "Ashdown Trust"):
        claim = claim_maker.draft("10")
        Claim.objects.filter(pk=claim.pk).update(payee=payee)
        funding.submit_claim(Claim.objects.get(pk=claim.pk), accepts=True, by=hub_year.cast.finance, now=hub_year.now)
    rows = table(hub_year.pack().facts, "payees")["rows"]
    assert [row[2:4] for row in rows] == [[hub_year.cast.school.name, "Dene Trust"], ["Dene Trust", "Ashdown Trust"]]
    assert rows[1][0] == claim.reference


def test_names_of_teachers_are_not_in_a_pack(hub_year):
    text = canonical(hub_year.pack().facts).decode()
    teachers = [line.teacher for claim in Claim.objects.all() for line in claim.lines.all()]
    assert teachers
    assert [name for name in teachers if name in text] == []


def test_year_stays_with_the_hub_that_paid_when_the_school_moves(hub_year):
    cast = hub_year.cast
    before = figures(hub_year.pack().facts)
    move_to_hub(cast.school, hub=cast.other.hub, by=cast.admin, now=hub_year.now)
    assert figures(hub_year.pack(days=1).facts) == before
    other = gather_facts(cast.other.hub, AcademicYear(cast.project.academic_year), hub_year.now)
    assert cast.school.urn not in [row[1] for row in table(other, "schools")["rows"]]


def test_pack_says_what_changed_since_the_one_before(hub_year):
    first = hub_year.pack()
    funding.approve_claim(hub_year.waiting, by=hub_year.cast.lead, now=hub_year.now)
    second = hub_year.pack(days=1)
    changes = compare(first.facts, second.facts)
    (claim,) = [row for row in changes if row.table == "Claims"]
    assert claim.row == hub_year.waiting.reference
    assert "Status Submitted" in claim.before
    assert "Status Approved" in claim.after
    assert compare(second.facts, second.facts) == []


def test_made_pack_cannot_be_changed_or_deleted(hub_year):
    pack = hub_year.pack()
    for change in ({"facts": {}}, {"sha256": "0" * 64}, {"state": PackState.WAITING}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AssurancePack.objects.filter(pk=pack.pk).update(**change)
    for rows in (AssurancePack.objects.filter(pk=pack.pk), PackFile.objects.filter(pack=pack)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_one_pack_is_made_at_a_time_and_by_those_who_lead(hub_year):
    cast, now = hub_year.cast, hub_year.now
    year = cast.project.academic_year
    actions.request_pack(cast.hub, academic_year=year, by=cast.lead, now=now)
    with pytest.raises(DomainError, match="being made already"):
        actions.request_pack(cast.hub, academic_year=year, by=cast.admin, now=now)
    for who in (cast.auditor, cast.hubadmin, cast.other.lead, cast.finance):
        with pytest.raises(PermissionDenied):
            actions.request_pack(cast.hub, academic_year=year - 1, by=who, now=now)
    assert packs.make_waiting_packs(now) == 1
    assert packs.make_waiting_packs(now) == 0


def test_pack_that_fails_does_not_stop_the_others(hub_year, monkeypatch):
    cast, now = hub_year.cast, hub_year.now
    first = actions.request_pack(cast.hub, academic_year=2026, by=cast.lead, now=now - timedelta(minutes=1))
    actions.request_pack(cast.other.hub, academic_year=2026, by=cast.other.lead, now=now)
    gather_pack = packs.gather_pack

    def fail_for_first(pack, moment):
        if pack.pk == first.pk:
            raise OSError("no storage")
        return gather_pack(pack, moment)

    monkeypatch.setattr(packs, "gather_pack", fail_for_first)
    assert packs.make_waiting_packs(now) == 1
    monkeypatch.undo()
    assert packs.make_waiting_packs(now) == 1


def test_receipt_is_cancelled_with_a_reason_and_then_does_not_count(hub_year):
    cast, now = hub_year.cast, hub_year.now
    receipt = cast.hub.grant_receipts.get(amount=3000)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(receipt).objects.filter(pk=receipt.pk).update(amount=Decimal(1))
    actions.cancel_receipt(receipt, reason="Counted twice.", by=cast.lead, now=now)
    with pytest.raises(WrongState):
        actions.cancel_receipt(receipt, reason="Again.", by=cast.lead, now=now)
    facts = hub_year.pack().facts
    assert figures(facts)["Grant received"] == "9000.00"
    assert [row[4:] for row in table(facts, "received")["rows"]] == [["Received", ""], ["Cancelled", "Counted twice."]]


def test_receipt_of_a_day_to_come_is_refused(cast, now):
    day = now.date() + timedelta(days=1)
    with pytest.raises(actions.DayNotPossible):
        actions.record_receipt(
            cast.hub, academic_year=2026, received_on=day, amount=Decimal(1), reference="", by=cast.lead, now=now
        )
