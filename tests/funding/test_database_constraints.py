"""What raw SQL, the admin and two people in the same moment are held to."""

from __future__ import annotations

import threading
from decimal import Decimal
from itertools import product
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.urls import reverse

from funding import actions
from funding.actions import runs
from funding.choices import ClaimState, RunState
from funding.models import CLAIM_MOVES, RUN_MOVES, Claim, Grant, PaymentRun
from sustaining.common.errors import DomainError
from tests.cast import gather

LEFT = r"This claim is for £400\.00, but £360\.00 of the £1,000\.00 grant is left\. Ask for £360\.00 or less\."


def sql(statement: str, *values: object) -> None:
    """One statement, in a savepoint of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_overspending_in_raw_sql_is_refused_with_the_same_sentence(claim_maker, cast, now):
    claim_maker.pay(claim_maker.approved("640.00"))
    for state in ("draft", "submitted", "approved"):
        with pytest.raises(DatabaseError, match=LEFT):
            sql(
                "INSERT INTO funding_claim (grant_id, reference, state, total, made_by_id, made_at, decision_reason,"
                " client_key, decided_by_id) VALUES (%s, 'SUS-26-2222', %s, 400, %s, now(), '', gen_random_uuid(), %s)",
                claim_maker.grant.pk, state, cast.finance.pk, cast.lead.pk,
            )  # fmt: skip
    assert Claim.objects.count() == 1


def test_overspending_in_the_admin_is_refused_with_the_same_sentence(claim_maker, cast, client_of):
    claim_maker.pay(claim_maker.approved("640.00"))
    page = client_of(cast.admin).post(
        reverse("admin:funding_claim_add"),
        {"grant": claim_maker.grant.pk, "total": "400.00", "lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0},
    )
    assert "but £360.00 of the £1,000.00 grant is left. Ask for £360.00 or less." in page.content.decode()
    assert page.status_code == 200
    assert Claim.objects.count() == 1


def test_grant_cut_below_its_commitments_is_refused(claim_maker):
    claim_maker.approved("640.00")
    with pytest.raises(IntegrityError, match="sum of the grant's ledger"):
        sql("UPDATE funding_grant SET amount = 639.99 WHERE id = %s", claim_maker.grant.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funding_grant SET committed = 0",
        "UPDATE funding_grant SET paid = 0",
        "UPDATE funding_entry SET amount = 1",
        "DELETE FROM funding_entry",
        "UPDATE funding_payment SET amount = 1",
        "DELETE FROM funding_payment",
        "DELETE FROM funding_claim",
        "DELETE FROM funding_grant",
        "DELETE FROM funding_paymentrun",
        "UPDATE funding_claim SET total = 1",
        "UPDATE funding_claimline SET cost = 1",
        "DELETE FROM funding_claimline",
        "INSERT INTO funding_payment (claim_id, run_id, state, amount, paid_on, recorded_by_id, recorded_at, answer)"
        " SELECT claim_id, run_id, state, amount, paid_on, recorded_by_id, recorded_at, '' FROM funding_payment",
        "INSERT INTO funding_entry (grant_id, claim_id, kind, source, target, amount, why, by_id, at)"
        " SELECT grant_id, claim_id, kind, source, target, amount, '', by_id, at FROM funding_entry WHERE kind = 'commit'",
        "INSERT INTO funding_entry (grant_id, claim_id, kind, source, target, amount, why, by_id, at)"
        " SELECT grant_id, claim_id, kind, source, target, amount, '', by_id, at FROM funding_entry WHERE kind = 'pay'",
        "INSERT INTO funding_entry (grant_id, kind, source, target, amount, why, by_id, at)"
        " SELECT grant_id, 'open', 'left', 'paid', amount, '', by_id, at FROM funding_entry WHERE kind = 'pay'",
        "UPDATE funding_claim SET approved = 1",
        "UPDATE funding_grant SET amount = 2000",
        "UPDATE funding_payment SET paid_on = '2020-01-01'",
        "DELETE FROM funding_runfile",
        "UPDATE funding_runfile SET sha256 = ''",
        "UPDATE funding_acceptance SET words = ''",
        "UPDATE funding_claim SET decided_by_id = made_by_id",
        "UPDATE funding_paymentrun SET released_by_id = prepared_by_id",
    ],
)
def test_paid_claim_cannot_be_changed(claim_maker, statement):
    claim_maker.pay(claim_maker.approved("640.00"))
    with pytest.raises(DatabaseError):
        sql(statement)
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (640, 640)


def test_every_forbidden_move_of_a_claim_is_refused_in_raw_sql(claim_maker, cast, now):
    claims = {
        ClaimState.DRAFT: claim_maker.draft("10.00"),
        ClaimState.SUBMITTED: claim_maker.submitted("10.00"),
        ClaimState.QUERIED: actions.query_claim(claim_maker.submitted("10.00"), reason="?", by=cast.lead, now=now),
        ClaimState.APPROVED: claim_maker.approved("10.00"),
        ClaimState.REJECTED: actions.reject_claim(claim_maker.submitted("10.00"), reason="No.", by=cast.lead, now=now),
        ClaimState.WITHDRAWN: actions.withdraw_claim(claim_maker.draft("10.00"), by=cast.finance, now=now),
        ClaimState.IN_RUN: claim_maker.approved("10.00"),
        ClaimState.PAID: claim_maker.approved("10.00"),
    }
    claim_maker.run(claims[ClaimState.IN_RUN])
    claim_maker.pay(claims[ClaimState.PAID])
    tried = 0
    for source, target in product(ClaimState, ClaimState):
        if source == target or (source, target) in CLAIM_MOVES.pairs():
            continue
        tried += 1
        with pytest.raises(DatabaseError, match=f'cannot go from "{source}" to "{target}"'):
            sql("UPDATE funding_claim SET state = %s WHERE id = %s", target, claims[source].pk)
    assert tried == len(ClaimState) ** 2 - len(ClaimState) - len(CLAIM_MOVES.pairs())


def test_every_forbidden_move_of_a_run_is_refused_in_raw_sql(claim_maker, cast, now):
    prepared, released = claim_maker.run(claim_maker.approved("10.00")), claim_maker.pay(claim_maker.approved("10.00"))
    cancelled = runs.cancel_run(claim_maker.run(claim_maker.approved("10.00")), reason="No.", by=cast.hubadmin, now=now)
    by_state = {RunState.PREPARED: prepared, RunState.RELEASED: released, RunState.CANCELLED: cancelled}
    for source, target in product(RunState, RunState):
        if source != target and (source, target) not in RUN_MOVES.pairs():
            with pytest.raises(DatabaseError, match=f'cannot go from "{source}" to "{target}"'):
                sql("UPDATE funding_paymentrun SET state = %s WHERE id = %s", target, by_state[source].pk)


@pytest.mark.parametrize("name", sorted(CLAIM_MOVES.moves))
def test_claim_action_from_a_wrong_state_is_refused(claim_maker, cast, now, name):
    """The compare-and-set: a move whose state is not there any more says so and writes nothing."""
    claim = claim_maker.submitted("10.00")
    for state in ClaimState:
        if state in CLAIM_MOVES.moves[name].sources:
            continue
        stale = Claim(pk=claim.pk, state=state)
        before = Claim.objects.values().get(pk=claim.pk)
        if before["state"] in CLAIM_MOVES.moves[name].sources:
            continue
        with pytest.raises(DomainError, match="Nothing was changed"):
            CLAIM_MOVES.make(stale, name)
        assert Claim.objects.values().get(pk=claim.pk) == before


def in_threads(number: int, work) -> list[str]:
    """Do `work(index)` in as many threads at once, each with a connection of its own; what came of each."""
    outcomes, gate = ["?"] * number, threading.Barrier(number)

    def run(index: int) -> None:
        gate.wait(timeout=30)
        try:
            work(index)
            outcomes[index] = "done"
        except (DomainError, DatabaseError) as error:
            outcomes[index] = str(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[index]) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_twenty_concurrent_claims_of_100_commit_ten(now):
    cast = gather(now)
    grant = Grant.objects.get(participation=cast.participation)

    def claim(index: int) -> None:
        line = actions.NewLine(now.date(), f"Teacher {index}", Decimal(100))
        draft = actions.draft_claim(grant, lines=[line], client_key=uuid4(), by=cast.finance, now=now)
        actions.submit_claim(draft, accepts=True, by=cast.finance, now=now)

    outcomes = in_threads(20, claim)
    assert outcomes.count("done") == 10, outcomes
    assert all("grant is left" in outcome for outcome in outcomes if outcome != "done")
    assert sum(Claim.objects.filter(state="submitted").values_list("total", flat=True)) == 1000


@pytest.mark.django_db(transaction=True)
def test_concurrent_approvals_of_one_claim_commit_it_once(now):
    cast = gather(now)
    grant = Grant.objects.get(participation=cast.participation)
    line = actions.NewLine(now.date(), "N. Hartwell", Decimal(100))
    draft = actions.draft_claim(grant, lines=[line], client_key=uuid4(), by=cast.finance, now=now)
    claim = actions.submit_claim(draft, accepts=True, by=cast.finance, now=now)
    outcomes = in_threads(
        20, lambda index: actions.approve_claim(Claim.objects.get(pk=claim.pk), by=cast.lead, now=now)
    )
    grant.refresh_from_db()
    assert outcomes.count("done") == 1, outcomes
    assert grant.committed == 100


@pytest.mark.django_db(transaction=True)
def test_concurrent_submissions_of_one_form_create_one_claim(now):
    cast = gather(now)
    grant, key = Grant.objects.get(participation=cast.participation), uuid4()
    line = actions.NewLine(now.date(), "N. Hartwell", Decimal(100))
    outcomes = in_threads(
        10, lambda index: actions.draft_claim(grant, lines=[line], client_key=key, by=cast.finance, now=now)
    )
    assert outcomes == ["done"] * 10
    assert Claim.objects.count() == 1
    assert Claim.objects.get().lines.count() == 1
    assert PaymentRun.objects.count() == 0
