"""The finance system's result file: its columns, and what recording each row would do."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.actions import audit_samples
from funding.actions.bank_results import record_answer
from funding.bank_files import (
    CONFIRM,
    HEADINGS,
    PAID,
    PROBLEM,
    RETURN,
    SAME,
    UNPAID,
    BankResult,
    count_verdicts,
    judge_results,
    parse_sheets,
    plain_reference,
    verdict_summary,
)
from funding.choices import ClaimState
from funding.models import Claim, PaymentRun
from sustaining.common.tables import NotTheTable


def parse_lines(lines: list[list[str]]) -> list[BankResult]:
    """Return the rows of a file of one sheet."""
    return parse_sheets([{"name": "", "read_as": "cells separated by commas", "rows": lines}])[0]


@pytest.mark.parametrize("reference", sorted(HEADINGS["reference"]))
@pytest.mark.parametrize("result", sorted(HEADINGS["result"]))
def test_columns_are_known_by_any_of_their_headings(reference, result):
    rows = parse_lines([[f" {result.upper()} ", reference.title()], ["paid", "SUS-26-AB"]])
    assert [(row.reference, row.result) for row in rows] == [("SUS-26-AB", "paid")]


@pytest.mark.parametrize(("heading", "missing"), [(["Result"], "Reference"), (["Reference"], "Result")])
def test_file_without_a_needed_column_is_refused_with_its_name(heading, missing):
    with pytest.raises(NotTheTable, match=f"is missing the column {missing}"):
        parse_lines([heading, ["x"]])


def test_rows_keep_their_line_and_empty_rows_are_left_out():
    rows = parse_lines([["Reference", "Status", "Why"], ["A", "paid"], ["", " ", ""], ["B", "no", " closed "]])
    assert [(row.line, row.reference, row.reason) for row in rows] == [(2, "A", ""), (4, "B", "closed")]


@pytest.mark.parametrize("lines", [[["Reference", "Result"]], [["Reference", "Result"], ["", ""]]])
def test_file_without_rows_is_refused(lines):
    with pytest.raises(NotTheTable, match="no rows"):
        parse_lines(lines)


def test_file_with_two_thousand_rows_is_read_and_one_more_is_refused():
    lines = [["Reference", "Result"], *(["A", "paid"] for _ in range(2_000))]
    assert len(parse_lines(lines)) == 2_000
    with pytest.raises(NotTheTable, match="more than 2,000 rows"):
        parse_lines([*lines, ["A", "paid"]])


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="="), max_size=400), max_size=6), max_size=8))
def test_any_cells_are_cut_to_what_can_be_kept(lines):
    rows = parse_lines([["Reference", "Result", "Amount"], ["SUS-26-AB", "paid", "1"], *lines])
    assert rows[0] == BankResult(2, "SUS-26-AB", "paid", amount="1.00")
    assert all(len(value) <= 300 for row in rows for value in (row.reference, row.result, row.amount))
    assert all(row.reference or row.result or row.amount for row in rows)


@given(st.text())
def test_reference_is_compared_without_blanks_and_case(text):
    assert plain_reference(plain_reference(text)) == plain_reference(text)
    assert plain_reference(" sus-26 ab\t") == "SUS-26AB"


@pytest.fixture
def run(claim_maker) -> PaymentRun:
    """A released run with one payment of £100.00."""
    return claim_maker.pay(claim_maker.approved("100.00"))


def judged(run: PaymentRun, result: str, **fields: str) -> BankResult:
    """Return the row about the run's first claim, judged."""
    reference = run.payments.earliest("pk").claim.reference
    (row,) = judge_results(run, [BankResult(2, reference.lower(), result, **fields)])
    return row


@pytest.mark.parametrize("result", sorted(PAID))
def test_row_that_says_paid_confirms_the_payment(run, result):
    row = judged(run, result.upper())
    assert (row.verdict, row.label, row.tone) == (CONFIRM, "Confirm", "go")


@pytest.mark.parametrize("result", sorted(UNPAID))
def test_row_that_says_unpaid_returns_the_payment_when_it_says_why(run, result):
    assert judged(run, result, reason="Account closed").verdict == RETURN
    row = judged(run, result)
    assert (row.verdict, row.explanation) == (PROBLEM, "Enter the reason it was not paid.")


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"amount": "£100.00"}, CONFIRM),
        ({"amount": "100"}, CONFIRM),
        ({"amount": "99.99"}, PROBLEM),
        ({"amount": "a hundred"}, PROBLEM),
    ],
)
def test_row_with_another_amount_than_was_paid_is_a_problem(run, fields, verdict):
    assert judged(run, "paid", **fields).verdict == verdict


def test_row_with_another_word_or_reference_is_a_problem(run):
    assert judged(run, "perhaps").explanation == "Enter paid or unpaid."
    (row,) = judge_results(run, [BankResult(2, "SUS-26-ZZZZ", "paid")])
    assert row.explanation == "No claim of this run has this reference."


def test_reference_that_stands_twice_is_a_problem_in_both_rows(run):
    reference = run.payments.get().claim.reference
    rows = judge_results(run, [BankResult(2, reference, "paid"), BankResult(3, f" {reference.lower()}", "unpaid")])
    assert [row.verdict for row in rows] == [PROBLEM, PROBLEM]


def test_row_of_a_confirmed_payment_is_known_and_a_late_return_still_possible(run, cast, now):
    assert record_answer(run, rows=[judged(run, "paid")], by=cast.hubadmin, now=now) == Counter({CONFIRM: 1})
    assert (judged(run, "paid").verdict, judged(run, "paid").label) == (SAME, "Recorded")
    assert judged(run, "returned", reason="Account closed").verdict == RETURN


def test_returned_payment_is_known_and_is_not_confirmed_afterwards(run, cast, now):
    returned = judged(run, "unpaid", reason="Account closed")
    assert record_answer(run, rows=[returned], by=cast.hubadmin, now=now) == Counter({RETURN: 1})
    assert Claim.objects.get().state == ClaimState.APPROVED
    assert judged(run, "unpaid", reason="Account closed").verdict == SAME
    assert judged(run, "paid").verdict == PROBLEM


def test_payment_whose_money_is_asked_back_is_not_returned_until_that_is_dropped(run, cast, now):
    claim = Claim.objects.get()
    recovery = audit_samples.request_recovery(claim, amount=Decimal(5), reason="Short.", by=cast.hubadmin, now=now)
    assert judged(run, "unpaid", reason="Closed").verdict == PROBLEM
    audit_samples.drop_recovery(recovery, reason="A mistake.", by=cast.hubadmin, now=now)
    assert judged(run, "unpaid", reason="Closed").verdict == RETURN


def test_answer_with_rows_of_every_verdict_is_summed_up_in_a_sentence():
    verdicts = [CONFIRM, CONFIRM, RETURN, SAME, PROBLEM]
    rows = [BankResult(number, "A", "paid", verdict=verdict) for number, verdict in enumerate(verdicts)]
    assert count_verdicts(rows)["to_save"] == 3
    counts = Counter(row.verdict for row in rows)
    assert verdict_summary(counts) == "2 confirmed, 1 returned, 1 already recorded, 1 left out."
    assert verdict_summary(Counter({SAME: 3})) == "3 already recorded."
