"""Reconciliation finds each kind of difference between the ledger and what is stored beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection, transaction

from funding.actions import audit_samples, runs
from funding.actions.corrections import recall_run
from funding.models import Claim, RunFile
from funding.reconciliation import decided_by_one_person, differences
from sustaining.accounts.models import User


@contextmanager
def changed_behind_the_triggers(statement: str, *values: object) -> Iterator[None]:
    """Run a statement that the triggers would refuse, as somebody could who may do anything on the server; then undo it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
        yield
        transaction.set_rollback(True)


@pytest.fixture
def claim(claim_maker) -> Claim:
    """A claim of £100.00, paid."""
    claim_maker.pay(claim_maker.approved("100.00"))
    return Claim.objects.get()


def test_untouched_ledger_has_no_differences(claim):
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE funding_grant SET paid = paid - 1 WHERE paid > 0",
            "says granted, committed, paid £1,000.00, £100.00, £99.00",
        ),
        (
            "UPDATE funding_grant SET committed = committed + 1 WHERE paid > 0",
            "its ledger says £1,000.00, £100.00, £100.00",
        ),
        ("UPDATE funding_entry SET amount = 2000 WHERE kind = 'commit'", "has an account below nought"),
        ("UPDATE funding_claim SET approved = 90", "should have £90.00, £90.00 committed and paid"),
        ("UPDATE funding_claim SET total = 101", "asks 101.00; its lines add up to 100.00"),
        ("UPDATE funding_payment SET amount = 90", "payments of 90.00 count; the ledger says 100.00"),
        ("UPDATE funding_payment SET state = 'returned'", "payments of 0 count; the ledger says 100.00"),
    ],
)
def test_change_behind_the_triggers_is_a_difference(claim, statement, sentence):
    with changed_behind_the_triggers(statement):
        sentences = list(differences(files=False))
    assert any(sentence in difference for difference in sentences), sentences


CONSISTENT = """
UPDATE funding_entry SET amount = amount - 30 WHERE kind IN ('commit', 'pay');
UPDATE funding_grant SET committed = committed - 30, paid = paid - 30 WHERE paid > 0;
UPDATE funding_claim SET total = total - 30, approved = approved - 30;
UPDATE funding_claimline SET cost = cost - 30;
UPDATE funding_payment SET amount = amount - 30;
"""


def change_everything_consistently(*, history: bool) -> None:
    """Lower a payment in every table, as somebody could who may do anything on the server; undone with the test."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in CONSISTENT.strip().splitlines():
            cursor.execute(statement)
        if history:
            for table, names in (
                ("grant", ("committed", "paid")),
                ("claim", ("total", "approved")),
                ("claimline", ("cost",)),
                ("payment", ("amount",)),
            ):
                values = ", ".join(f"{name} = row.{name}" for name in names)
                cursor.execute(
                    f"UPDATE funding_{table}event e SET {values} FROM funding_{table} row WHERE row.id = pgh_obj_id"
                )
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_consistent_change_of_every_table_differs_from_the_history(claim):
    change_everything_consistently(history=False)
    sentences = list(differences(files=False))
    assert len(sentences) == 4, "grant, claim, its row and its payment"
    assert all("was changed without its history" in sentence for sentence in sentences), sentences


def test_consistent_change_of_the_history_too_differs_from_the_frozen_file(claim):
    change_everything_consistently(history=True)
    assert list(differences(files=False)) == []
    (sentence,) = differences()
    assert f"says another amount for claim {claim.reference} than the 70.00 that was paid" in sentence


def test_run_that_was_recalled_and_released_again_has_no_differences(claim_maker, cast, now):
    run = claim_maker.pay(claim_maker.approved("100.00"), claim_maker.approved("50.00"))
    recall_run(run, reason="Wrong day.", by=cast.lead, now=now)
    run.refresh_from_db()
    runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    assert list(differences()) == []


def test_settled_recovery_without_an_entry_is_a_difference(claim, cast, now):
    recovery = audit_samples.request_recovery(claim, amount=Decimal(5), reason="Short.", by=cast.hubadmin, now=now)
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    with changed_behind_the_triggers(
        "UPDATE funding_recovery SET state = 'settled', settled_by_id = agreed_by_id, settled_on = agreed_at::date"
    ):
        sentences = list(differences(files=False))
    assert f"Claim {claim.pk}: recoveries of 5.00 are settled; the ledger says 0." in sentences


def test_entries_of_a_grant_that_is_gone_are_a_difference(claim):
    with changed_behind_the_triggers("DELETE FROM funding_grant WHERE id = %s", claim.grant_id):
        sentences = list(differences(files=False))
    assert f"Entries name grant {claim.grant_id}, which is not there." in sentences


def test_file_that_was_changed_after_the_release_is_a_difference(claim):
    stored = RunFile.objects.earliest("pk")
    with open(stored.file.path, "ab") as opened:
        opened.write(b"One more row")
    (difference,) = differences()
    assert difference.endswith("is not what was released.")
    assert list(differences(files=False)) == []


def test_file_that_is_gone_is_a_difference(claim):
    stored = RunFile.objects.earliest("pk")
    stored.file.storage.delete(stored.file.name)
    assert len(list(differences())) == 1


def test_decision_of_two_people_who_are_one_by_now_is_named_for_the_hub(claim, cast):
    assert list(decided_by_one_person()) == []
    User.objects.filter(pk=cast.hubadmin.pk).update(merged_into=cast.lead, is_active=False)
    (sentence,) = decided_by_one_person()
    assert "was prepared and released by the same person, Lena Rivermead" in sentence
    assert list(decided_by_one_person([cast.hub.pk])) == [sentence]
    assert list(decided_by_one_person([cast.other.hub.pk])) == []
